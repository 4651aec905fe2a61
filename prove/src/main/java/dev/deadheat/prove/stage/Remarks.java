package dev.deadheat.prove.stage;

import dev.deadheat.prove.worker.Effects;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/// What lanes were seen to do in any run of a scenario that a verdict should mention, and that is
/// no part of an outcome. Used from one thread.
final class Remarks {
  private static final int MOST = 8;

  private final SequencedSet<String> lines = new LinkedHashSet<>();

  void add(Effects effects) {
    effects
        .errors()
        .forEach(error ->
            lines.add("a server error was answered: " + error.error() + at(error.where())));
    effects.blocked().forEach(blocked -> lines.add(line(blocked)));
    effects
        .processes()
        .forEach(process ->
            lines.add("a request started a process, which was not controlled: " + process));
  }

  private static String line(Effects.Blocked blocked) {
    String what =
        switch (blocked.kind()) {
          case "connect", "look-up", "socket" ->
              "nothing was let out to %s; --allow-host lets it".formatted(blocked.target());
          case "database" -> "the project's own database was not opened: " + blocked.target();
          default -> "a file of the project's was not changed: " + blocked.target();
        };
    return what + at(blocked.where());
  }

  private static String at(Optional<String> where) {
    return where.map(line -> " (" + line + ")").orElse("");
  }

  /// In the order in which they were first seen.
  List<String> lines() {
    List<String> shown = new ArrayList<>(lines.stream().limit(MOST).toList());
    if (lines.size() > MOST) {
      shown.add("and %d more of the kind".formatted(lines.size() - MOST));
    }
    return shown;
  }
}

package dev.deadheat.prove.spec;

import dev.deadheat.prove.scenario.Problem;
import dev.deadheat.prove.spec.Parser.Written;
import dev.deadheat.prove.spec.Parser.WrittenEntry;
import dev.deadheat.prove.spec.Parser.WrittenMarker;
import dev.deadheat.prove.spec.Parser.WrittenSession;
import dev.deadheat.prove.spec.Parser.WrittenStep;
import dev.deadheat.prove.spec.Spec.Entry;
import dev.deadheat.prove.spec.Spec.Marker;
import dev.deadheat.prove.spec.Spec.Permutation;
import dev.deadheat.prove.spec.Spec.Session;
import dev.deadheat.prove.spec.Spec.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Looks up the names of a spec.
final class Linker {
  private final Path file;
  private final Map<String, Step> steps = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  private Linker(Path file) {
    this.file = file;
  }

  static SpecReading link(Path file, String name, Written written) {
    Linker linker = new Linker(file);
    List<Session> sessions = new ArrayList<>();
    for (WrittenSession session : written.sessions()) {
      sessions.add(linker.session(session, sessions.size()));
    }
    List<Permutation> permutations =
        written.permutations().stream().map(linker::permutation).toList();
    if (!linker.problems.isEmpty()) {
      return new SpecReading.Bad(linker.problems);
    }
    Set<String> unused = new TreeSet<>(linker.steps.keySet());
    permutations.forEach(
        permutation -> permutation.entries().forEach(entry -> unused.remove(entry.step().name())));
    return new SpecReading.Good(
        new Spec(
            name,
            written.setups(),
            written.teardown(),
            sessions,
            permutations,
            permutations.isEmpty() ? List.of() : List.copyOf(unused)));
  }

  private Session session(WrittenSession written, int index) {
    List<Step> own = new ArrayList<>();
    for (WrittenStep step : written.steps()) {
      Step linked = new Step(step.name().text(), step.sql(), index);
      if (steps.putIfAbsent(linked.name(), linked) != null) {
        problem(
            step.name(),
            "a second step \"%s\"; steps need names of their own, in other sessions too"
                .formatted(linked.name()));
      }
      own.add(linked);
    }
    return new Session(written.name().text(), written.setup(), own, written.teardown());
  }

  private Permutation permutation(List<WrittenEntry> written) {
    Set<String> used =
        written.stream().map(entry -> entry.step().text()).collect(Collectors.toSet());
    List<Entry> entries = new ArrayList<>();
    for (WrittenEntry entry : written) {
      Optional<Step> step = known(entry.step());
      List<Marker> markers = new ArrayList<>();
      for (WrittenMarker marker : entry.markers()) {
        if (marker.step().type() == Token.Type.MARK) {
          markers.add(new Marker.Once());
          continue;
        }
        Optional<Step> other = known(marker.step());
        if (step.isPresent() && other.isPresent()) {
          check(marker.step(), step.get(), other.get(), used);
          markers.add(marker(marker, other.get()));
        }
      }
      step.ifPresent(there -> entries.add(new Entry(there, markers)));
    }
    return new Permutation(entries);
  }

  private void check(Token place, Step step, Step other, Set<String> used) {
    if (!used.contains(other.name())) {
      problem(
          place,
          "step \"%s\" is to wait for \"%s\", which this permutation does not run"
              .formatted(step.name(), other.name()));
    } else if (step.session() == other.session()) {
      problem(
          place,
          "step \"%s\" cannot wait for \"%s\" of its own session"
              .formatted(step.name(), other.name()));
    }
  }

  private static Marker marker(WrittenMarker written, Step other) {
    return written.notices().isPresent()
        ? new Marker.AfterNotices(other, Integer.parseInt(written.notices().get().text()))
        : new Marker.AfterStep(other);
  }

  private Optional<Step> known(Token name) {
    Optional<Step> step = Optional.ofNullable(steps.get(name.text()));
    if (step.isEmpty()) {
      problem(
          name,
          "no session has a step \"%s\"; there are: %s"
              .formatted(name.text(), String.join(", ", new TreeSet<>(steps.keySet()))));
    }
    return step;
  }

  private void problem(Token place, String message) {
    problems.add(new Problem(file, place.line(), place.column(), message));
  }
}

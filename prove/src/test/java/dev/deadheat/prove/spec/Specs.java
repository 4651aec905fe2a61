package dev.deadheat.prove.spec;

import dev.deadheat.prove.scenario.Isolation;
import java.nio.file.Path;
import java.util.Optional;

/// Specs from texts.
final class Specs {
  private Specs() {}

  static Spec parse(String text) {
    return switch (SpecReader.parse(Path.of("test.spec"), text)) {
      case SpecReading.Good(var spec) -> spec;
      case SpecReading.Bad(var problems) -> throw new AssertionError(problems.toString());
    };
  }

  /// The whole output at a level.
  static String play(Spec spec, SpecTheatre theatre, Isolation level)
      throws SpecException, InterruptedException {
    StringBuilder output = new StringBuilder();
    theatre.play(spec, Optional.of(level), text -> output.append(text).append('\n'));
    return output.toString();
  }
}

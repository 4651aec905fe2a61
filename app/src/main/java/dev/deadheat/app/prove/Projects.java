package dev.deadheat.app.prove;

import dev.deadheat.app.UsageException;
import dev.deadheat.prove.scenario.Reading;
import dev.deadheat.prove.scenario.Scenario;
import dev.deadheat.prove.scenario.ScenarioFile;
import dev.deadheat.prove.scenario.ScenarioReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/// Finds the scenario file that a command line means, and reads it.
final class Projects {
  private static final String NAME = "deadheat.toml";

  private Projects() {}

  /// The scenario file of a project's folder, or the one that is named.
  ///
  /// @throws UsageException naming every mistake in it, with its line, or where none was found
  static ScenarioFile scenarios(Path project, Optional<Path> named) throws UsageException {
    if (!Files.isDirectory(project)) {
      throw new UsageException(project + " is no folder; name the folder that holds manage.py");
    }
    Path file = named.orElse(project.resolve(NAME));
    if (!Files.isRegularFile(file)) {
      throw new UsageException(
          named.isPresent()
              ? "there is no scenario file " + file
              : ("%s has no %s. Write one with the requests that meet:%n%n"
                      + "  [[scenario]]%n  name = \"two withdrawals\"%n  start = [\"rows.json\"]%n%n"
                      + "  [[scenario.request]]%n  method = \"POST\"%n  path = \"/withdraw/\"%n"
                      + "  copies = 2%n")
                  .formatted(project, NAME));
    }
    try {
      return switch (ScenarioReader.read(file)) {
        case Reading.Good(var read) -> read;
        case Reading.Bad(var problems) ->
            throw new UsageException(
                "the scenario file has mistakes:\n"
                    + problems.stream()
                        .map(problem -> "  " + problem)
                        .collect(Collectors.joining("\n")));
      };
    } catch (IOException unreadable) {
      throw new UsageException("cannot read " + file + ": " + unreadable.getMessage());
    }
  }

  /// The scenario of that name.
  ///
  /// @throws UsageException naming those that there are
  static Scenario named(String name, ScenarioFile file) throws UsageException {
    return file.scenarios().stream()
        .filter(scenario -> scenario.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new UsageException(
                "%s has no scenario \"%s\"; it has %s"
                    .formatted(
                        file.path(),
                        name,
                        file.scenarios().stream()
                            .map(scenario -> '"' + scenario.name() + '"')
                            .collect(Collectors.joining(", ")))));
  }

  /// The nearest folder above a file that holds scenarios.
  static Optional<Path> around(Path file) {
    for (Path at = file.toAbsolutePath().normalize().getParent(); at != null; at = at.getParent()) {
      if (Files.isRegularFile(at.resolve(NAME))) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }
}

package dev.deadheat.prove.scenario;

import java.nio.file.Path;
import java.util.List;

/// A scenario file that was read without a problem.
///
/// @param path the file
/// @param service what serves the requests
/// @param scenarios at least one, in file order, names differ
public record ScenarioFile(Path path, Service service, List<Scenario> scenarios) {
  public ScenarioFile {
    scenarios = List.copyOf(scenarios);
  }
}

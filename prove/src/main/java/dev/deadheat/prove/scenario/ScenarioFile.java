package dev.deadheat.prove.scenario;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A scenario file that was read without a problem.
///
/// @param path the file
/// @param service what serves the requests
/// @param database what its databases are made with
/// @param scenarios at least one, in file order, names differ
public record ScenarioFile(
    Path path, Service service, DatabaseSection database, List<Scenario> scenarios) {
  public ScenarioFile {
    scenarios = List.copyOf(scenarios);
  }

  /// The table `[database]`.
  ///
  /// @param template a database on the user's server that ours are copies of
  /// @param extensions that ours have from the start
  public record DatabaseSection(Optional<String> template, List<String> extensions) {
    /// Nothing wished.
    public static final DatabaseSection PLAIN = new DatabaseSection(Optional.empty(), List.of());

    public DatabaseSection {
      extensions = List.copyOf(extensions);
    }
  }
}

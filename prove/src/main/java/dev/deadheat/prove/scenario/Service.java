package dev.deadheat.prove.scenario;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// What a lane runs.
public sealed interface Service {
  /// Variables added to the environment of each process that is started, in file order.
  SequencedMap<String, String> environment();

  /// A Django project, booted by our agent.
  ///
  /// @param python the interpreter to use, as written; else one is looked for
  /// @param settings the settings module; else it is looked for
  record Django(
      Optional<String> python, Optional<String> settings, SequencedMap<String, String> environment)
      implements Service {
    public Django {
      environment = Service.copy(environment);
    }
  }

  /// Any command that serves `$PORT` on 127.0.0.1 from `$DATABASE_URL`.
  ///
  /// @param command program and arguments, run in the scenario file's folder, not through a shell
  /// @param build program and arguments to run once before; empty if there is nothing to build
  /// @param schema an SQL file that makes the tables in an empty database
  record AnyCommand(
      List<String> command,
      List<String> build,
      Optional<Path> schema,
      SequencedMap<String, String> environment)
      implements Service {
    public AnyCommand {
      command = List.copyOf(command);
      build = List.copyOf(build);
      environment = Service.copy(environment);
    }
  }

  private static SequencedMap<String, String> copy(Map<String, String> map) {
    return java.util.Collections.unmodifiableSequencedMap(new java.util.LinkedHashMap<>(map));
  }
}

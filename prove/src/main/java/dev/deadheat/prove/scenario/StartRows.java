package dev.deadheat.prove.scenario;

import java.nio.file.Path;

/// One source of the rows that a scenario starts from.
public sealed interface StartRows {
  /// A Django fixture, named as for `manage.py loaddata`.
  record Fixture(String name) implements StartRows {}

  /// A file of SQL statements.
  ///
  /// @param path exists when the scenario file is read
  record SqlFile(Path path) implements StartRows {}

  /// A function of the project, called without arguments in a migrated database.
  ///
  /// @param module dotted, importable from the project's folder
  /// @param function dotted if it is an attribute of something in the module
  record PythonFunction(String module, String function) implements StartRows {}
}

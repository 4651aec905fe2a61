package dev.deadheat.prove;

import dev.deadheat.postgres.server.ServerChoice;
import dev.deadheat.prove.explore.Budget;
import dev.deadheat.prove.scenario.Isolation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the command line says about a proof, above what the scenario file says.
///
/// @param isolation the level for every transaction, instead of the file's
/// @param budget instead of the file's
/// @param allowHosts hosts that workers may connect to, besides the file's
/// @param python the interpreter, instead of the file's
/// @param environment the environment variables of our own process
/// @param server which server the databases are made on
/// @param output where replay files and pictures go
public record Settings(
    Optional<Isolation> isolation,
    Optional<Budget> budget,
    List<String> allowHosts,
    Optional<String> python,
    Map<String, String> environment,
    ServerChoice server,
    Path output) {
  public Settings {
    allowHosts = List.copyOf(allowHosts);
    environment = Map.copyOf(environment);
  }

  /// The same with another interpreter.
  public Settings withPython(String executable) {
    return new Settings(
        isolation, budget, allowHosts, Optional.of(executable), environment, server, output);
  }

  /// The same with another folder for what is written.
  public Settings withOutput(Path folder) {
    return new Settings(isolation, budget, allowHosts, python, environment, server, folder);
  }

  /// The same with every transaction at a level.
  public Settings withIsolation(Isolation level) {
    return new Settings(
        Optional.of(level), budget, allowHosts, python, environment, server, output);
  }
}

package dev.deadheat.prove.stage;

import java.util.Map;
import java.util.Optional;

/// What of our own surroundings lanes are started with.
///
/// @param python the interpreter, instead of the file's
/// @param environment the environment variables of our own process
public record Surroundings(Optional<String> python, Map<String, String> environment) {
  public Surroundings {
    environment = Map.copyOf(environment);
  }
}

package dev.deadheat.django;

import java.util.Optional;
import java.util.Set;

/// What a project says of itself that its code does not show.
///
/// @param lockFunctions functions, decorators and context managers that take a lock shared by all
///   processes, by their own name
/// @param settingsModule the dotted name of the settings that production uses; empty for all
///   settings that are found
public record ProjectOptions(Set<String> lockFunctions, Optional<String> settingsModule) {
  /// Nothing is said.
  public static final ProjectOptions NONE = new ProjectOptions(Set.of(), Optional.empty());

  public ProjectOptions {
    lockFunctions = Set.copyOf(lockFunctions);
  }
}

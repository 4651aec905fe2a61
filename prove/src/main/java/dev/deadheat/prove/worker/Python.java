package dev.deadheat.prove.worker;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A Python interpreter that was run and answered.
///
/// @param executable the path to start it with
/// @param version `3.11.7`
/// @param django the version of the Django that it imports, if it imports one
/// @param foundBy how it was found, for people: `the project's .venv`
public record Python(Path executable, String version, Optional<String> django, String foundBy) {
  /// The 11 of 3.11.7; 0 for another major version than 3.
  int minor() {
    List<String> parts = Arrays.asList(version.split("\\.", -1));
    return parts.getFirst().equals("3") ? Integer.parseInt(parts.get(1)) : 0;
  }
}

package dev.deadheat.prove.scenario;

import java.nio.file.Path;

/// A mistake in a file that says what to prove.
///
/// @param line from 1
/// @param column from 1
/// @param message what is wrong, and what was expected instead
public record Problem(Path file, int line, int column, String message) {
  /// `deadheat.toml:3:1: message`.
  @Override
  public String toString() {
    return file + ":" + line + ":" + column + ": " + message;
  }
}

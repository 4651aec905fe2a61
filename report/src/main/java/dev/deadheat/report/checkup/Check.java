package dev.deadheat.report.checkup;

import java.util.Optional;

/// One thing that was looked at.
///
/// @param name what: `Python`
/// @param state whether it will do
/// @param found what is there, or what went wrong; may have several lines
/// @param remedy what to do next, where something is to be done; may have several lines
public record Check(String name, State state, String found, Optional<String> remedy) {
  /// Whether it will do.
  public enum State {
    /// It will.
    GOOD,
    /// A proof runs, but not as one would wish.
    DOUBT,
    /// Without it no proof runs.
    MISSING
  }

  /// It is there.
  public static Check good(String name, String found) {
    return new Check(name, State.GOOD, found, Optional.empty());
  }

  /// It is not as one would wish.
  public static Check doubt(String name, String found, String remedy) {
    return new Check(name, State.DOUBT, found, Optional.of(remedy));
  }

  /// It is missing, and what went wrong says what to do.
  public static Check missing(String name, String found) {
    return new Check(name, State.MISSING, found, Optional.empty());
  }
}

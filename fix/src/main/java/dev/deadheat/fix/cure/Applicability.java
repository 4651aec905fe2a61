package dev.deadheat.fix.cure;

/// Whether a cure may be applied without a person having looked at it.
public enum Applicability {
  /// It changes nothing but the race.
  SAFE,
  /// It may change what the code does: it locks, adds a transaction or a constraint, delays, or
  /// raises another exception.
  UNSAFE,
  /// It is shown only: a person has to finish it.
  DISPLAY_ONLY;

  /// The word that people read.
  public String word() {
    return switch (this) {
      case SAFE -> "safe";
      case UNSAFE -> "unsafe";
      case DISPLAY_ONLY -> "display-only";
    };
  }
}

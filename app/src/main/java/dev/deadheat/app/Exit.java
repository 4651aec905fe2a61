package dev.deadheat.app;

/// The exit codes, worst wins: usage and internal errors above races above inconclusive searches.
public enum Exit {
  /// Nothing was found by searches that were completed.
  CLEAN(0),
  /// Findings, or a race that was reproduced.
  FOUND(1),
  /// The command line, the project or Deadheat itself is at fault.
  ERROR(2),
  /// Nothing can be claimed.
  INCONCLUSIVE(3);

  private final int code;

  Exit(int code) {
    this.code = code;
  }

  /// What the shell sees.
  public int code() {
    return code;
  }
}

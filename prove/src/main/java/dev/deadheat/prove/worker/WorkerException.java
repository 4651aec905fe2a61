package dev.deadheat.prove.worker;

/// The user's project, Python or command does not do what a lane needs. The message says what,
/// where and what to do next, and may have several lines.
public final class WorkerException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String kind;

  /// @param kind a word for programs: `missing_dependency`, `settings_error`, `migration_failed`,
  ///   `no_python`, `died`, `deadline`, ...
  public WorkerException(String kind, String message) {
    super(message);
    this.kind = kind;
  }

  /// @param kind a word for programs
  public WorkerException(String kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /// A word for programs.
  public String kind() {
    return kind;
  }
}

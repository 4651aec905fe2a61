package dev.deadheat.prove;

/// A proof can't be made: the project does not boot, the server does not start, a file is missing.
/// The message says what, where, and what to do next.
public final class ProveException extends Exception {
  private static final long serialVersionUID = 1L;

  public ProveException(String message) {
    super(message);
  }

  public ProveException(String message, Throwable cause) {
    super(message, cause);
  }
}

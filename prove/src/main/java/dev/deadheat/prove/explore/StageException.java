package dev.deadheat.prove.explore;

/// The stage can't be set up or played on: the project does not boot, the server or a worker is
/// gone and could not be replaced. The message says what, where and what to do next.
public final class StageException extends Exception {
  private static final long serialVersionUID = 1L;

  public StageException(String message) {
    super(message);
  }

  public StageException(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.deadheat.prove.replay;

/// A replay file cannot be used. The message says which file, what is wrong in it and what to do.
public final class ReplayException extends Exception {
  private static final long serialVersionUID = 1;

  ReplayException(String message) {
    super(message);
  }

  ReplayException(String message, Throwable cause) {
    super(message, cause);
  }
}

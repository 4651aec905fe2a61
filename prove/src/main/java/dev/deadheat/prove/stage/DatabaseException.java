package dev.deadheat.prove.stage;

/// The database did not do what we asked of it; the message says what and why.
final class DatabaseException extends Exception {
  private static final long serialVersionUID = 1L;

  DatabaseException(String message, Throwable cause) {
    super(message, cause);
  }
}

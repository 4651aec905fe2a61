package dev.deadheat.postgres.server;

/// The database server could not be had or did not do what was asked. The message is for people:
/// what failed, where, and what to do next.
public final class ServerException extends Exception {
  private static final long serialVersionUID = 1L;

  public ServerException(String message) {
    super(message);
  }

  public ServerException(String message, Throwable cause) {
    super(message, cause);
  }
}

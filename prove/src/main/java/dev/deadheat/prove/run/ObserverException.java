package dev.deadheat.prove.run;

/// The database can't be watched any more: the connection on which it is asked is gone. Ends the
/// run, wherever in it this was noticed.
public final class ObserverException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ObserverException(String message, Throwable cause) {
    super(message, cause);
  }
}

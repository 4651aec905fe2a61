package dev.deadheat.django.memory;

/// What an earlier run left cannot be used: another version wrote it, or it names what is gone.
public final class StaleException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Says why, for whoever debugs this.
  public StaleException(String message) {
    super(message);
  }
}

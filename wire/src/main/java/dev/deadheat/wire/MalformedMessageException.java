package dev.deadheat.wire;

import java.io.IOException;

/// What came over the wire is not PostgreSQL's protocol: nothing after it can be trusted, so the
/// connection has to be closed.
public final class MalformedMessageException extends IOException {
  private static final long serialVersionUID = 1L;

  /// @param message what was read, and what was expected there
  public MalformedMessageException(String message) {
    super(message);
  }
}

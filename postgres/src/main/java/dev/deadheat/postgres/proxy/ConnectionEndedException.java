package dev.deadheat.postgres.proxy;

import java.io.IOException;

/// One side of a connection has ended: so does the connection.
final class ConnectionEndedException extends IOException {
  private static final long serialVersionUID = 1L;

  ConnectionEndedException(String why) {
    super(why);
  }
}

package dev.deadheat.prove;

import dev.deadheat.postgres.server.EmbeddedServer;
import dev.deadheat.postgres.server.Server;
import dev.deadheat.postgres.server.ServerException;

/// One server for all tests of a JVM, ended with it; each test takes a database of its own.
public final class TestServer {
  private TestServer() {}

  private static final class Holder {
    static final Server SERVER = started();

    private static Server started() {
      try {
        return EmbeddedServer.start();
      } catch (ServerException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// The server.
  public static Server server() {
    return Holder.SERVER;
  }
}

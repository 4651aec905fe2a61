package dev.deadheat.postgres.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/// The way to the server behind a proxy. Its `toString` names the server, for messages.
public interface Upstream {
  /// A new connection on which the server expects a startup packet; encrypted where the server or
  /// its owner wants that.
  ///
  /// @param millis how long connecting may take
  Socket connect(int millis) throws IOException;

  /// The plain way to an address.
  static Upstream at(InetSocketAddress address) {
    return new Plain(address);
  }

  /// Without encryption.
  record Plain(InetSocketAddress address) implements Upstream {
    @Override
    public Socket connect(int millis) throws IOException {
      var socket = new Socket();
      try {
        socket.connect(address, millis);
        return socket;
      } catch (IOException failed) {
        socket.close();
        throw failed;
      }
    }

    @Override
    public String toString() {
      return address.toString();
    }
  }
}

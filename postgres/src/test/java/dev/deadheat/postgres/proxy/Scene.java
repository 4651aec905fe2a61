package dev.deadheat.postgres.proxy;

import dev.deadheat.testkit.ScriptedPeer;
import dev.deadheat.wire.BackendMessage;
import dev.deadheat.wire.BackendMessage.TransactionStatus;
import dev.deadheat.wire.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// A proxy between a client and a server that are both played by the test.
record Scene(ScriptedPeer.Listener listener, Proxy proxy) implements AutoCloseable {
  static Scene of(Gatekeeper keeper, Proxy.Options options) throws IOException {
    var listener = ScriptedPeer.listen();
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port());
    return new Scene(listener, Proxy.open(address, keeper, options));
  }

  static Scene of(Gatekeeper keeper) throws IOException {
    return of(keeper, Proxy.Options.standard());
  }

  /// Both ends of a connection.
  record Ends(ScriptedPeer client, ScriptedPeer server) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      client.close();
      server.close();
    }
  }

  /// A connection that is ready for queries; its backend is process 4711.
  Ends ready() throws IOException {
    var client = ScriptedPeer.connect(proxy.port());
    client.send(Wire.startup());
    var server = listener.accept();
    server.expect(Wire.startup());
    var welcome =
        Wire.join(
            Wire.server(new BackendMessage.Opaque((byte) 'R', Bytes.of(new byte[] {0, 0, 0, 0}))),
            Wire.server(new BackendMessage.BackendKeyData(4711, Bytes.utf8("abcd"))),
            Wire.ready(TransactionStatus.IDLE));
    server.send(welcome);
    client.expect(welcome);
    return new Ends(client, server);
  }

  @Override
  public void close() throws IOException {
    proxy.close();
    listener.close();
  }
}

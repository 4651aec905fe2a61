package dev.deadheat.postgres.proxy;

import dev.deadheat.postgres.proxy.Mailbox.Delivery;
import dev.deadheat.postgres.proxy.Mailbox.Side;
import dev.deadheat.wire.ByteWriter;
import dev.deadheat.wire.Bytes;
import dev.deadheat.wire.Frame;
import dev.deadheat.wire.MalformedMessageException;
import java.io.IOException;
import java.util.Optional;

/// The two ends of a connection, as the connection's own thread uses them.
///
/// @param mailbox where both ends' readers put what they read
record Line(Mailbox mailbox, Peer client, Peer server) {
  /// What came next.
  sealed interface Arrival {
    /// From the client.
    record FromClient(Frame frame) implements Arrival {}

    /// From the server.
    record FromServer(Frame frame) implements Arrival {}
  }

  /// Waits for the next frame from the server, or from the client too if it is wanted; the server's
  /// come first.
  ///
  /// @throws ConnectionEndedException if one side has ended
  Arrival next(boolean clientToo) throws IOException, InterruptedException {
    while (true) {
      var fromServer = server.next();
      if (fromServer.isPresent()) {
        return new Arrival.FromServer(fromServer.get());
      }
      if (clientToo) {
        var fromClient = client.next();
        if (fromClient.isPresent()) {
          return new Arrival.FromClient(fromClient.get());
        }
      }
      switch (mailbox.take(clientToo)) {
        case Delivery.Chunk(var side, var bytes) -> peer(side).feed(bytes);
        case Delivery.Ended(var side) ->
            throw new ConnectionEndedException("the " + side + " has ended");
      }
    }
  }

  /// The next frame from the client, if it has already been taken from the mailbox.
  Optional<Frame> nextFromClientAtHand() throws MalformedMessageException {
    return client.next();
  }

  /// The next frame from the server, if it has already arrived.
  Optional<Frame> nextFromServerAtHand() throws MalformedMessageException {
    var frame = server.next();
    if (frame.isPresent()) {
      return frame;
    }
    mailbox.pollServer().ifPresent(server::feed);
    return server.next();
  }

  /// Sends to the server and empties the writer.
  void toServer(ByteWriter bytes) throws IOException {
    mailbox.serverUnlimited(true);
    try {
      server.send(bytes);
    } finally {
      mailbox.serverUnlimited(false);
    }
  }

  /// Sends to the server.
  void toServer(Bytes bytes) throws IOException {
    mailbox.serverUnlimited(true);
    try {
      server.send(bytes);
    } finally {
      mailbox.serverUnlimited(false);
    }
  }

  /// Sends to the client and empties the writer.
  void toClient(ByteWriter bytes) throws IOException {
    client.send(bytes);
  }

  private Peer peer(Side side) {
    return switch (side) {
      case CLIENT -> client;
      case SERVER -> server;
    };
  }
}

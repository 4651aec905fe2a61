package dev.deadheat.postgres.proxy;

import dev.deadheat.postgres.proxy.Mailbox.Delivery;
import dev.deadheat.postgres.proxy.Mailbox.Side;
import dev.deadheat.wire.ByteWriter;
import dev.deadheat.wire.Bytes;
import dev.deadheat.wire.Frame;
import dev.deadheat.wire.MalformedMessageException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

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
      var frame = atHand(clientToo);
      if (frame.isPresent()) {
        return frame.get();
      }
      feed(mailbox.take(clientToo));
    }
  }

  /// Does something of ours on the line.
  interface Doing {
    void run(Errand errand) throws IOException, InterruptedException;
  }

  /// Waits for the next frame from either side, and does what is asked for meanwhile.
  ///
  /// @param idle whether it may be done now: no transaction is open
  /// @throws ConnectionEndedException if one side has ended
  Arrival next(boolean idle, Doing doing) throws IOException, InterruptedException {
    mailbox.errandsToo(idle);
    try {
      while (true) {
        var frame = atHand(true);
        if (frame.isPresent()) {
          return frame.get();
        }
        var delivery = mailbox.take(true);
        if (delivery instanceof Delivery.Asked(var errand)) {
          mailbox.errandsToo(false);
          doing.run(errand);
          mailbox.errandsToo(true);
        } else {
          feed(delivery);
        }
      }
    } finally {
      mailbox.errandsToo(false);
    }
  }

  /// Waits for the next frame from either side, but gives up once nothing has come for so long.
  ///
  /// @throws ConnectionEndedException if one side has ended
  Optional<Arrival> nextWithin(int millis) throws IOException, InterruptedException {
    while (true) {
      var frame = atHand(true);
      if (frame.isPresent()) {
        return frame;
      }
      var delivery = mailbox.take(true, TimeUnit.MILLISECONDS.toNanos(millis));
      if (delivery.isEmpty()) {
        return Optional.empty();
      }
      feed(delivery.get());
    }
  }

  private Optional<Arrival> atHand(boolean clientToo) throws MalformedMessageException {
    var fromServer = server.next().<Arrival>map(Arrival.FromServer::new);
    if (fromServer.isPresent() || !clientToo) {
      return fromServer;
    }
    return client.next().map(Arrival.FromClient::new);
  }

  private void feed(Delivery delivery) throws ConnectionEndedException {
    switch (delivery) {
      case Delivery.Chunk(var side, var bytes) -> peer(side).feed(bytes);
      case Delivery.Asked(var errand) ->
          throw new IllegalStateException("not asked for: " + errand);
      case Delivery.Ended(var side) ->
          throw new ConnectionEndedException("the " + side + " has ended");
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

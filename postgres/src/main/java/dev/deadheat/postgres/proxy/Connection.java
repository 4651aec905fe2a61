package dev.deadheat.postgres.proxy;

import dev.deadheat.postgres.proxy.Mailbox.Delivery;
import dev.deadheat.postgres.proxy.Mailbox.End;
import dev.deadheat.postgres.proxy.Mailbox.Side;
import dev.deadheat.wire.BackendCodec;
import dev.deadheat.wire.ByteWriter;
import dev.deadheat.wire.Frame;
import dev.deadheat.wire.StartupCodec;
import dev.deadheat.wire.StartupDecoder;
import dev.deadheat.wire.StartupPacket;
import dev.deadheat.wire.StartupPacket.CancelRequest;
import dev.deadheat.wire.StartupPacket.GSSENCRequest;
import dev.deadheat.wire.StartupPacket.SSLRequest;
import dev.deadheat.wire.StartupPacket.StartupMessage;
import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntSupplier;

/// One client's connection, from accept to close.
///
/// Three threads: one reads from each side, and the connection's own does everything else. It ends
/// when either side does; then both are closed.
final class Connection implements Runnable {
  private static final int CLIENT_MESSAGE_BYTES = 256 << 20;
  private static final int SERVER_MESSAGE_BYTES = 4 << 20;

  private final Upstream upstream;
  private final Gatekeeper keeper;
  private final Proxy.Options options;
  private final IntSupplier numbers;
  private final Executor threads;
  private final Mailbox mailbox = new Mailbox();
  private final Peer client;
  private final ServerSettings settings = new ServerSettings();
  private volatile Optional<Peer> server = Optional.empty();
  private volatile boolean aborted;

  Connection(
      Socket client,
      Upstream upstream,
      Gatekeeper keeper,
      Proxy.Options options,
      IntSupplier numbers,
      Executor threads)
      throws IOException {
    this.client = new Peer(Side.CLIENT, client, mailbox, CLIENT_MESSAGE_BYTES);
    this.upstream = upstream;
    this.keeper = keeper;
    this.options = options;
    this.numbers = numbers;
    this.threads = threads;
  }

  @Override
  public void run() {
    try {
      threads.execute(() -> client.read(this::clientEnded));
      var startup = startUp();
      if (startup.isPresent()) {
        relay(startup.get());
      }
    } catch (InterruptedException interrupted) {
      // Either side ended while the gatekeeper made us wait, or the proxy is closing.
      Thread.currentThread().interrupt();
    } catch (IOException | RejectedExecutionException ended) {
      // A connection that ends is no failure of the proxy: the other side is told by closing it.
    } finally {
      abort();
    }
  }

  /// Asks for something to be done while the client asks for nothing.
  void ask(Errand errand) {
    mailbox.ask(errand);
  }

  /// Closes both sides; whatever thread is at work on them comes to its end.
  void abort() {
    aborted = true;
    mailbox.close();
    server.ifPresent(Peer::close);
    client.close();
  }

  /// Nobody waits for the server's answers any more, and we may be stuck writing to it.
  private void clientEnded(End how) {
    if (how == End.ABRUPT) {
      server.ifPresent(Peer::close);
    }
  }

  /// Answers requests for encryption and for a cancel; gives the message that begins a session.
  private Optional<StartupMessage> startUp() throws IOException, InterruptedException {
    var decoder = new StartupDecoder();
    while (true) {
      var packet = nextPacket(decoder);
      switch (packet) {
        case SSLRequest() -> client.send(new ByteWriter().int8('N'));
        case GSSENCRequest() -> client.send(new ByteWriter().int8('N'));
        case CancelRequest cancel -> {
          cancel(cancel);
          return Optional.empty();
        }
        case StartupMessage startup -> {
          client.feed(decoder.rest());
          return Optional.of(startup);
        }
      }
    }
  }

  private StartupPacket nextPacket(StartupDecoder decoder)
      throws IOException, InterruptedException {
    for (var packet = decoder.next(); ; packet = decoder.next()) {
      if (packet.isPresent()) {
        return packet.get();
      }
      switch (mailbox.take(true)) {
        case Delivery.Chunk(_, var bytes) -> decoder.feed(bytes);
        case Delivery.Asked(var errand) ->
            throw new IllegalStateException("not asked for: " + errand);
        case Delivery.Ended(_) -> throw new ConnectionEndedException("before a session began");
      }
    }
  }

  /// The key is the server's own, so the request is good there as it is.
  private void cancel(CancelRequest request) throws IOException {
    try (var socket = upstream.connect(options.connectMillis())) {
      socket.setSoTimeout(options.connectMillis());
      var out = new ByteWriter();
      StartupCodec.encode(request, out);
      out.writeTo(socket.getOutputStream());
      // The server closes once it has passed the signal on, and the client waits for that.
      while (socket.getInputStream().read() >= 0) {
        // It says nothing.
      }
    }
  }

  private void relay(StartupMessage startup) throws IOException, InterruptedException {
    var line = new Line(mailbox, client, openServer());
    var out = new ByteWriter();
    StartupCodec.encode(startup, out);
    line.toServer(out);
    var handshake = new Handshake(line, settings, options.setup());
    try {
      var backendPid = handshake.run();
      serve(line, handshake, new Session(numbers.getAsInt(), backendPid));
    } finally {
      lastWords(line);
    }
  }

  private void serve(Line line, Handshake handshake, Session session)
      throws IOException, InterruptedException {
    try {
      keeper.opened(session);
      handshake.ready();
      new Exchange(line, session, keeper, settings, options).serve(handshake.held());
    } finally {
      keeper.closed(session);
    }
  }

  private Peer openServer() throws IOException {
    try {
      var peer =
          new Peer(
              Side.SERVER,
              upstream.connect(options.connectMillis()),
              mailbox,
              SERVER_MESSAGE_BYTES);
      server = Optional.of(peer);
      if (aborted) {
        peer.close();
      }
      threads.execute(() -> peer.read(_ -> {}));
      return peer;
    } catch (IOException failed) {
      var out = new ByteWriter();
      var message = "the server at " + upstream + " does not answer: " + failed.getMessage();
      BackendCodec.encode(OwnMessages.fatal(message), out);
      client.send(out);
      throw failed;
    }
  }

  /// Hands on what the server said before it ended, such as why.
  private void lastWords(Line line) {
    var interrupted = Thread.interrupted();
    try {
      var out = new ByteWriter();
      for (var frame = line.nextFromServerAtHand();
          frame.isPresent();
          frame = line.nextFromServerAtHand()) {
        if (frame.get() instanceof Frame.Whole whole && whole.type() == 'E') {
          out.bytes(whole.bytes());
        }
      }
      line.toClient(out);
    } catch (IOException gone) {
      // The client does not listen either.
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.deadheat.postgres.proxy;

import dev.deadheat.postgres.proxy.Line.Arrival;
import dev.deadheat.wire.BackendCodec;
import dev.deadheat.wire.BackendMessage.BackendKeyData;
import dev.deadheat.wire.BackendMessage.ParameterStatus;
import dev.deadheat.wire.BackendMessage.ReadyForQuery;
import dev.deadheat.wire.BackendMessage.TransactionStatus;
import dev.deadheat.wire.ByteWriter;
import dev.deadheat.wire.Frame;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// A connection from the start-up message to the first ReadyForQuery: authentication is relayed
/// byte for byte, but for mechanisms with channel binding, then the proxy's own set-up statements
/// are run.
final class Handshake {
  private final Line line;
  private final ServerSettings settings;
  private final List<String> setup;
  private final ByteWriter toServer = new ByteWriter();
  private final ByteWriter toClient = new ByteWriter();
  private Optional<Frame> held = Optional.empty();
  private int backendPid;

  Handshake(Line line, ServerSettings settings, List<String> setup) {
    this.line = line;
    this.settings = settings;
    this.setup = setup;
  }

  /// Relays until the server is ready; the client has then been told everything but that.
  ///
  /// @return the server process that serves the connection, 0 if it did not say
  /// @throws ConnectionEndedException if a side ended, or a set-up statement failed
  int run() throws IOException, InterruptedException {
    while (true) {
      switch (line.next(held.isEmpty())) {
        case Arrival.FromClient(var frame) -> {
          if (frame instanceof Frame.Whole whole && whole.type() != 'p' && whole.type() != 'X') {
            held = Optional.of(frame);
          } else {
            line.toServer(toServer.bytes(frame.bytes()));
          }
        }
        case Arrival.FromServer(var frame) -> {
          if (frame instanceof Frame.Whole whole && whole.type() == 'Z') {
            setUp();
            return backendPid;
          }
          relay(frame);
        }
      }
    }
  }

  /// What the client sent before it was told that it may; it waits for its turn.
  Optional<Frame> held() {
    return held;
  }

  /// Tells the client that it may begin.
  void ready() throws IOException {
    BackendCodec.encode(new ReadyForQuery(TransactionStatus.IDLE), toClient);
    line.toClient(toClient);
  }

  private void relay(Frame frame) throws IOException {
    toClient.bytes(
        frame instanceof Frame.Whole message
            ? Mechanisms.withoutChannelBinding(message)
            : frame.bytes());
    if (frame instanceof Frame.Whole whole) {
      switch (whole.type()) {
        case 'K' -> {
          if (BackendCodec.decode(whole) instanceof BackendKeyData(var pid, _)) {
            backendPid = pid;
          }
        }
        case 'S' -> {
          if (BackendCodec.decode(whole) instanceof ParameterStatus status) {
            settings.note(status);
          }
          return;
        }
        default -> {
          // Authentication and notices: relayed at once.
        }
      }
    }
    line.toClient(toClient);
  }

  private void setUp() throws IOException, InterruptedException {
    for (var sql : setup) {
      OwnMessages.statement(sql, List.of(), toServer);
    }
    if (setup.isEmpty()) {
      return;
    }
    line.toServer(toServer);
    for (var sql : setup) {
      var reply = new OwnReply(settings, new PrivateNotices(Optional.empty()));
      while (reply.ready().isEmpty()) {
        if (line.next(false) instanceof Arrival.FromServer(var frame)) {
          reply.add(frame);
        }
      }
      toClient.bytes(reply.asides().toBytes());
      if (reply.error().isPresent()) {
        var why = Reply.serverError(reply.error().get(), settings);
        var message = "set-up statement \"" + sql + "\" failed: " + why.message();
        BackendCodec.encode(OwnMessages.fatal(message), toClient);
        line.toClient(toClient);
        throw new ConnectionEndedException(message);
      }
    }
  }
}

package dev.deadheat.postgres.proxy;

import dev.deadheat.postgres.proxy.Mailbox.End;
import dev.deadheat.postgres.proxy.Mailbox.Side;
import dev.deadheat.wire.ByteWriter;
import dev.deadheat.wire.Bytes;
import dev.deadheat.wire.Frame;
import dev.deadheat.wire.FrameDecoder;
import dev.deadheat.wire.MalformedMessageException;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/// One end of a connection: its socket, and the frames that have come from it.
final class Peer {
  private static final int READ_BYTES = 64 * 1024;
  private static final Bytes TERMINATE = Bytes.of(new byte[] {'X', 0, 0, 0, 4});

  private final Side side;
  private final Socket socket;
  private final Mailbox mailbox;
  private final FrameDecoder decoder;

  Peer(Side side, Socket socket, Mailbox mailbox, int wholeLimit) throws IOException {
    this.side = side;
    this.socket = socket;
    this.mailbox = mailbox;
    this.decoder = new FrameDecoder(wholeLimit);
    socket.setTcpNoDelay(true);
  }

  /// Reads into the mailbox until the stream ends; runs on a thread of its own.
  ///
  /// @param ended told how it ended
  void read(Consumer<End> ended) {
    var how = End.ABRUPT;
    var buffer = new byte[READ_BYTES];
    var tail = Bytes.EMPTY;
    try {
      var in = socket.getInputStream();
      for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        var chunk = Bytes.of(Arrays.copyOf(buffer, read));
        tail = lastBytes(tail, chunk);
        mailbox.put(side, chunk);
      }
      // A client may say goodbye behind a query and go: the server would still run the query.
      how = side == Side.CLIENT && tail.equals(TERMINATE) ? End.ORDERLY : End.ABRUPT;
    } catch (IOException | InterruptedException broken) {
      how = End.ABRUPT;
    } finally {
      mailbox.end(side, how);
      ended.accept(how);
    }
  }

  /// Adds a chunk that was taken from the mailbox.
  void feed(Bytes chunk) {
    decoder.feed(chunk);
  }

  /// The next frame of what was fed.
  Optional<Frame> next() throws MalformedMessageException {
    return decoder.next();
  }

  /// Sends bytes in one call.
  void send(Bytes bytes) throws IOException {
    bytes.writeTo(socket.getOutputStream());
  }

  /// Sends everything in one call and empties the writer.
  void send(ByteWriter bytes) throws IOException {
    if (bytes.length() > 0) {
      bytes.writeTo(socket.getOutputStream());
      bytes.clear();
    }
  }

  void close() {
    try {
      // What was sent last arrives even if something unread lies here.
      socket.shutdownOutput();
    } catch (IOException alreadyGone) {
      // Nothing to shut down, then.
    }
    try {
      socket.close();
    } catch (IOException alreadyGone) {
      // Closed is all that is wanted.
    }
  }

  private static Bytes lastBytes(Bytes before, Bytes chunk) {
    var most = TERMINATE.length();
    if (chunk.length() >= most) {
      return chunk.from(chunk.length() - most);
    }
    var joined = new ByteWriter().bytes(before).bytes(chunk).toBytes();
    return joined.from(Math.max(0, joined.length() - most));
  }
}

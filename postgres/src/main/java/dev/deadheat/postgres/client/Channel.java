package dev.deadheat.postgres.client;

import dev.deadheat.wire.BackendCodec;
import dev.deadheat.wire.BackendMessage;
import dev.deadheat.wire.ByteWriter;
import dev.deadheat.wire.Bytes;
import dev.deadheat.wire.Frame;
import dev.deadheat.wire.FrameDecoder;
import dev.deadheat.wire.FrontendCodec;
import dev.deadheat.wire.FrontendMessage;
import dev.deadheat.wire.MalformedMessageException;
import dev.deadheat.wire.StartupCodec;
import dev.deadheat.wire.StartupPacket;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.Arrays;
import java.util.Optional;

/// Messages over a socket.
final class Channel implements AutoCloseable {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int LONGEST_BODY = 64 << 20;

  private final Socket socket;
  private final FrameDecoder decoder = new FrameDecoder(LONGEST_BODY);
  private final byte[] buffer = new byte[16 * 1024];

  private Channel(Socket socket) {
    this.socket = socket;
  }

  static Channel to(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    boolean connected = false;
    try {
      socket.connect(address, CONNECT_MILLIS);
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      connected = true;
      return new Channel(socket);
    } finally {
      if (!connected) {
        socket.close();
      }
    }
  }

  void send(StartupPacket packet) throws IOException {
    ByteWriter out = new ByteWriter();
    StartupCodec.encode(packet, out);
    out.writeTo(socket.getOutputStream());
  }

  void send(FrontendMessage message) throws IOException {
    ByteWriter out = new ByteWriter();
    FrontendCodec.encode(message, out);
    out.writeTo(socket.getOutputStream());
  }

  BackendMessage receive() throws IOException {
    try {
      while (true) {
        Optional<Frame> frame = decoder.next();
        if (frame.isPresent()) {
          return decoded(frame.get());
        }
        int read = socket.getInputStream().read(buffer);
        if (read < 0) {
          throw new EOFException("the server closed the connection");
        }
        decoder.feed(Bytes.of(Arrays.copyOf(buffer, read)));
      }
    } catch (MalformedMessageException malformed) {
      throw new IOException(
          "the server sent what is no message: " + malformed.getMessage(), malformed);
    }
  }

  private static BackendMessage decoded(Frame frame) throws IOException, MalformedMessageException {
    return switch (frame) {
      case Frame.Whole whole -> BackendCodec.decode(whole);
      case Frame.Head head ->
          throw new IOException(
              "the server sent a message of %d bytes; the longest that is read has %d"
                  .formatted(head.bodyBytes(), LONGEST_BODY));
      case Frame.Part _ -> throw new IllegalStateException("a part without its head");
    };
  }

  /// Waits until the server has closed the connection.
  void awaitEnd() throws IOException {
    socket.setSoTimeout(CONNECT_MILLIS);
    int read = 0;
    while (read >= 0) {
      read = socket.getInputStream().read(buffer);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException gone) {
      // It is not needed any more, open or not.
      return;
    }
  }
}

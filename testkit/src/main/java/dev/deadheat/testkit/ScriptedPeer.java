package dev.deadheat.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/// One end of a connection, played by a test line by line: what it sends, and what it expects to
/// get, byte for byte.
///
/// A test plays both ends of what it tests, a client ([#connect]) and a server ([Listener]), in one
/// thread: so the order of everything is the order of the test's lines. Every wait ends after ten
/// seconds with an `AssertionError` that shows what came instead.
public final class ScriptedPeer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;

  private ScriptedPeer(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  /// A client of a loopback port.
  public static ScriptedPeer connect(int port) throws IOException {
    return new ScriptedPeer(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /// A loopback port on which a test plays the server.
  public static Listener listen() throws IOException {
    return new Listener(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()));
  }

  /// Sends bytes, one write for each array.
  public ScriptedPeer send(byte[]... messages) throws IOException {
    for (var message : messages) {
      socket.getOutputStream().write(message);
    }
    return this;
  }

  /// Sends bytes, one write for each byte.
  public ScriptedPeer sendByteByByte(byte[]... messages) throws IOException {
    for (var message : messages) {
      for (var b : message) {
        socket.getOutputStream().write(b);
      }
    }
    return this;
  }

  /// Reads as many bytes as are expected, and compares.
  public ScriptedPeer expect(byte[]... messages) throws IOException {
    for (var message : messages) {
      var got = read(message.length);
      if (!Arrays.equals(got, message)) {
        throw new AssertionError(
            "expected \"%s\" but got \"%s\"".formatted(show(message), show(got)));
      }
    }
    return this;
  }

  /// Reads so many bytes; fewer only if the stream ends or falls silent.
  public byte[] read(int bytes) throws IOException {
    var got = new byte[bytes];
    var read = 0;
    try {
      while (read < bytes) {
        var more = socket.getInputStream().read(got, read, bytes - read);
        if (more < 0) {
          break;
        }
        read += more;
      }
    } catch (SocketTimeoutException silence) {
      throw new AssertionError(
          "waited for %d bytes, got \"%s\" and then silence"
              .formatted(bytes, show(Arrays.copyOf(got, read))),
          silence);
    }
    return Arrays.copyOf(got, read);
  }

  /// Expects that the other end closes, with nothing more to read.
  public void expectEnd() throws IOException {
    int next;
    try {
      next = socket.getInputStream().read();
    } catch (SocketTimeoutException silence) {
      throw new AssertionError("the other end does not close", silence);
    } catch (IOException reset) {
      return;
    }
    if (next >= 0) {
      throw new AssertionError("expected the end but got byte " + next);
    }
  }

  /// How many bytes have come and were not read.
  public int unread() throws IOException {
    return socket.getInputStream().available();
  }

  /// Ends the connection as a killed process does that had something left to read.
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static String show(byte[] bytes) {
    var text = new StringBuilder();
    for (var b : bytes) {
      text.append(b >= ' ' && b < 127 ? String.valueOf((char) b) : "\\x%02x".formatted(b & 0xff));
    }
    return text.toString();
  }

  /// A port on which a test plays the server.
  public static final class Listener implements AutoCloseable {
    private final ServerSocket socket;

    private Listener(ServerSocket socket) throws IOException {
      this.socket = socket;
      socket.setSoTimeout(PATIENCE_MILLIS);
    }

    /// The port.
    public int port() {
      return socket.getLocalPort();
    }

    /// Waits for the next client.
    public ScriptedPeer accept() throws IOException {
      return new ScriptedPeer(socket.accept());
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}

package dev.deadheat.prove.worker;

import dev.deadheat.prove.worker.LaneResponse.Header;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One HTTP/1.1 connection to a lane: writes requests, reads answers, under a deadline.
final class LaneConnection {
  private static final int MOST_LINE_BYTES = 1 << 20;

  private final SocketChannel channel;
  private final InputStream in;

  private LaneConnection(SocketChannel channel, InputStream in) {
    this.channel = channel;
    this.in = in;
  }

  /// Connects to a port of 127.0.0.1.
  static LaneConnection open(int port, long end) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      channel.socket().connect(address, millisUntil(end));
      return new LaneConnection(
          channel, new BufferedInputStream(channel.socket().getInputStream()));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /// Milliseconds until a moment of `System.nanoTime`, at least 1.
  static int millisUntil(long end) {
    return Math.clamp((end - System.nanoTime()) / 1_000_000, 1, Integer.MAX_VALUE);
  }

  /// Whether the lane has neither closed it nor sent what nobody asked for.
  boolean isIdle() {
    if (!channel.isConnected()) {
      return false;
    }
    try {
      channel.configureBlocking(false);
      boolean idle = channel.read(ByteBuffer.allocate(1)) == 0;
      channel.configureBlocking(true);
      return idle;
    } catch (IOException e) {
      return false;
    }
  }

  void write(byte[] bytes) throws IOException {
    channel.socket().getOutputStream().write(bytes);
  }

  LaneResponse read(String method, long end) throws IOException {
    int status = status(end);
    List<Header> headers = headers(end);
    while (status == 100) {
      status = status(end);
      headers = headers(end);
    }
    var head = new LaneResponse(status, headers, "");
    boolean bodiless = method.equals("HEAD") || status == 204 || status == 304;
    return bodiless
        ? head
        : new LaneResponse(status, headers, LaneResponse.decode(body(head, end)));
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("a connection to a lane cannot be closed", e);
    }
  }

  private int status(long end) throws IOException {
    String line = line(end);
    String[] parts = line.split(" ", 3);
    if (parts.length < 2 || !parts[0].startsWith("HTTP/1.") || !parts[1].matches("\\d{3}")) {
      throw new IOException("the lane did not answer in HTTP/1.1: " + line);
    }
    return Integer.parseInt(parts[1]);
  }

  private List<Header> headers(long end) throws IOException {
    var headers = new ArrayList<Header>();
    for (String line = line(end); !line.isEmpty(); line = line(end)) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        throw new IOException("the lane sent a header without a colon: " + line);
      }
      headers.add(new Header(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    return headers;
  }

  private byte[] body(LaneResponse head, long end) throws IOException {
    if (head.header("Transfer-Encoding").orElse("").equalsIgnoreCase("chunked")) {
      return chunks(end);
    }
    var length = head.header("Content-Length");
    if (length.isPresent()) {
      return take(Integer.parseInt(length.get()), end);
    }
    var out = new ByteArrayOutputStream();
    for (int one = next(end); one >= 0; one = next(end)) {
      out.write(one);
    }
    close();
    return out.toByteArray();
  }

  private byte[] chunks(long end) throws IOException {
    var out = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line(end).split(";", 2)[0].strip(), 16);
      if (size == 0) {
        headers(end);
        return out.toByteArray();
      }
      out.writeBytes(take(size, end));
      line(end);
    }
  }

  private byte[] take(int size, long end) throws IOException {
    var bytes = new byte[size];
    int have = 0;
    while (have < size) {
      channel.socket().setSoTimeout(millisUntil(end));
      int came = in.read(bytes, have, size - have);
      if (came < 0) {
        throw new EOFException("the lane's answer ended after " + have + " of " + size + " bytes");
      }
      have += came;
    }
    return bytes;
  }

  private String line(long end) throws IOException {
    var out = new ByteArrayOutputStream();
    while (out.size() < MOST_LINE_BYTES) {
      int one = next(end);
      if (one < 0) {
        throw new EOFException("the lane closed the connection without a whole answer");
      }
      if (one == '\n') {
        String line = out.toString(StandardCharsets.ISO_8859_1);
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
      }
      out.write(one);
    }
    throw new IOException("the lane sent a header of more than " + MOST_LINE_BYTES + " bytes");
  }

  private int next(long end) throws IOException {
    channel.socket().setSoTimeout(millisUntil(end));
    return in.read();
  }
}

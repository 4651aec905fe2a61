package dev.deadheat.wire;

import java.util.Optional;

/// Cuts a client's stream into start-up packets, however it was split into chunks; after the last
/// of them [#rest] is where a [FrameDecoder] goes on.
///
/// One stream each; not safe for use by several threads at once.
public final class StartupDecoder {
  private final ByteWriter read = new ByteWriter();

  /// Adds what was read next.
  public void feed(Bytes more) {
    read.bytes(more);
  }

  /// The next packet, if enough has been fed for one.
  ///
  /// @throws MalformedMessageException if there is none at this place of the stream
  public Optional<StartupPacket> next() throws MalformedMessageException {
    if (read.length() < 4) {
      return Optional.empty();
    }
    var bytes = read.toBytes();
    var length = bytes.int32At(0);
    if (length < 8 || length > StartupCodec.MOST_BYTES) {
      throw new MalformedMessageException(
          "start-up packet claims length %d; it goes from 8 to %d"
              .formatted(length, StartupCodec.MOST_BYTES));
    }
    if (bytes.length() < length) {
      return Optional.empty();
    }
    var packet = StartupCodec.decode(bytes.slice(4, length));
    read.clear();
    read.bytes(bytes.from(length));
    return Optional.of(packet);
  }

  /// What was fed beyond the packets taken.
  public Bytes rest() {
    return read.toBytes();
  }
}

package dev.deadheat.wire;

import java.util.Arrays;
import java.util.Optional;

/// Cuts a stream of typed messages (everything after the start-up packet, in either direction) into
/// frames, however the stream was split into chunks.
///
/// Messages whose body is longer than the limit come in parts, so memory stays bounded by it. Room
/// for a message grows with the bytes that arrive, never with the length it claims. Manual: 54.2.
///
/// One stream each; not safe for use by several threads at once.
public final class FrameDecoder {
  /// The bytes of a message's type and length.
  public static final int HEADER_BYTES = 5;

  /// CopyData never needs to be looked at, so a long one is handed on as it comes.
  private static final int COPY_DATA_LIMIT = 64 * 1024;

  private final int wholeLimit;
  private Bytes chunk = Bytes.EMPTY;
  private byte[] started = new byte[0];
  private int startedBytes;
  private int partsLeft;

  /// @param wholeLimit the longest body, in bytes, of a message that is given whole
  public FrameDecoder(int wholeLimit) {
    if (wholeLimit < 0) {
      throw new IllegalArgumentException("negative limit: " + wholeLimit);
    }
    this.wholeLimit = wholeLimit;
  }

  /// Adds what was read next. Frames that are taken later are views of it.
  public void feed(Bytes more) {
    if (chunk.isEmpty()) {
      chunk = more;
    } else {
      var joined = Arrays.copyOf(chunk.toArray(), chunk.length() + more.length());
      more.copyTo(joined, chunk.length());
      chunk = Bytes.of(joined);
    }
  }

  /// The next frame, if enough has been fed for one.
  ///
  /// @throws MalformedMessageException if a message claims a length that is less than its own field
  public Optional<Frame> next() throws MalformedMessageException {
    if (partsLeft > 0) {
      return nextPart();
    }
    if (startedBytes == 0 && chunk.length() >= HEADER_BYTES) {
      var body = bodyBytes(chunk);
      if (body <= limit(chunk.at(0)) && body <= chunk.length() - HEADER_BYTES) {
        return Optional.of(new Frame.Whole(take(HEADER_BYTES + body)));
      }
    }
    return assemble();
  }

  /// Whether the stream so far ends between two messages.
  public boolean isBetweenMessages() {
    return partsLeft == 0 && startedBytes == 0 && chunk.isEmpty();
  }

  private Optional<Frame> nextPart() {
    if (chunk.isEmpty()) {
      return Optional.empty();
    }
    var part = take(Math.min(partsLeft, chunk.length()));
    partsLeft -= part.length();
    return Optional.of(new Frame.Part(part, partsLeft == 0));
  }

  /// Puts together a message that spans chunks.
  private Optional<Frame> assemble() throws MalformedMessageException {
    if (!collect(HEADER_BYTES)) {
      return Optional.empty();
    }
    var body = bodyBytes(Bytes.of(started, HEADER_BYTES));
    if (body > limit(started[0])) {
      partsLeft = body;
      return Optional.of(new Frame.Head(takeStarted()));
    }
    return collect(HEADER_BYTES + body)
        ? Optional.of(new Frame.Whole(takeStarted()))
        : Optional.empty();
  }

  private int bodyBytes(Bytes header) throws MalformedMessageException {
    var length = header.int32At(1);
    if (length < 4) {
      throw new MalformedMessageException(
          "message of type %s claims length %d; the least is 4"
              .formatted(header.slice(0, 1), length));
    }
    return length - 4;
  }

  private int limit(byte type) {
    return type == 'd' ? Math.min(wholeLimit, COPY_DATA_LIMIT) : wholeLimit;
  }

  private boolean collect(int wanted) {
    var more = Math.min(wanted - startedBytes, chunk.length());
    if (more > 0) {
      if (startedBytes + more > started.length) {
        var room = Math.min(wanted, Math.max(started.length * 2L, startedBytes + more));
        started = Arrays.copyOf(started, (int) room);
      }
      take(more).copyTo(started, startedBytes);
      startedBytes += more;
    }
    return startedBytes >= wanted;
  }

  private Bytes takeStarted() {
    var whole = Bytes.of(started, startedBytes);
    started = new byte[0];
    startedBytes = 0;
    return whole;
  }

  private Bytes take(int bytes) {
    var taken = chunk.slice(0, bytes);
    chunk = bytes == chunk.length() ? Bytes.EMPTY : chunk.from(bytes);
    return taken;
  }
}

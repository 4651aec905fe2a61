package dev.deadheat.wire;

/// A piece of a message stream: a message, or part of one too long to be held at once.
///
/// A long message is a [Head], then [Part]s, the last of which says so. Writing `bytes()` of every
/// frame in order gives the stream again, byte for byte.
public sealed interface Frame {
  /// The bytes as they were read.
  Bytes bytes();

  /// A whole message.
  ///
  /// @param bytes the type, the length and the body
  record Whole(Bytes bytes) implements Frame {
    /// The message's type.
    public byte type() {
      return bytes.at(0);
    }

    /// What follows type and length.
    public Bytes body() {
      return bytes.from(FrameDecoder.HEADER_BYTES);
    }
  }

  /// The beginning of a long message.
  ///
  /// @param bytes the type and the length
  record Head(Bytes bytes) implements Frame {
    /// The message's type.
    public byte type() {
      return bytes.at(0);
    }

    /// How many bytes of body will follow.
    public int bodyBytes() {
      return bytes.int32At(1) - 4;
    }
  }

  /// Some of a long message's body.
  ///
  /// @param last whether the message ends here
  record Part(Bytes bytes, boolean last) implements Frame {}
}

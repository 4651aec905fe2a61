package dev.deadheat.wire;

import java.util.List;
import java.util.Optional;

/// What both codecs write alike.
final class Framing {
  private Framing() {}

  /// Writes type, length and what `body` writes.
  static void message(ByteWriter out, char type, Runnable body) {
    out.int8(type);
    var start = out.length();
    out.int32(0);
    body.run();
    out.patchInt32(start, out.length() - start);
  }

  static void values(ByteWriter out, List<Optional<Bytes>> values) {
    out.int16(count(values));
    for (var value : values) {
      value(out, value);
    }
  }

  static void value(ByteWriter out, Optional<Bytes> value) {
    if (value.isPresent()) {
      out.int32(value.get().length()).bytes(value.get());
    } else {
      out.int32(-1);
    }
  }

  static void int16s(ByteWriter out, List<Integer> values) {
    out.int16(count(values));
    for (var value : values) {
      out.int16(value);
    }
  }

  static void int32s(ByteWriter out, List<Integer> values) {
    out.int16(count(values));
    for (var value : values) {
      out.int32(value);
    }
  }

  static int count(List<?> values) {
    if (values.size() > 0xffff) {
      throw new IllegalArgumentException(values.size() + " items; a message's counts go to 65,535");
    }
    return values.size();
  }
}

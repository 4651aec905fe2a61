package dev.deadheat.django.memory;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Writes values as bytes. What is equal is written once; for [Decoder] it is one object.
///
/// Used by one thread.
public final class Encoder {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Map<Object, Integer> known = new HashMap<>();

  /// What was written.
  public byte[] bytes() {
    return out.toByteArray();
  }

  /// A number in as few bytes as it needs; best if it is not negative.
  public void number(int value) {
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }

  /// A number near zero, of either sign.
  public void signed(int value) {
    number((value << 1) ^ (value >> 31));
  }

  /// A truth value.
  public void flag(boolean value) {
    out.write(value ? 1 : 0);
  }

  /// One of a fixed list. Only the same version reads it, so its number is enough.
  @SuppressWarnings("EnumOrdinal")
  public void constant(Enum<?> value) {
    out.write(value.ordinal());
  }

  /// Bytes with their number.
  public void block(byte[] value) {
    number(value.length);
    out.writeBytes(value);
  }

  /// A text.
  public void text(String value) {
    shared(value, each -> block(each.getBytes(StandardCharsets.UTF_8)));
  }

  /// A value that may be missing.
  public <T> void optional(Optional<T> value, Consumer<T> write) {
    flag(value.isPresent());
    value.ifPresent(write);
  }

  /// Values in their order.
  public <T> void all(Collection<T> values, Consumer<T> write) {
    number(values.size());
    values.forEach(write);
  }

  /// A value that may stand at many places; must not contain itself.
  public <T> void shared(T value, Consumer<T> write) {
    Integer before = known.get(value);
    if (before != null) {
      number(before + 1);
      return;
    }
    number(0);
    write.accept(value);
    known.put(value, known.size());
  }
}

package dev.deadheat.django.memory;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Reads what [Encoder] wrote. Bytes that it did not write end in a [StaleException], or in values
/// that are well-formed and wrong: whoever keeps bytes guards them with a checksum.
///
/// Used by one thread.
public final class Decoder {
  private final byte[] bytes;
  private final int start;
  private final int end;
  private final List<Object> known = new ArrayList<>();
  private int at;

  /// From the first byte on; keeps the array.
  public Decoder(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private Decoder(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.start = start;
    this.at = start;
    this.end = end;
  }

  /// See [Encoder#number].
  public int number() {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int next = next();
      value |= (next & 0x7f) << shift;
      if ((next & 0x80) == 0) {
        return value;
      }
    }
    throw new StaleException("a number does not end");
  }

  private int next() {
    if (at >= end) {
      throw new StaleException("the bytes end too early");
    }
    return bytes[at++];
  }

  /// See [Encoder#signed].
  public int signed() {
    int value = number();
    return (value >>> 1) ^ -(value & 1);
  }

  /// See [Encoder#flag].
  public boolean flag() {
    return next() != 0;
  }

  /// See [Encoder#constant].
  public <E> E constant(E[] values) {
    return values[index(next(), values.length)];
  }

  /// See [Encoder#block]; to be read later, and by another thread if need be.
  public Decoder block() {
    int length = index(number(), end - at + 1);
    at += length;
    return new Decoder(bytes, at - length, at);
  }

  /// The same again from its beginning, for whoever reads it.
  public Decoder again() {
    return new Decoder(bytes, start, end);
  }

  /// All that it can read, as it was written.
  public byte[] bytes() {
    return Arrays.copyOfRange(bytes, start, end);
  }

  /// See [Encoder#text].
  public String text() {
    return shared(
        String.class,
        () -> {
          Decoder block = block();
          return new String(bytes, block.at, block.end - block.at, StandardCharsets.UTF_8);
        });
  }

  /// See [Encoder#optional].
  public <T> Optional<T> optional(Supplier<T> read) {
    return flag() ? Optional.of(read.get()) : Optional.empty();
  }

  /// See [Encoder#all].
  public <T> List<T> list(Supplier<T> read) {
    int size = index(number(), end - at + 1);
    var out = new ArrayList<T>(size);
    for (int i = 0; i < size; i++) {
      out.add(read.get());
    }
    return Collections.unmodifiableList(out);
  }

  /// As [#list]; equal values are one.
  public <T> Set<T> set(Supplier<T> read) {
    List<T> all = list(read);
    return all.isEmpty() ? Set.of() : Collections.unmodifiableSet(new LinkedHashSet<>(all));
  }

  /// See [Encoder#shared].
  public <T> T shared(Class<T> type, Supplier<T> read) {
    int index = number();
    if (index == 0) {
      T made = read.get();
      known.add(made);
      return made;
    }
    Object before = known.get(index(index - 1, known.size()));
    if (!type.isInstance(before)) {
      throw new StaleException("not a " + type.getSimpleName());
    }
    return type.cast(before);
  }

  private static int index(int value, int below) {
    if (value < 0 || value >= below) {
      throw new StaleException("out of range: " + value);
    }
    return value;
  }
}

package dev.deadheat.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// An immutable run of bytes, equal by content.
///
/// It may be a view into a larger array, so that messages are cut out of what was read without
/// copying. Whoever passes an array to [#of] gives it up: it must not change afterwards.
public final class Bytes {
  /// No bytes.
  public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

  private final byte[] array;
  private final int offset;
  private final int length;

  private Bytes(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  /// A view of a whole array.
  public static Bytes of(byte[] array) {
    return new Bytes(array, 0, array.length);
  }

  /// A view of the first `length` bytes of an array.
  public static Bytes of(byte[] array, int length) {
    if (length < 0 || length > array.length) {
      throw new IndexOutOfBoundsException(length + " of " + array.length + " bytes");
    }
    return new Bytes(array, 0, length);
  }

  /// A text's UTF-8 bytes.
  public static Bytes utf8(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /// How many bytes there are.
  public int length() {
    return length;
  }

  /// Whether there are none.
  public boolean isEmpty() {
    return length == 0;
  }

  /// The byte at an index from 0.
  public byte at(int index) {
    return array[offset + checkIndex(index, length)];
  }

  /// The four bytes from an index on, as a big-endian integer.
  public int int32At(int index) {
    checkIndex(index + 3, length);
    var at = offset + checkIndex(index, length);
    return (array[at] & 0xff) << 24
        | (array[at + 1] & 0xff) << 16
        | (array[at + 2] & 0xff) << 8
        | (array[at + 3] & 0xff);
  }

  /// The bytes from `start` (included) to `end` (excluded), without copying.
  public Bytes slice(int start, int end) {
    if (start < 0 || end < start || end > length) {
      throw new IndexOutOfBoundsException("[" + start + ", " + end + ") of " + length + " bytes");
    }
    return new Bytes(array, offset + start, end - start);
  }

  /// The bytes from `start` on, without copying.
  public Bytes from(int start) {
    return slice(start, length);
  }

  /// Whether these bytes begin with the others.
  public boolean startsWith(Bytes prefix) {
    return length >= prefix.length
        && Arrays.equals(
            array,
            offset,
            offset + prefix.length,
            prefix.array,
            prefix.offset,
            prefix.offset + prefix.length);
  }

  /// The index of the first such byte at or after `start`, or -1.
  public int indexOf(byte wanted, int start) {
    for (var i = Math.max(start, 0); i < length; i++) {
      if (array[offset + i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  /// A copy as an array.
  public byte[] toArray() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  /// The text, read as UTF-8; what is not valid becomes the replacement character.
  public String utf8() {
    return text(StandardCharsets.UTF_8);
  }

  /// The text in some encoding; what is not valid becomes the replacement character.
  public String text(Charset charset) {
    return new String(array, offset, length, charset);
  }

  /// Writes the bytes to a stream in one call.
  public void writeTo(OutputStream out) throws IOException {
    out.write(array, offset, length);
  }

  /// Copies the bytes into `target` from `at` on.
  void copyTo(byte[] target, int at) {
    System.arraycopy(array, offset, target, at, length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that
        && Arrays.equals(
            array, offset, offset + length, that.array, that.offset, that.offset + that.length);
  }

  @Override
  public int hashCode() {
    var hash = 1;
    for (var i = offset; i < offset + length; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  /// Up to 200 bytes, what is printable as it is and the rest as `\xNN`.
  @Override
  public String toString() {
    var text = new StringBuilder();
    for (var i = 0; i < Math.min(length, 200); i++) {
      var b = at(i);
      if (b >= ' ' && b < 127 && b != '\\') {
        text.append((char) b);
      } else {
        text.append("\\x%02x".formatted(b & 0xff));
      }
    }
    return length > 200 ? text + "... (" + length + " bytes)" : text.toString();
  }

  private static int checkIndex(int index, int length) {
    if (index < 0 || index >= length) {
      throw new IndexOutOfBoundsException("byte " + index + " of " + length);
    }
    return index;
  }
}

package dev.deadheat.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/// A growing run of bytes to which messages are written one after the other.
///
/// Integers are big-endian. Not safe for use by several threads at once.
public final class ByteWriter {
  private byte[] array;
  private int length;

  /// An empty writer.
  public ByteWriter() {
    this.array = new byte[256];
  }

  /// How many bytes have been written.
  public int length() {
    return length;
  }

  /// Appends one byte.
  public ByteWriter int8(int value) {
    room(1);
    array[length++] = (byte) value;
    return this;
  }

  /// Appends the low 16 bits of a value.
  public ByteWriter int16(int value) {
    return int8(value >> 8).int8(value);
  }

  /// Appends four bytes.
  public ByteWriter int32(int value) {
    return int16(value >> 16).int16(value);
  }

  /// Appends bytes as they are.
  public ByteWriter bytes(Bytes bytes) {
    room(bytes.length());
    bytes.copyTo(array, length);
    length += bytes.length();
    return this;
  }

  /// Appends the bytes and the zero that ends a text.
  public ByteWriter text(Bytes text) {
    return bytes(text).int8(0);
  }

  /// A copy of what has been written.
  public Bytes toBytes() {
    return Bytes.of(Arrays.copyOf(array, length));
  }

  /// Writes everything to a stream in one call.
  public void writeTo(OutputStream out) throws IOException {
    out.write(array, 0, length);
  }

  /// Forgets what has been written; a very large array is given back.
  public void clear() {
    length = 0;
    if (array.length > 1 << 20) {
      array = new byte[256];
    }
  }

  /// Cuts off what was written after `length`.
  public void cutTo(int length) {
    if (length < 0 || length > this.length) {
      throw new IndexOutOfBoundsException(length + " of " + this.length + " bytes");
    }
    this.length = length;
  }

  /// Overwrites four bytes at `at`.
  void patchInt32(int at, int value) {
    array[at] = (byte) (value >> 24);
    array[at + 1] = (byte) (value >> 16);
    array[at + 2] = (byte) (value >> 8);
    array[at + 3] = (byte) value;
  }

  private void room(int more) {
    if (more > array.length - length) {
      var wanted = (long) length + more;
      if (wanted > Integer.MAX_VALUE - 8) {
        throw new IllegalStateException("more than 2 GiB to write at once");
      }
      array =
          Arrays.copyOf(
              array, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(wanted, 2L * length)));
    }
  }
}

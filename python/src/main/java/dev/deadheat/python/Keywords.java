package dev.deadheat.python;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Tells keywords from names. No keyword is longer than eight bytes, so a word is compared as one
/// number, found by hashing.
final class Keywords {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int BITS = 7;
  private static final long SPREAD = 0x9E3779B97F4A7C15L;
  private static final long[] WORDS = new long[1 << BITS];
  private static final TokenKind[] KINDS = new TokenKind[1 << BITS];

  static {
    for (TokenKind kind : TokenKind.values()) {
      if (kind.isKeyword()) {
        byte[] text = kind.text().getBytes(StandardCharsets.US_ASCII);
        long word = word(text, 0, text.length);
        int slot = slot(word);
        while (WORDS[slot] != 0) {
          slot = (slot + 1) & (WORDS.length - 1);
        }
        WORDS[slot] = word;
        KINDS[slot] = kind;
      }
    }
  }

  private Keywords() {}

  /// The keyword that stands there, or NAME.
  static TokenKind kind(byte[] text, int start, int end) {
    int length = end - start;
    if (length < 2 || length > Long.BYTES) {
      return TokenKind.NAME;
    }
    long word = word(text, start, length);
    int slot = slot(word);
    while (WORDS[slot] != 0) {
      if (WORDS[slot] == word) {
        return KINDS[slot];
      }
      slot = (slot + 1) & (WORDS.length - 1);
    }
    return TokenKind.NAME;
  }

  private static long word(byte[] text, int start, int length) {
    if (start + Long.BYTES <= text.length) {
      return (long) LONGS.get(text, start) & (-1L >>> (Long.SIZE - Byte.SIZE * length));
    }
    long word = 0;
    for (int i = length - 1; i >= 0; i--) {
      word = word << Byte.SIZE | (text[start + i] & 0xFF);
    }
    return word;
  }

  private static int slot(long word) {
    return (int) ((word * SPREAD) >>> (Long.SIZE - BITS));
  }
}

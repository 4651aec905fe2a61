package dev.deadheat.python;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/// The names of a program as strings.
///
/// Names repeat, so the last ones made are kept in a table that all threads share. A slot is
/// overwritten without a lock: strings are immutable, and whichever one a thread sees is compared
/// with the text before it is used.
final class Identifiers {
  private static final int SLOTS = 1 << 15;
  private static final int LONGEST_KEPT = 64;
  private static final String[] KEPT = new String[SLOTS];

  private Identifiers() {}

  /// The name at a place of a UTF-8 text, in the normal form by which Python compares names (NFKC).
  static String at(byte[] text, int start, int end) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      if (text[i] < 0) {
        return Normalizer.normalize(
            new String(text, start, end - start, StandardCharsets.UTF_8), Normalizer.Form.NFKC);
      }
      hash = hash * 31 + text[i];
    }
    return kept(text, start, end, hash);
  }

  /// ASCII text as a string, shared with equal texts when it is short.
  static String ascii(byte[] text, int start, int end) {
    if (end - start > LONGEST_KEPT) {
      return latin(text, start, end);
    }
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = hash * 31 + text[i];
    }
    return kept(text, start, end, hash);
  }

  private static String kept(byte[] text, int start, int end, int hash) {
    int slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    String known = KEPT[slot];
    if (known != null && equal(known, text, start, end)) {
      return known;
    }
    String made = latin(text, start, end);
    KEPT[slot] = made;
    return made;
  }

  private static String latin(byte[] text, int start, int end) {
    return new String(text, start, end - start, StandardCharsets.ISO_8859_1);
  }

  private static boolean equal(String known, byte[] text, int start, int end) {
    int length = end - start;
    if (known.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (known.charAt(i) != text[start + i]) {
        return false;
      }
    }
    return true;
  }
}

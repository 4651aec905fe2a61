package dev.deadheat.python;

/// The brackets that are open where a lexer stands, innermost last: for each the byte that opened
/// it, or FIELD for the brace of a replacement field, and its offset.
final class OpenBrackets {
  static final byte FIELD = 'f';
  private static final int MAX = 200;

  private final byte[] kinds = new byte[MAX];
  private final int[] offsets = new int[MAX];
  private int depth;

  int depth() {
    return depth;
  }

  boolean isFull() {
    return depth == MAX;
  }

  /// Opens one more; only if they are not full.
  void open(byte kind, int offset) {
    kinds[depth] = kind;
    offsets[depth++] = offset;
  }

  void closeLast() {
    depth--;
  }

  /// Forgets all but the outermost so many.
  void keep(int outermost) {
    depth = outermost;
  }

  /// The kind of the innermost; 0 if none is open.
  byte last() {
    return depth == 0 ? 0 : kinds[depth - 1];
  }

  /// Where the innermost was opened; only if one is.
  int lastOffset() {
    return offsets[depth - 1];
  }

  boolean isInField() {
    return last() == FIELD;
  }
}

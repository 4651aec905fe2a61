package dev.deadheat.python;

/// Finds where the strings of a text end. Remembers the triple quotes that are not closed again, so
/// that a text with many of them is not searched to its end for each.
final class ClosingQuotes {
  private final byte[] text;
  private boolean neverSingle;
  private boolean neverDouble;

  ClosingQuotes(byte[] text) {
    this.text = text;
  }

  /// The offset after the string whose body begins at the given one; -1 if it is never closed.
  /// Bodies are asked for in the order of the text.
  int end(Quote quote, int body) {
    boolean isDouble = quote.mark() == '"';
    if (quote.isTriple() && (isDouble ? neverDouble : neverSingle)) {
      return -1;
    }
    int end = quote.closing(text, body);
    if (end < 0 && quote.isTriple()) {
      neverDouble |= isDouble;
      neverSingle |= !isDouble;
    }
    return end;
  }
}

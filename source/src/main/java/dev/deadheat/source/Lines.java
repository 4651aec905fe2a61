package dev.deadheat.source;

import java.util.Arrays;

/// Where the lines of a text begin. A line ends with `\n`, `\r\n` or a lone `\r`, as in Python;
/// form feeds and Unicode's separators end none. Lines are counted from 1. Immutable.
public final class Lines {
  private final byte[] utf8;
  private final int[] starts;

  Lines(byte[] utf8) {
    this.utf8 = utf8;
    int[] found = new int[Math.max(16, utf8.length / 24)];
    int count = 1;
    for (int i = 0; i < utf8.length; i++) {
      byte b = utf8[i];
      boolean pair = b == '\r' && i + 1 < utf8.length && utf8[i + 1] == '\n';
      if (b == '\n' || (b == '\r' && !pair)) {
        if (count == found.length) {
          found = Arrays.copyOf(found, count * 2);
        }
        found[count++] = i + 1;
      }
    }
    this.starts = Arrays.copyOf(found, count);
  }

  /// How many lines there are. A text that ends with a line break has an empty last line; the empty
  /// text has one line.
  public int count() {
    return starts.length;
  }

  /// The line that holds an offset; the offset of the text's end is on the last line.
  public int lineOf(int offset) {
    int found = Arrays.binarySearch(starts, offset);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /// The offset of a line's first byte.
  public int startOf(int line) {
    return starts[line - 1];
  }

  /// The offset where a line's text ends, before its line break.
  public int endOf(int line) {
    int end = line < starts.length ? starts[line] : utf8.length;
    while (end > startOf(line) && (utf8[end - 1] == '\n' || utf8[end - 1] == '\r')) {
      end--;
    }
    return end;
  }

  /// A line without its line break.
  public Span spanOf(int line) {
    return new Span(startOf(line), endOf(line));
  }

  /// Line and column of an offset, as people count them.
  public Position position(int offset) {
    int line = lineOf(offset);
    int column = 1;
    for (int i = startOf(line); i < offset; i++) {
      if ((utf8[i] & 0xC0) != 0x80) {
        column++;
      }
    }
    return new Position(line, column);
  }

  /// Column from 0 in bytes of UTF-8: `col_offset` of Python's `ast`.
  public int columnUtf8(int offset) {
    return offset - startOf(lineOf(offset));
  }

  /// Column from 0 in UTF-16 units, as editors count.
  public int columnUtf16(int offset) {
    int column = 0;
    for (int i = startOf(lineOf(offset)); i < offset; i++) {
      if ((utf8[i] & 0xC0) != 0x80) {
        column += (utf8[i] & 0xF8) == 0xF0 ? 2 : 1;
      }
    }
    return column;
  }
}

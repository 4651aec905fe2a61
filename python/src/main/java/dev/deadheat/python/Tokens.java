package dev.deadheat.python;

import dev.deadheat.source.Span;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The tokens and comments of a file, in the order of the text.
///
/// Between two tokens stand only blanks, comments, line breaks that end no logical line, and
/// backslashes that join lines; so tokens and gaps tile the file, byte for byte.
public final class Tokens {
  private static final TokenKind[] KINDS = TokenKind.values();

  private byte[] kinds;
  private int[] starts;
  private int[] ends;
  private int count;
  private int[] commentStarts = new int[16];
  private int[] commentEnds = new int[16];
  private int commentCount;

  Tokens(int textBytes) {
    int expected = textBytes / 5 + 16;
    kinds = new byte[expected];
    starts = new int[expected];
    ends = new int[expected];
  }

  @SuppressWarnings("EnumOrdinal") // bytes, not references: files have many tokens
  void add(TokenKind kind, int start, int end) {
    if (count == kinds.length) {
      int larger = count + (count >> 1) + 16;
      kinds = Arrays.copyOf(kinds, larger);
      starts = Arrays.copyOf(starts, larger);
      ends = Arrays.copyOf(ends, larger);
    }
    kinds[count] = (byte) kind.ordinal();
    starts[count] = start;
    ends[count] = end;
    count++;
  }

  void addComment(int start, int end) {
    if (commentCount == commentStarts.length) {
      commentStarts = Arrays.copyOf(commentStarts, commentCount * 2);
      commentEnds = Arrays.copyOf(commentEnds, commentCount * 2);
    }
    commentStarts[commentCount] = start;
    commentEnds[commentCount] = end;
    commentCount++;
  }

  /// Forgets every token and comment that begins at the offset or later.
  void cutFrom(int offset) {
    while (count > 0 && starts[count - 1] >= offset) {
      count--;
    }
    while (commentCount > 0 && commentStarts[commentCount - 1] >= offset) {
      commentCount--;
    }
  }

  /// The text from one offset to another with its comments cut out.
  String withoutComments(byte[] text, int start, int end) {
    int comment = Arrays.binarySearch(commentStarts, 0, commentCount, start);
    StringBuilder kept = new StringBuilder();
    int from = start;
    for (int i = comment < 0 ? -comment - 1 : comment; i < commentCount; i++) {
      if (commentStarts[i] >= end) {
        break;
      }
      kept.append(new String(text, from, commentStarts[i] - from, StandardCharsets.UTF_8));
      from = commentEnds[i];
    }
    return kept.append(new String(text, from, end - from, StandardCharsets.UTF_8)).toString();
  }

  public int count() {
    return count;
  }

  public TokenKind kind(int index) {
    return KINDS[kinds[index]];
  }

  public int start(int index) {
    return starts[index];
  }

  public int end(int index) {
    return ends[index];
  }

  public Span span(int index) {
    return new Span(starts[index], ends[index]);
  }

  /// The index of the first token that begins at the offset or later; the count if none does.
  public int firstFrom(int offset) {
    int found = Arrays.binarySearch(starts, 0, count, offset);
    if (found < 0) {
      return -found - 1;
    }
    while (found > 0 && starts[found - 1] == offset) {
      found--;
    }
    return found;
  }

  /// Each comment from its `#` to the end of its line.
  public List<Span> comments() {
    return IntStream.range(0, commentCount)
        .mapToObj(i -> new Span(commentStarts[i], commentEnds[i]))
        .toList();
  }
}

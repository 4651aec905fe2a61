package dev.deadheat.source;

/// A range of a file: offsets in bytes of its UTF-8 text, the end not included.
///
/// @param start where it begins, 0 or more
/// @param end where it ends, not before the start; equal to it for an empty span
public record Span(int start, int end) implements Comparable<Span> {
  public Span {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("not a span: " + start + ".." + end);
    }
  }

  /// The number of bytes covered.
  public int length() {
    return end - start;
  }

  public boolean isEmpty() {
    return start == end;
  }

  /// Whether every byte of the other span is in this one.
  public boolean contains(Span other) {
    return start <= other.start && other.end <= end;
  }

  /// Whether the two share a byte.
  public boolean overlaps(Span other) {
    return start < other.end && other.start < end;
  }

  /// The smallest span that contains both.
  public Span to(Span other) {
    return new Span(Math.min(start, other.start), Math.max(end, other.end));
  }

  /// By start, then by end.
  @Override
  public int compareTo(Span other) {
    int starts = Integer.compare(start, other.start);
    return starts != 0 ? starts : Integer.compare(end, other.end);
  }
}

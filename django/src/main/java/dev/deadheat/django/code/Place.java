package dev.deadheat.django.code;

/// Where a piece of code stands: character offsets and one-based lines, the end exclusive and the
/// last line inclusive.
///
/// @param start offset of the first character
/// @param end offset after the last character
/// @param line line of the first character
/// @param endLine line of the last character
public record Place(int start, int end, int line, int endLine) {

  /// A place for code that stands in no file.
  public static final Place NOWHERE = new Place(0, 0, 1, 1);

  /// From the start of this to the end of `other`.
  public Place to(Place other) {
    return new Place(start, other.end, line, other.endLine);
  }
}

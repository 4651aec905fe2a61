package dev.deadheat.source;

/// A place as people count it.
///
/// @param line from 1
/// @param column from 1, in Unicode characters (code points)
public record Position(int line, int column) {
  @Override
  public String toString() {
    return line + ":" + column;
  }
}

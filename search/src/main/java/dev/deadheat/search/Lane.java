package dev.deadheat.search;

/// One request being served, numbered from 0 in the order of its scenario.
///
/// @param index 0 for the first lane; shown to people as `A`, `B`, ... by [#label()]
public record Lane(int index) implements Comparable<Lane> {
  public Lane {
    if (index < 0 || index > 25) {
      throw new IllegalArgumentException("lane index out of range 0..25: " + index);
    }
  }

  /// The lane's letter: `A` for index 0.
  public String label() {
    return String.valueOf((char) ('A' + index));
  }

  @Override
  public int compareTo(Lane other) {
    return Integer.compare(index, other.index);
  }

  @Override
  public String toString() {
    return label();
  }
}

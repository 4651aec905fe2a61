package dev.deadheat.search;

import java.util.List;
import java.util.stream.Collectors;

/// Which lane moves next, choice by choice. Printed as letters: `ABBA`.
public record Schedule(List<Lane> lanes) {
  public Schedule {
    lanes = List.copyOf(lanes);
  }

  /// Reads the printed form.
  ///
  /// @throws IllegalArgumentException if a character is not `A` to `Z`
  public static Schedule parse(String letters) {
    return new Schedule(letters.chars().mapToObj(letter -> new Lane(letter - 'A')).toList());
  }

  @Override
  public String toString() {
    return lanes.stream().map(Lane::label).collect(Collectors.joining());
  }
}

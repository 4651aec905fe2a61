package dev.deadheat.search.explore;

/// The first difference between a replayed prefix and its recording.
///
/// A search that meets one can no longer say that it explored everything.
///
/// @param choice the choice point at or before which it was seen, from 0
/// @param expected what the recording has there, for people
/// @param seen what the replay did instead, for people
public record Divergence(int choice, String expected, String seen) {
  @Override
  public String toString() {
    return "at choice " + (choice + 1) + ": expected " + expected + ", saw " + seen;
  }
}

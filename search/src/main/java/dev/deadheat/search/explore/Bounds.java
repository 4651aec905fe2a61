package dev.deadheat.search.explore;

/// Where a search stops.
///
/// @param runs at most so many runs, those that failed included
/// @param preemptions only orders with at most so many preemptions
record Bounds(long runs, int preemptions) {
  static final Bounds NONE = new Bounds(Long.MAX_VALUE, Integer.MAX_VALUE);

  Bounds withRuns(long atMost) {
    return new Bounds(atMost, preemptions);
  }

  Bounds withPreemptions(int atMost) {
    return new Bounds(runs, atMost);
  }
}

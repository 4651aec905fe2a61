package dev.deadheat.search.explore;

import java.util.Optional;

/// What a search has counted so far.
///
/// @param runs runs made to their end
/// @param cut runs stopped early because others cover them
/// @param tried runs started, those that broke or left their prefix included
/// @param retrying whether the last run failed and is to be made once more
/// @param pruned whether a bound on preemptions left something out
/// @param gaps why something stays unexplored, if a run failed twice
record Tally(
    long runs, long cut, long tried, boolean retrying, boolean pruned, Optional<String> gaps) {
  static final Tally NOTHING = new Tally(0, 0, 0, false, false, Optional.empty());

  Tally finished(boolean someLeftOut) {
    return new Tally(runs + 1, cut, tried + 1, false, pruned || someLeftOut, gaps);
  }

  Tally wasCut() {
    return new Tally(runs, cut + 1, tried + 1, false, pruned, gaps);
  }

  /// After a run that broke or diverged: the first time it is made again, the second time what lies
  /// behind it is given up.
  Tally failed(Optional<Divergence> differs) {
    if (!retrying) {
      return new Tally(runs, cut, tried + 1, true, pruned, gaps);
    }
    String why =
        differs
            .map(divergence -> "orders that could be replayed; one could not, " + divergence)
            .orElse("orders that ran to their end; one did not");
    return new Tally(runs, cut, tried + 1, false, pruned, gaps.or(() -> Optional.of(why)));
  }

  /// What so many runs of a reduced search cover, for people.
  static String few(long runs) {
    return runs == 1
        ? "the first order of a reduced search"
        : "the first " + runs + " orders of a reduced search";
  }
}

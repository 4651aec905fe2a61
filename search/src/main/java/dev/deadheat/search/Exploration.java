package dev.deadheat.search;

import java.util.Optional;

/// A search under way: which run to make next, given all runs so far. An immutable value.
public interface Exploration {
  /// The strategy of the next run; empty when nothing is left to explore or the bound is reached.
  Optional<Strategy> next();

  /// The exploration that knows this run too.
  Exploration after(Run run);

  /// The same exploration, going on to what it can finish soon: for when the budget is about to run
  /// out. One that has nothing simpler to do stays as it is.
  default Exploration narrowed() {
    return this;
  }

  /// Whether the next run repeats one that broke or left its recorded prefix. What the lanes
  /// remember may be the reason, so they had better be started anew.
  boolean repeats();

  /// How far it is.
  Progress progress();

  /// How far an exploration is.
  ///
  /// @param runs runs made to their end
  /// @param cut runs stopped early because others cover them
  /// @param classes classes of equivalent runs seen, under our dependence relation
  /// @param complete whether nothing is left to explore
  /// @param bound what the exploration covers when it ends, for people: `all orders`
  record Progress(long runs, long cut, long classes, boolean complete, String bound) {}
}

package dev.deadheat.search.explore;

import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import java.util.List;
import java.util.Optional;

/// Counts of what a schedule costs a reader: switches of lane, and those that were not forced.
///
/// A switch is a preemption if the lane that moved last could have moved on (Musuvathi and Qadeer,
/// PLDI 2007, section 2).
final class Preemptions {
  private Preemptions() {}

  /// Preemptions among the first choices of a run.
  static int count(List<Run.Choice> choices) {
    int count = 0;
    for (int i = 1; i < choices.size(); i++) {
      if (preempts(Optional.of(choices.get(i - 1)), choices.get(i), chosen(choices, i))) {
        count++;
      }
    }
    return count;
  }

  /// Switches of lane, forced or not.
  static int switches(List<Run.Choice> choices) {
    int count = 0;
    for (int i = 1; i < choices.size(); i++) {
      if (!chosen(choices, i - 1).equals(chosen(choices, i))) {
        count++;
      }
    }
    return count;
  }

  /// Whether moving `next` after a choice preempts the lane that moved in it. A lane that waits in
  /// a circle could not have moved on.
  static boolean preempts(Optional<Run.Choice> before, Run.Choice here, Lane next) {
    return before
        .map(Run.Choice::chosen)
        .filter(last -> !last.equals(next) && here.atGate().contains(last))
        .isPresent();
  }

  /// The lane that moves on without preempting: the one that moved last, else the lowest.
  static Lane onward(List<Run.Choice> before, List<Lane> enabled) {
    return before.isEmpty() || !enabled.contains(before.getLast().chosen())
        ? enabled.getFirst()
        : before.getLast().chosen();
  }

  private static Lane chosen(List<Run.Choice> choices, int index) {
    return choices.get(index).chosen();
  }
}

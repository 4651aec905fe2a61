package dev.deadheat.prove.faults;

import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import dev.deadheat.search.Strategy;
import java.util.List;

/// Moves the first lane of a list that can move.
///
/// @param first from whom to take so many steps before anybody else moves
/// @param steps how many; then the others come first, and it ends last
/// @param order everybody, in order
record Ranked(Lane first, int steps, List<Lane> order) implements Strategy {
  @Override
  public Decision decide(Run soFar, List<Lane> enabled) {
    long made = soFar.choices().stream().filter(c -> c.chosen().equals(first)).count();
    List<Lane> others = order.stream().filter(lane -> !lane.equals(first)).toList();
    if (made < steps && enabled.contains(first)) {
      return new Decision.Move(first);
    }
    return new Decision.Move(
        others.stream().filter(enabled::contains).findFirst().orElse(enabled.getFirst()));
  }
}

package dev.deadheat.search.explore;

import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import dev.deadheat.search.Strategy;
import java.util.List;

/// Lets the lane that moved last move on while it can, then the lowest: as close to serial as the
/// lanes allow.
record Onward() implements Strategy {
  @Override
  public Decision decide(Run soFar, List<Lane> enabled) {
    return new Decision.Move(Preemptions.onward(soFar.choices(), enabled));
  }
}

package dev.deadheat.search.explore;

import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import dev.deadheat.search.Strategy;
import dev.deadheat.search.dependence.Dependence;
import dev.deadheat.search.dependence.Transition;
import java.util.List;
import java.util.Map;

/// Replays a prefix, takes another lane, and then lets lanes that are not asleep move on; stops
/// when all are asleep.
///
/// @param branch the prefix and the lane after it
/// @param sleep what sleeps when that lane moves
/// @param dependence wakes sleepers
record Wakeful(Branch branch, Map<Lane, Transition> sleep, Dependence dependence)
    implements Strategy {
  @Override
  public Decision decide(Run soFar, List<Lane> enabled) {
    int from = branch.prefix().length();
    if (soFar.choices().size() <= from) {
      return branch.decide(soFar, enabled);
    }
    if (sleep.isEmpty()) {
      return new Onward().decide(soFar, enabled);
    }
    Map<Lane, Transition> asleep = sleep;
    List<Transition> made = dependence.transitions(soFar);
    for (Transition transition : made.subList(from, made.size())) {
      asleep = Node.after(asleep, transition, dependence);
    }
    List<Lane> awake = enabled.stream().filter(not(asleep)).toList();
    return awake.isEmpty()
        ? new Decision.Cut("every lane that could move was explored from an equivalent state")
        : new Decision.Move(Preemptions.onward(soFar.choices(), awake));
  }

  private static java.util.function.Predicate<Lane> not(Map<Lane, Transition> asleep) {
    return lane -> !asleep.containsKey(lane);
  }
}

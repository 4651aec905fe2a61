package dev.deadheat.search.explore;

import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import dev.deadheat.search.Schedule;
import dev.deadheat.search.Strategy;
import java.util.List;
import java.util.Optional;

/// Follows a given schedule, as far as the lanes allow: the strategy of a replay.
///
/// A letter whose lane has no step at the gate (it waits for a lock, or is done) is skipped, so a
/// schedule can be tried on changed code, and `AABBBBBB` means "two steps of A, then B while it can
/// move". When the schedule runs out, the lowest enabled lane moves.
///
/// @param schedule the letters to follow
public record Fixed(Schedule schedule) implements Strategy {
  @Override
  public Decision decide(Run soFar, List<Lane> enabled) {
    int next = 0;
    for (Run.Choice made : soFar.choices()) {
      next = skip(next, made.enabled()) + 1;
    }
    int here = skip(next, enabled);
    List<Lane> letters = schedule.lanes();
    if (here >= letters.size()) {
      return new Decision.Move(enabled.getFirst());
    }
    return Optional.ofNullable(schedule.overlaps().get(here))
        .filter(overlap -> enabled.contains(overlap.second()))
        .<Decision>map(Decision.Together::new)
        .orElseGet(() -> new Decision.Move(letters.get(here)));
  }

  private int skip(int from, List<Lane> enabled) {
    int next = from;
    while (next < schedule.lanes().size() && !enabled.contains(schedule.lanes().get(next))) {
      next++;
    }
    return next;
  }
}

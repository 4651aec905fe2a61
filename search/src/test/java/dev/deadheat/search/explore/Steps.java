package dev.deadheat.search.explore;

import dev.deadheat.search.Event;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import dev.deadheat.search.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/// Lanes that only step, without a database: lane 0 does `counts[0]` steps, and so on.
final class Steps {
  private Steps() {}

  static Run run(Strategy strategy, int... counts) {
    return run(strategy, (lane, step) -> lane + " does step " + step, counts);
  }

  static Run run(Strategy strategy, BiFunction<Lane, Integer, String> sql, int... counts) {
    int[] done = new int[counts.length];
    List<Event> events = new ArrayList<>();
    List<Run.Choice> choices = new ArrayList<>();
    while (true) {
      List<Lane> enabled =
          IntStream.range(0, counts.length)
              .filter(lane -> done[lane] < counts[lane])
              .mapToObj(Lane::new)
              .toList();
      if (enabled.isEmpty()) {
        return new Run(events, choices, Run.End.FINISHED);
      }
      switch (strategy.decide(new Run(events, choices, Run.End.FINISHED), enabled)) {
        case Strategy.Decision.Together both ->
            throw new IllegalStateException("nothing here overlaps: " + both);
        case Strategy.Decision.Cut cut -> {
          return new Run(events, choices, Run.End.CUT);
        }
        case Strategy.Decision.Move(Lane lane) -> {
          choices.add(new Run.Choice(enabled, lane, events.size()));
          events.add(event(lane, sql.apply(lane, done[lane.index()]++)));
        }
      }
    }
  }

  static Event event(Lane lane, String sql) {
    return new Event(
        lane,
        0,
        Event.Kind.STATEMENT,
        Event.Phase.WHOLE,
        sql,
        List.of(),
        false,
        Optional.empty(),
        List.of());
  }
}

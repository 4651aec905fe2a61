package dev.deadheat.prove.explore;

import dev.deadheat.prove.explore.Stage.Played;
import dev.deadheat.prove.oracle.Outcome;
import dev.deadheat.search.Exploration;
import dev.deadheat.search.Exploration.Progress;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import dev.deadheat.search.Schedule;
import dev.deadheat.search.Strategy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All outcomes that an exploration reaches, without judging any: to hold one way of exploring
/// against another.
///
/// @param first each outcome with the first schedule that reached it, in the order of discovery
/// @param progress how far the exploration came
/// @param broken why runs were given up, in order; empty if all went well
public record Outcomes(Map<Outcome, Schedule> first, Progress progress, List<String> broken) {
  public Outcomes {
    first = Collections.unmodifiableMap(new LinkedHashMap<>(first));
    broken = List.copyOf(broken);
  }

  /// Explores to the end.
  ///
  /// @param mostRuns where to stop all the same
  public static Outcomes of(Stage stage, List<Lane> lanes, Exploration exploration, long mostRuns)
      throws InterruptedException, StageException {
    Map<Outcome, Schedule> first = new LinkedHashMap<>();
    List<String> broken = new ArrayList<>();
    long tried = 0;
    for (Optional<Strategy> next = exploration.next();
        next.isPresent() && tried < mostRuns;
        next = exploration.next()) {
      Played played = stage.together(lanes, next.get());
      Run run = played.recording().run();
      exploration = exploration.after(run);
      tried++;
      played.recording().broken().ifPresent(broken::add);
      if (run.end() == Run.End.FINISHED) {
        first.putIfAbsent(played.outcome(), run.schedule());
      }
    }
    return new Outcomes(first, exploration.progress(), broken);
  }
}

package dev.deadheat.search.simulation;

import dev.deadheat.search.Exploration;
import dev.deadheat.search.Run;
import dev.deadheat.search.Strategy;
import dev.deadheat.search.dependence.Dependence;
import dev.deadheat.search.dependence.Isolation;
import dev.deadheat.search.dependence.Schema;
import dev.deadheat.search.explore.Exhaustive;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Runs a search to its end on a simulated database.
final class Searches {
  static final Schema SCHEMA =
      new Schema(Map.of("t", List.of(List.of("k"), List.of("u")), "c", List.of(List.of("k"))));

  /// What a search found.
  ///
  /// @param outcomes each outcome, with the first schedule that gave it
  /// @param progress how far it came
  record Found(Map<String, String> outcomes, Exploration.Progress progress) {}

  private Searches() {}

  static Dependence dependence(Isolation usual) {
    return Dependence.of(usual, SCHEMA);
  }

  /// Every order, overlaps within single statements included.
  static Exhaustive allOrders() {
    return Exhaustive.allOrders().overlapping(SCHEMA);
  }

  static Found finish(Program program, Exploration search) {
    Map<String, String> outcomes = new TreeMap<>();
    Exploration current = search;
    for (Optional<Strategy> next = current.next(); next.isPresent(); next = current.next()) {
      Simulation.Result result = Simulation.run(program, next.get());
      if (result.run().end() == Run.End.FINISHED) {
        outcomes.putIfAbsent(result.outcome(), result.run().schedule().toString());
      }
      current = current.after(result.run());
    }
    return new Found(outcomes, current.progress());
  }
}

package dev.deadheat.prove.stage;

import dev.deadheat.prove.explore.Explorer;
import dev.deadheat.prove.scenario.Isolation;
import dev.deadheat.prove.scenario.Scenario;
import dev.deadheat.search.Lane;
import dev.deadheat.search.anomaly.Anomalies;
import dev.deadheat.search.dependence.Dependence;
import dev.deadheat.search.dependence.Schema;
import dev.deadheat.search.dependence.Trace;
import dev.deadheat.search.dependence.Transition;
import dev.deadheat.search.explore.Search;
import dev.deadheat.search.explore.Unsteered;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The dependence between steps, for a database's tables.
///
/// @param uniqueKeys the unique keys of each table
public record Relation(Map<String, List<List<String>>> uniqueKeys) {
  /// Runs of the reduced search, after which only orders with few preemptions are tried.
  private static final long REDUCED_RUNS = 20_000;

  public Relation {
    uniqueKeys = Map.copyOf(uniqueKeys);
  }

  Explorer.Plan plan(
      Scenario scenario, List<TaskLane> tasks, Isolation isolation, Explorer.Declared declared) {
    List<Lane> lanes =
        Stream.concat(scenario.lanes().stream(), tasks.stream().map(TaskLane::lane)).toList();
    var usual = dev.deadheat.search.dependence.Isolation.valueOf(isolation.name());
    Dependence dependence = Dependence.of(usual, new Schema(uniqueKeys));
    return new Explorer.Plan(
        lanes,
        tasks.stream().collect(Collectors.toMap(TaskLane::lane, TaskLane::leader)),
        scenario.order().isEmpty() ? Optional.empty() : Optional.of(scenario.order()),
        declared,
        serials -> Search.of(dependence, serials, REDUCED_RUNS),
        run -> met(dependence.trace(run), dependence),
        run ->
            Anomalies.explain(run, usual).stream()
                .anyMatch(witness -> witness.anomaly().writesOnStaleReads()),
        new Unsteered(dependence));
  }

  private static boolean met(Trace trace, Dependence dependence) {
    List<Transition> all = trace.transitions();
    for (int later = 1; later < all.size(); later++) {
      for (int earlier = 0; earlier < later; earlier++) {
        if (Collections.disjoint(all.get(earlier).lanes(), all.get(later).lanes())
            && dependence.dependent(all.get(earlier), all.get(later))) {
          return true;
        }
      }
    }
    return false;
  }
}

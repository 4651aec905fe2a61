package dev.deadheat.prove.stage;

import dev.deadheat.prove.explore.Explorer;
import dev.deadheat.prove.explore.Stage;
import dev.deadheat.prove.faults.FaultStage;
import dev.deadheat.prove.replay.ReplayFile;
import dev.deadheat.prove.scenario.Isolation;
import dev.deadheat.prove.scenario.Scenario;
import dev.deadheat.search.Lane;
import dev.deadheat.search.RowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// A scenario that is ready to be played.
///
/// @param stage where
/// @param faults the same, for faults
/// @param start its start rows
/// @param tasks the lanes that serve what the requests hand over, after those of the requests
/// @param setting what must be said of where it is played
/// @param seen what was seen in the runs so far that must be said
/// @param relation which steps depend on each other
/// @param isolation the level of transactions that choose none themselves
/// @param versions of what is at work
/// @param closes whether the project closes its connections after each request; ours stay open
public record Scenery(
    Stage stage,
    FaultStage faults,
    StartRow start,
    List<TaskLane> tasks,
    List<String> setting,
    Supplier<List<String>> seen,
    Relation relation,
    Isolation isolation,
    ReplayFile.MadeWith versions,
    boolean closes) {
  public Scenery {
    tasks = List.copyOf(tasks);
    setting = List.copyOf(setting);
  }

  /// What must be said of it.
  public List<String> notes() {
    List<String> notes = new ArrayList<>(seen.get());
    notes.addAll(setting);
    return notes;
  }

  /// The lane that hands over what a task's lane serves.
  public Map<Lane, Lane> leaders() {
    return tasks.stream().collect(Collectors.toMap(TaskLane::lane, TaskLane::leader));
  }

  /// A row as it is before every run; empty if it is not there.
  public Optional<Map<String, Optional<String>>> startRow(RowKey row) {
    return start.at(row);
  }

  /// What to explore.
  public Explorer.Plan plan(Scenario scenario, Explorer.Declared declared) {
    return relation.plan(scenario, tasks, isolation, declared);
  }

  /// A row as it is before every run.
  @FunctionalInterface
  public interface StartRow {
    /// Empty if it is not there.
    Optional<Map<String, Optional<String>>> at(RowKey row);
  }
}

package dev.deadheat.prove.stage;

import dev.deadheat.prove.explore.Stage;
import dev.deadheat.prove.explore.StageException;
import dev.deadheat.prove.oracle.Outcome;
import dev.deadheat.prove.oracle.Schema;
import dev.deadheat.prove.run.ObserverException;
import dev.deadheat.prove.run.Recording;
import dev.deadheat.prove.run.StepRecord;
import dev.deadheat.prove.run.Victims;
import dev.deadheat.prove.worker.Effects;
import dev.deadheat.prove.worker.WorkerException;
import dev.deadheat.search.Access;
import dev.deadheat.search.Event;
import dev.deadheat.search.Lane;
import dev.deadheat.search.RowKey;
import dev.deadheat.search.Strategy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Plays one scenario on real lanes.
final class LiveStage implements Stage {
  /// How far the second of two twin runs moves what must not matter.
  private static final long MOVED_SEQUENCES = 1_000;

  private static final Duration MOVED_CLOCK = Duration.ofHours(7);

  /// How often a run is made at most, because a queue's order was not kept.
  private static final int TURNS = 4;

  /// How often a run is made at most, because a deadlock's victim was not prepared.
  private static final int ATTEMPTS = 12;

  private static final int MOST_PREPARED = 8;

  private final Players lanes;
  private final Database database;
  private final Tables tables;
  private final Optional<String> invariant;
  private final Remarks remarks = new Remarks();

  /// Tables that the run before this one may have changed; all of them at first.
  private SortedSet<String> dirty;

  /// The deadlocks' victims of the runs before, likely to be those of the next.
  private List<Victims.Victim> prepared = List.of();

  /// The variant for which the database was put back and nothing has happened since, or -1.
  private int standing = -1;

  /// What the lanes and the database were last told to move.
  private int moved = -1;

  LiveStage(
      Players lanes,
      Database database,
      Tables tables,
      Optional<String> invariant,
      SortedSet<String> allTables) {
    this.lanes = lanes;
    this.database = database;
    this.tables = tables;
    this.invariant = invariant;
    this.dirty = new TreeSet<>(allTables);
  }

  /// What was seen so far that a verdict should mention.
  List<String> remarks() {
    return remarks.lines();
  }

  @Override
  public Schema schema() {
    return tables;
  }

  @Override
  public Played serial(List<Lane> order, int variant) throws InterruptedException, StageException {
    reset(variant);
    return played(order, watched(() -> lanes.controller().serial(order)));
  }

  @Override
  public Played together(List<Lane> together, Strategy strategy)
      throws InterruptedException, StageException {
    for (int attempt = 1; ; attempt++) {
      reset(0);
      Recording recording =
          watched(
              () -> lanes.controller().together(together, strategy, new Victims.Chosen(prepared)));
      boolean again =
          (recording.unprepared().isPresent() && attempt < ATTEMPTS)
              || (recording.outOfTurn() && attempt < TURNS);
      if (!again || !lanes.controller().idle()) {
        return played(together, recording);
      }
      recording.unprepared().ifPresent(this::prepare);
      dirty.addAll(recording.touchedTables());
      forget(together);
    }
  }

  private interface Watching {
    Recording run() throws InterruptedException;
  }

  private static Recording watched(Watching watching) throws InterruptedException, StageException {
    try {
      return watching.run();
    } catch (ObserverException gone) {
      throw new StageException(String.valueOf(gone.getMessage()), gone);
    }
  }

  /// The victim of a circle replaces the one that was prepared for the same circle before.
  private void prepare(Victims.Victim victim) {
    List<Victims.Victim> others =
        prepared.stream().filter(known -> !known.before().equals(victim.before())).toList();
    prepared =
        new ArrayList<>(others.subList(Math.max(0, others.size() - MOST_PREPARED), others.size()));
    prepared.add(victim);
  }

  private void forget(List<Lane> used) throws InterruptedException, StageException {
    try {
      lanes.reset(used, moved, MOVED_CLOCK.multipliedBy(moved));
    } catch (WorkerException failed) {
      throw new StageException(String.valueOf(failed.getMessage()), failed);
    }
  }

  /// Begins a run: start rows, and workers that have forgotten the run before.
  void reset(int variant) throws InterruptedException, StageException {
    try {
      if (standing != variant) {
        resetDatabase(variant);
      }
      standing = -1;
      if (variant != moved) {
        lanes.reset(lanes.all(), variant, MOVED_CLOCK.multipliedBy(variant));
      }
      moved = variant;
    } catch (DatabaseException | WorkerException failed) {
      throw new StageException(String.valueOf(failed.getMessage()), failed);
    }
  }

  /// Also where no table was touched: a sequence may have moved.
  private void resetDatabase(int variant) throws DatabaseException {
    database.reset(dirty, variant * MOVED_SEQUENCES);
    dirty.clear();
    standing = variant;
  }

  @Override
  public void renew() throws InterruptedException, StageException {
    try {
      lanes.reboot();
      moved = -1;
    } catch (WorkerException | IOException failed) {
      throw new StageException(String.valueOf(failed.getMessage()), failed);
    }
  }

  private Played played(List<Lane> used, Recording recording)
      throws InterruptedException, StageException {
    dirty.addAll(recording.touchedTables());
    try {
      if (recording.broken().isPresent() || !lanes.controller().idle()) {
        lanes.reboot();
        moved = -1;
        return new Played(recording, nothing(recording));
      }
      return new Played(recording, outcome(used, recording));
    } catch (DatabaseException | WorkerException | IOException failed) {
      throw new StageException(String.valueOf(failed.getMessage()), failed);
    }
  }

  /// Puts the start rows back, and leaves the workers as they are.
  void putBack() throws DatabaseException {
    database.reset(dirty, 0);
    dirty.clear();
  }

  /// What a run left in the tables, while its workers still remember it.
  Played unforgotten(Recording recording) throws DatabaseException {
    dirty.addAll(recording.touchedTables());
    moved = -1;
    var changed = changed();
    return new Played(
        recording,
        new Outcome(
            changed,
            inserted(recording, changed),
            recording.replies(),
            new TreeMap<>(),
            Optional.empty()));
  }

  private static Outcome nothing(Recording recording) {
    return new Outcome(
        new TreeMap<>(), Map.of(), recording.replies(), new TreeMap<>(), Optional.empty());
  }

  private Outcome outcome(List<Lane> used, Recording recording)
      throws DatabaseException, WorkerException, InterruptedException {
    try (ExecutorService beside = Executors.newVirtualThreadPerTaskExecutor()) {
      // Asked for together with the reset that the next run needs.
      Future<List<Effects>> told =
          beside.submit(() -> lanes.reset(used, moved, MOVED_CLOCK.multipliedBy(moved)));
      SortedMap<RowKey, Optional<Map<String, Optional<String>>>> changed = changed();
      Optional<Boolean> held =
          invariant.isPresent() ? Optional.of(database.holds(invariant.get())) : Optional.empty();
      if (!leavesTransaction(recording)) {
        resetDatabase(moved);
      }
      return new Outcome(
          changed, inserted(recording, changed), recording.replies(), effects(used, told), held);
    }
  }

  /// Whether a connection was left in the middle of a transaction, which ends only when its worker
  /// is reset.
  private static boolean leavesTransaction(Recording recording) {
    Map<List<Integer>, StepRecord> last = new HashMap<>();
    recording.steps().forEach(step -> last.put(List.of(step.lane().index(), step.session()), step));
    return last.values().stream()
        .anyMatch(step ->
            step.inTransaction()
                && step.kind() != Event.Kind.COMMIT
                && step.kind() != Event.Kind.ROLLBACK);
  }

  private SortedMap<String, String> effects(List<Lane> used, Future<List<Effects>> told)
      throws WorkerException, InterruptedException {
    SortedMap<String, String> effects = new TreeMap<>();
    try {
      for (int i = 0; i < used.size(); i++) {
        Effects one = told.get().get(i);
        remarks.add(one);
        List<String> lines = one.lines();
        if (!lines.isEmpty()) {
          effects.put(used.get(i) + " effects", String.join("\n", lines));
        }
      }
      return effects;
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof WorkerException said) {
        throw said;
      }
      throw new IllegalStateException(failed.getCause());
    }
  }

  /// The rows that are not as they were at the start.
  private SortedMap<RowKey, Optional<Map<String, Optional<String>>>> changed()
      throws DatabaseException {
    SortedMap<RowKey, Map<String, Optional<String>>> now = database.rows(dirty);
    SortedMap<RowKey, Optional<Map<String, Optional<String>>>> changed = new TreeMap<>();
    for (String table : dirty) {
      SortedMap<RowKey, Map<String, Optional<String>>> start = database.startRows(table);
      start.keySet().stream()
          .filter(row -> !now.containsKey(row))
          .forEach(row -> changed.put(row, Optional.empty()));
    }
    now.forEach((row, cells) -> {
      if (!cells.equals(database.startRows(row.table()).get(row))) {
        changed.put(row, Optional.of(cells));
      }
    });
    return changed;
  }

  /// The rows that are there and were not, in the order in which lanes made them.
  private static Map<RowKey, Lane> inserted(
      Recording recording, SortedMap<RowKey, Optional<Map<String, Optional<String>>>> changed) {
    Map<RowKey, Lane> inserted = new LinkedHashMap<>();
    for (Event event : recording.run().events()) {
      for (Access access : event.accesses()) {
        if (access instanceof Access.WriteRow write
            && write.kind() == Access.WriteKind.INSERT
            && changed.getOrDefault(write.row(), Optional.empty()).isPresent()) {
          inserted.remove(write.row());
          inserted.put(write.row(), event.lane());
        }
      }
    }
    return inserted;
  }
}

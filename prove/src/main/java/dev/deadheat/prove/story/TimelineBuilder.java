package dev.deadheat.prove.story;

import dev.deadheat.postgres.proxy.Step;
import dev.deadheat.prove.run.Recording;
import dev.deadheat.prove.run.Reply;
import dev.deadheat.prove.run.StepRecord;
import dev.deadheat.prove.verdict.OutcomeView.ResponseView;
import dev.deadheat.prove.verdict.Timeline;
import dev.deadheat.prove.verdict.Timeline.Cells;
import dev.deadheat.search.Access;
import dev.deadheat.search.Event;
import dev.deadheat.search.Lane;
import dev.deadheat.search.RowKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// Builds the timeline of a recorded run.
public final class TimelineBuilder {
  private static final int BODY_SHOWN = 200;
  private static final int FEW_ROWS = 3;

  private final Function<RowKey, Optional<Map<String, Optional<String>>>> start;
  private final SourceLines sources;
  private final Function<String, String> readable;

  /// @param start the row as it was before the run; empty if it was not there
  /// @param sources the project's own lines
  /// @param readable shortens a statement for people
  public TimelineBuilder(
      Function<RowKey, Optional<Map<String, Optional<String>>>> start,
      SourceLines sources,
      Function<String, String> readable) {
    this.start = start;
    this.sources = sources;
    this.readable = readable;
  }

  /// A statement shortened for people.
  String readable(String sql) {
    return readable.apply(sql);
  }

  /// The line of code that a tag names.
  Timeline.SourceLine source(Step.Tag tag) {
    return sources.line(tag.path(), tag.line());
  }

  /// The timeline, with the blamed step marked.
  public Timeline build(Recording recording, Optional<Blame> blame) {
    List<RowKey> tracked = tracked(recording, blame);
    Map<RowKey, Optional<Map<String, Optional<String>>>> first = new LinkedHashMap<>();
    Map<String, Cells> shownStart = new LinkedHashMap<>();
    for (RowKey row : tracked) {
      first.put(row, start.apply(row));
      shownStart.put(row.toString(), cells(start.apply(row)));
    }
    RowStates states = new RowStates(first);
    List<Integer> numbers = numbers(recording);
    List<Timeline.Step> steps = new ArrayList<>();
    for (int i = 0; i < recording.steps().size(); i++) {
      StepRecord step = recording.steps().get(i);
      states.take(step, staysOpen(recording, i) && !mergedCommit(recording, i + 1));
      if (!mergedCommit(recording, i)) {
        steps.add(step(recording, i, numbers, states, tracked, blame));
      }
    }
    return new Timeline(
        tracked.stream().map(RowKey::toString).toList(),
        columns(recording, tracked),
        shownStart,
        steps);
  }

  /// A private COMMIT right behind its statement is part of that statement for people.
  private static boolean mergedCommit(Recording recording, int index) {
    return index > 0
        && index < recording.steps().size()
        && recording.steps().get(index).privateCommit()
        && recording.steps().get(index).error().isEmpty()
        && recording.steps().get(index - 1).lane().equals(recording.steps().get(index).lane())
        && recording.steps().get(index - 1).session() == recording.steps().get(index).session();
  }

  /// Whether what the step wrote waits for a later COMMIT.
  private static boolean staysOpen(Recording recording, int index) {
    StepRecord step = recording.steps().get(index);
    if (step.inTransaction() || step.kind() == Event.Kind.BEGIN) {
      return true;
    }
    return recording.steps().stream()
        .skip(index + 1L)
        .filter(later -> later.lane().equals(step.lane()) && later.session() == step.session())
        .findFirst()
        .map(StepRecord::privateCommit)
        .orElse(false);
  }

  /// Step index to the number people see, from 1; a merged COMMIT has its statement's number.
  private static List<Integer> numbers(Recording recording) {
    List<Integer> numbers = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < recording.steps().size(); i++) {
      if (!mergedCommit(recording, i)) {
        next++;
      }
      numbers.add(next);
    }
    return numbers;
  }

  private Timeline.Step step(
      Recording recording,
      int index,
      List<Integer> numbers,
      RowStates states,
      List<RowKey> tracked,
      Optional<Blame> blame) {
    StepRecord step = recording.steps().get(index);
    boolean culprit = blame.isPresent() && isStep(recording, blame.get().culprit(), index);
    boolean last =
        recording.steps().stream()
            .skip(index + 1L + (mergedCommit(recording, index + 1) ? 1 : 0))
            .noneMatch(later -> later.lane().equals(step.lane()));
    Map<String, Cells> committed = new LinkedHashMap<>();
    tracked.forEach(row -> committed.put(row.toString(), cells(states.committed(row))));
    Map<String, Cells> uncommitted = new LinkedHashMap<>();
    states
        .uncommitted(step.lane().index())
        .forEach((row, cells) -> {
          if (tracked.contains(row)) {
            uncommitted.put(row.toString(), cells(cells));
          }
        });
    return new Timeline.Step(
        numbers.get(index),
        step.lane().label(),
        kind(step),
        step.sql(),
        step.privateCommit() ? "COMMIT (autocommit)" : readable.apply(step.sql()),
        step.tag().map(tag -> sources.line(tag.path(), tag.line())),
        step.rowsRead().keySet().stream().map(RowKey::toString).toList(),
        step.writes().stream().map(write -> write.row().toString()).distinct().toList(),
        committed,
        uncommitted,
        step.waitedFor().stream().findFirst().map(Lane::label),
        step.waitedFrom() < 0
            ? Optional.empty()
            : Optional.of(step.waitedFrom() == 0 ? 0 : numbers.get(step.waitedFrom() - 1)),
        step.error().map(error -> error.sqlState() + " " + error.message()),
        last ? response(recording, step.lane()) : Optional.empty(),
        culprit,
        culprit ? blame.get().because().map(numbers::get) : Optional.empty(),
        culprit ? blame.get().ignores().map(numbers::get) : Optional.empty());
  }

  private static boolean isStep(Recording recording, int blamed, int index) {
    return blamed == index || (mergedCommit(recording, blamed) && blamed - 1 == index);
  }

  private static Optional<ResponseView> response(Recording recording, Lane lane) {
    Reply reply = recording.replies().get(lane);
    return reply == null ? Optional.empty() : Optional.of(view(lane, reply));
  }

  /// The answer as people see it.
  public static ResponseView view(Lane lane, Reply reply) {
    String body = reply.failure().orElse(reply.body()).strip();
    return new ResponseView(
        lane.label(),
        reply.status(),
        body.length() <= BODY_SHOWN ? body : body.substring(0, BODY_SHOWN) + "…");
  }

  private static Cells cells(Optional<Map<String, Optional<String>>> row) {
    return new Cells(row.isPresent(), row.orElse(Map.of()));
  }

  private static Timeline.Kind kind(StepRecord step) {
    return switch (step.kind()) {
      case BEGIN -> Timeline.Kind.BEGIN;
      case COMMIT -> Timeline.Kind.COMMIT;
      case ROLLBACK, ROLLBACK_TO_SAVEPOINT, DISCONNECT -> Timeline.Kind.ROLLBACK;
      case SAVEPOINT, RELEASE_SAVEPOINT -> Timeline.Kind.OTHER;
      case STATEMENT -> {
        if (!step.writes().isEmpty()) {
          yield Timeline.Kind.WRITE;
        }
        boolean locks = step.accesses().stream().anyMatch(Access.LockRow.class::isInstance);
        boolean reads =
            step.accesses().stream()
                .anyMatch(a -> a instanceof Access.ReadRow || a instanceof Access.ReadWhere);
        yield locks ? Timeline.Kind.LOCK : reads ? Timeline.Kind.READ : Timeline.Kind.OTHER;
      }
    };
  }

  /// The rows worth a column: written by one lane and touched by another, and others that were
  /// written in the same tables if these are few; else those written.
  private static List<RowKey> tracked(Recording recording, Optional<Blame> blame) {
    SortedMap<RowKey, SortedSet<Lane>> touching = new TreeMap<>();
    SortedSet<RowKey> written = new TreeSet<>();
    for (StepRecord step : recording.steps()) {
      step.rowsRead()
          .keySet()
          .forEach(row -> touching.computeIfAbsent(row, _ -> new TreeSet<>()).add(step.lane()));
      for (Access access : step.accesses()) {
        Optional<RowKey> row =
            switch (access) {
              case Access.WriteRow write -> {
                written.add(write.row());
                yield Optional.of(write.row());
              }
              case Access.LockRow lock -> Optional.of(lock.row());
              case Access.ReadRow read -> Optional.of(read.row());
              case Access.ReadWhere _,
                  Access.UniqueProbe _,
                  Access.Advisory _,
                  Access.MoveSequence _,
                  Access.WholeTable _,
                  Access.Unknown _ ->
                  Optional.empty();
            };
        row.ifPresent(r -> touching.computeIfAbsent(r, _ -> new TreeSet<>()).add(step.lane()));
      }
    }
    List<RowKey> tracked = new ArrayList<>();
    blame.flatMap(Blame::row).ifPresent(tracked::add);
    touching.forEach((row, lanes) -> {
      if (written.contains(row) && lanes.size() > 1 && !tracked.contains(row)) {
        tracked.add(row);
      }
    });
    // What else was written there tells the rest of it: where the money went that did not arrive.
    List<String> tables = tracked.stream().map(RowKey::table).distinct().toList();
    written.stream()
        .filter(row -> tables.contains(row.table()) && !tracked.contains(row))
        .limit(Math.max(0, FEW_ROWS - tracked.size()))
        .toList()
        .forEach(tracked::add);
    if (tracked.isEmpty()) {
      tracked.addAll(written);
    }
    if (tracked.isEmpty()) {
      tracked.addAll(touching.keySet());
    }
    return tracked.stream().limit(4).toList();
  }

  private static Map<String, List<String>> columns(Recording recording, List<RowKey> tracked) {
    Map<String, List<String>> columns = new LinkedHashMap<>();
    for (RowKey row : tracked) {
      Set<String> changing = new TreeSet<>();
      List<String> order = new ArrayList<>();
      for (StepRecord step : recording.steps()) {
        for (Access.WriteRow write : step.writes()) {
          if (write.row().equals(row)) {
            write
                .after()
                .forEach((column, value) -> {
                  if (!order.contains(column)) {
                    order.add(column);
                  }
                  if (!value.equals(write.before().getOrDefault(column, Optional.empty()))) {
                    changing.add(column);
                  }
                });
          }
        }
      }
      columns.put(row.toString(), order.stream().filter(changing::contains).toList());
    }
    return columns;
  }
}

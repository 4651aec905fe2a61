package dev.deadheat.report.story;

import dev.deadheat.prove.verdict.Timeline;
import dev.deadheat.prove.verdict.Timeline.Cells;
import dev.deadheat.prove.verdict.Timeline.Kind;
import dev.deadheat.prove.verdict.Timeline.Step;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.report.story.Story.Culprit;
import dev.deadheat.report.story.Story.LaneHead;
import dev.deadheat.report.story.Story.Scene;
import dev.deadheat.report.story.Story.State;
import dev.deadheat.report.story.Story.Touch;
import dev.deadheat.report.story.Story.Value;
import dev.deadheat.report.story.Story.Wait;
import dev.deadheat.report.text.Printable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Walks a timeline once and notes, step by step, what of the rows is worth showing.
final class StoryTeller {
  /// More values than this at one step are named by their number only.
  private static final int MOST_VALUES = 8;

  private static final int FEW_COLUMNS = 2;

  private final Verdict verdict;
  private final Timeline timeline;
  private final List<String> letters;
  private final RowNames names;

  /// What everybody sees, by row; and what each lane alone sees, by lane letter and row.
  private final Map<String, Cells> committed;

  private final Map<String, Map<String, Cells>> own = new HashMap<>();

  StoryTeller(Verdict verdict, Timeline timeline) {
    this.verdict = verdict;
    this.timeline = timeline;
    this.letters = lettersOf(verdict, timeline);
    this.names = new RowNames(timeline.tracked());
    this.committed = new HashMap<>(timeline.start());
  }

  Story tell() {
    var start = new ArrayList<Value>();
    for (var row : timeline.tracked()) {
      start.addAll(values(row, Optional.ofNullable(committed.get(row)), State.SEEN));
    }
    var waits = new ArrayList<Wait>();
    var scenes = new ArrayList<Scene>();
    for (var step : timeline.steps()) {
      var wait = wait(step);
      wait.ifPresent(waits::add);
      scenes.add(scene(step, wait));
    }
    waits.sort(Comparator.comparingInt(Wait::after).thenComparingInt(Wait::lane));
    return new Story(
        heads(), names.title(), timeline.tracked().size(), capped(start), scenes, waits);
  }

  private Scene scene(Step step, Optional<Wait> wait) {
    var changed = changes(step);
    var values = changed.isEmpty() ? seen(step) : changed;
    var touch = !changed.isEmpty() ? Touch.WRITES : values.isEmpty() ? Touch.NONE : Touch.READS;
    return new Scene(
        step.number(),
        letters.indexOf(step.lane()),
        step.kind(),
        Printable.flat(step.readable().isBlank() ? step.sql() : step.readable()),
        step.source().map(s -> Printable.of(s.path()) + ":" + s.line()).orElse(""),
        step.source().map(s -> Printable.flat(s.text())).orElse(""),
        touch,
        capped(values),
        step.error().map(Printable::flat),
        step.response().map(Answers::of),
        step.culprit()
            ? Optional.of(new Culprit(step.because(), step.ignores()))
            : Optional.empty(),
        wait);
  }

  private Optional<Wait> wait(Step step) {
    return step.waitedFrom()
        .map(from ->
            new Wait(
                letters.indexOf(step.lane()),
                step.waitedFor().map(Printable::of).orElse("another"),
                from,
                step.number(),
                step.error().isEmpty(),
                Printable.flat(step.readable().isBlank() ? step.sql() : step.readable())));
  }

  /// What this step changed, for everybody or for its own lane; updates the two views.
  private List<Value> changes(Step step) {
    var out = new ArrayList<Value>();
    var mine = own.getOrDefault(step.lane(), Map.of());
    for (var row : timeline.tracked()) {
      var before = Optional.ofNullable(committed.get(row));
      var after = Optional.ofNullable(step.committed().get(row)).or(() -> before);
      var openBefore = Optional.ofNullable(mine.get(row));
      var openAfter = Optional.ofNullable(step.uncommitted().get(row));
      if (!after.equals(before)) {
        out.addAll(differing(row, before, after, State.COMMITTED));
      } else if (openAfter.isPresent()) {
        var fresh = differing(row, openBefore.or(() -> before), openAfter, State.UNCOMMITTED);
        // Written with the value that it had: worth seeing, because a stale save does just that.
        var same = fresh.isEmpty() && step.rowsWritten().contains(row);
        out.addAll(same ? values(row, openAfter, State.UNCOMMITTED) : fresh);
      } else if (openBefore.isPresent()) {
        // Gone without a trace in what others see: rolled back, or committed with the same value.
        var undone = step.kind() == Kind.COMMIT ? State.COMMITTED : State.ROLLED_BACK;
        out.addAll(
            undone == State.COMMITTED
                ? values(row, after, undone)
                : differing(row, openBefore, after, undone));
      } else if (step.rowsWritten().contains(row)) {
        out.addAll(values(row, after, State.COMMITTED));
      }
      after.ifPresent(cells -> committed.put(row, cells));
    }
    own.put(step.lane(), step.uncommitted());
    return out;
  }

  /// What a reading step saw of the shown rows. Under a snapshot an older version may be read than
  /// the newest, and which one is not known here: then nothing is claimed.
  private List<Value> seen(Step step) {
    var out = new ArrayList<Value>();
    if (!verdict.isolation().equalsIgnoreCase("read committed") || step.error().isPresent()) {
      return out;
    }
    for (var row : timeline.tracked()) {
      if (step.rowsRead().contains(row)) {
        var open = Optional.ofNullable(step.uncommitted().get(row));
        out.addAll(
            open.isPresent()
                ? values(row, open, State.SEEN_OWN)
                : values(row, Optional.ofNullable(committed.get(row)), State.SEEN));
      }
    }
    return out;
  }

  private List<Value> differing(
      String row, Optional<Cells> before, Optional<Cells> after, State state) {
    var old = new HashSet<>(values(row, before, state));
    return values(row, after, state).stream().filter(value -> !old.contains(value)).toList();
  }

  private List<Value> values(String row, Optional<Cells> cells, State state) {
    if (cells.isEmpty()) {
      return List.of();
    }
    if (!cells.get().exists()) {
      return List.of(new Value(names.label(row, ""), "no row", state));
    }
    var shown = cells.get().columns();
    var columns = timeline.trackedColumns().getOrDefault(row, List.of());
    if (columns.isEmpty()) {
      // Nothing of it changes: it is shown to be there, not to be read.
      columns = shown.keySet().stream().sorted().limit(FEW_COLUMNS).toList();
    }
    if (columns.isEmpty()) {
      return List.of(new Value(names.label(row, ""), "row there", state));
    }
    var out = new ArrayList<Value>();
    for (var column : columns) {
      var value = shown.get(column);
      if (value != null) {
        out.add(new Value(names.label(row, column), Answers.value(value), state));
      }
    }
    return out;
  }

  private static List<Value> capped(List<Value> values) {
    if (values.size() <= MOST_VALUES) {
      return values;
    }
    var out = new ArrayList<>(values.subList(0, MOST_VALUES - 1));
    var more = values.size() - out.size();
    out.add(new Value("", "and " + more + " more", values.getLast().state()));
    return out;
  }

  private List<LaneHead> heads() {
    var out = new ArrayList<LaneHead>();
    for (var i = 0; i < letters.size(); i++) {
      var letter = letters.get(i);
      var request = verdict.requests().stream().filter(r -> r.lane().equals(letter)).findFirst();
      var user = request.flatMap(Verdict.RequestLine::user);
      out.add(
          new LaneHead(
              Printable.of(letter),
              i,
              (request.filter(Verdict.RequestLine::isTask).isPresent() ? "Task " : "User ")
                  + Printable.of(letter)
                  + user.map(u -> " (" + Printable.of(u) + ")").orElse(""),
              request.map(r -> Printable.flat(r.method() + " " + r.path())).orElse("")));
    }
    return out;
  }

  private static List<String> lettersOf(Verdict verdict, Timeline timeline) {
    var out = new ArrayList<String>();
    verdict.requests().forEach(request -> out.add(request.lane()));
    for (var step : timeline.steps()) {
      if (!out.contains(step.lane())) {
        out.add(step.lane());
      }
    }
    return out;
  }
}

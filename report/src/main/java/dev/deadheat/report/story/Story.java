package dev.deadheat.report.story;

import dev.deadheat.prove.verdict.Timeline;
import dev.deadheat.prove.verdict.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// One schedule as a picture tells it: scene by scene what happened, what the rows were and who
/// waited. Nothing in it depends on how it is drawn; all text is already printable.
///
/// @param lanes the requests, in lane order
/// @param rowsTitle what heads the column of row values: the row's or the table's name
/// @param rows how many rows are shown
/// @param start the rows before the first step
/// @param scenes one per step, in order
/// @param waits every wait, in order of the step after which it began, then of lane
public record Story(
    List<LaneHead> lanes,
    String rowsTitle,
    int rows,
    List<Value> start,
    List<Scene> scenes,
    List<Wait> waits) {
  public Story {
    lanes = List.copyOf(lanes);
    start = List.copyOf(start);
    scenes = List.copyOf(scenes);
    waits = List.copyOf(waits);
  }

  /// The story of a verdict's timeline.
  public static Story of(Verdict verdict, Timeline timeline) {
    return new StoryTeller(verdict, timeline).tell();
  }

  /// A lane's heading.
  ///
  /// @param lane its letter
  /// @param index from 0, for its colour
  /// @param title `User A`, or with a name: `User A (ann)`
  /// @param request `POST /racy/`
  public record LaneHead(String lane, int index, String title, String request) {}

  /// One step and what the rows were after it.
  ///
  /// @param number the step's number
  /// @param lane index of the lane that moved
  /// @param sql the readable statement
  /// @param where `views.py:9` with its folders, empty if unknown
  /// @param source the line's text, empty if unknown
  /// @param touch how it meets the shown rows
  /// @param values what is worth showing of the rows at this step
  /// @param error the server's error, if any
  /// @param answer `200 OK`, on the lane's last step
  /// @param culprit what is wrong with it, for the step that breaks the story
  /// @param waited the wait that ended with this step
  public record Scene(
      int number,
      int lane,
      Timeline.Kind kind,
      String sql,
      String where,
      String source,
      Touch touch,
      List<Value> values,
      Optional<String> error,
      Optional<String> answer,
      Optional<Culprit> culprit,
      Optional<Wait> waited) {
    public Scene {
      values = List.copyOf(values);
    }

    /// Whether the story could be told without it: a framework's own statement (who is logged in?)
    /// that meets none of the shown rows. One line will do for it.
    public boolean isAside() {
      return where.isEmpty()
          && touch == Touch.NONE
          && error.isEmpty()
          && culprit.isEmpty()
          && waited.isEmpty();
    }
  }

  /// How a step meets the shown rows.
  public enum Touch {
    NONE,
    READS,
    WRITES
  }

  /// One column of one shown row at one moment.
  ///
  /// @param label `balance`; with several rows `#1 balance`
  /// @param text the value as shown: `20`, `'new value'`, `NULL`, `no row`
  /// @param state who can see it
  public record Value(String label, String text, State state) {
    /// On one line: `balance = 20`.
    public String line() {
      return label.isEmpty() ? text : label + " = " + text;
    }
  }

  /// Who can see a value, and why it is shown.
  public enum State {
    /// Committed, not changed by this step: shown because it is read here, or before all steps.
    SEEN,
    /// Seen only by the lane that wrote it: read by that lane here.
    SEEN_OWN,
    /// Everybody sees it from this step on.
    COMMITTED,
    /// Written by this step; only its own lane sees it until it commits.
    UNCOMMITTED,
    /// Back to what it was before: the lane's change was rolled back.
    ROLLED_BACK
  }

  /// What is wrong with a step.
  ///
  /// @param because the step whose value it relied on
  /// @param ignores the other lane's step that it undoes or overlooks
  public record Culprit(Optional<Integer> because, Optional<Integer> ignores) {
    /// `relies on step 1, ignores step 2`; for a picture's margin.
    public String words() {
      if (because.isPresent() && ignores.isPresent()) {
        return "relies on step " + because.get() + ", ignores step " + ignores.get();
      }
      return because
          .map(step -> "relies on step " + step)
          .or(() -> ignores.map(step -> "ignores step " + step))
          .orElse("this step breaks it");
    }
  }

  /// A lane that waits for another's lock.
  ///
  /// @param lane index of the lane that waits
  /// @param holder letter of the lane it waits for
  /// @param after the number of the step after which it begins; 0 is before the first
  /// @param until the number of its step that ended it: granted, or failed
  /// @param granted whether it got the lock
  /// @param sql the readable statement that waits
  public record Wait(int lane, String holder, int after, int until, boolean granted, String sql) {
    /// Whether the lane is waiting while the step of this number runs.
    public boolean covers(int number) {
      return after < number && number < until;
    }
  }

  /// The waits that begin right after a step.
  public List<Wait> beginningAfter(int number) {
    return waits.stream().filter(wait -> wait.after() == number).toList();
  }

  /// The numbers of a lane's first and last step; empty if it has none.
  public Optional<int[]> span(int lane) {
    var numbers = scenes.stream().filter(s -> s.lane() == lane).mapToInt(Scene::number).toArray();
    return numbers.length == 0
        ? Optional.empty()
        : Optional.of(new int[] {numbers[0], numbers[numbers.length - 1]});
  }

  /// Whether some value is shown that is not committed: then a picture needs the legend.
  public boolean showsUncommitted() {
    return scenes.stream()
        .flatMap(scene -> scene.values().stream())
        .anyMatch(v -> v.state() == State.UNCOMMITTED || v.state() == State.SEEN_OWN);
  }

  /// The whole story in words, for those who cannot see the picture.
  public String words() {
    var out = new StringBuilder("At the start: ").append(said(start)).append('.');
    for (var scene : scenes) {
      out.append(" Step ").append(scene.number()).append(", ");
      out.append(lanes.get(scene.lane()).title());
      scene.waited().ifPresent(w -> out.append(", after waiting for ").append(w.holder()));
      out.append(": ").append(scene.sql());
      if (!scene.where().isEmpty()) {
        out.append(" at ").append(scene.where());
      }
      if (!scene.values().isEmpty()) {
        out.append(scene.touch() == Touch.WRITES ? "; now " : "; reads ")
            .append(said(scene.values()));
        out.append(
            switch (scene.values().getLast().state()) {
              case UNCOMMITTED -> ", not committed";
              case ROLLED_BACK -> ", rolled back";
              case SEEN, SEEN_OWN, COMMITTED -> "";
            });
      }
      scene.error().ifPresent(e -> out.append("; fails: ").append(e));
      scene.answer().ifPresent(a -> out.append("; answers ").append(a));
      scene.culprit().ifPresent(c -> out.append("; ").append(c.words()));
      out.append('.');
    }
    return out.toString();
  }

  private static String said(List<Value> values) {
    return values.isEmpty()
        ? "no row is shown"
        : values.stream().map(Value::line).collect(Collectors.joining(", "));
  }
}

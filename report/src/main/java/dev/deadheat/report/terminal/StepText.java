package dev.deadheat.report.terminal;

import dev.deadheat.report.story.Story;
import dev.deadheat.report.story.Story.Scene;
import dev.deadheat.report.story.Story.State;
import dev.deadheat.report.story.Story.Value;
import dev.deadheat.report.story.Story.Wait;
import dev.deadheat.report.text.Width;
import java.util.ArrayList;
import java.util.List;

/// The words of one step, wrapped to a column: its statement, the code line that issued it, what
/// came of it. And the values beside it.
final class StepText {
  private static final int SQL_LINES = 3;
  private static final int SOURCE_LINES = 3;
  private static final int ANSWER_LINES = 2;

  private final Pen pen;
  private final Story story;

  StepText(Pen pen, Story story) {
    this.pen = pen;
    this.story = story;
  }

  /// What a step did, in at most `cells`.
  List<Line> of(Scene scene, int cells) {
    var out = new ArrayList<Line>();
    var bad = scene.culprit().isPresent();
    var lane = Style.lane(scene.lane());
    scene
        .waited()
        .ifPresent(wait ->
            out.add(
                Line.of(
                    lane,
                    pen.waitEnd()
                        + " "
                        + pen.elide(
                            wait.granted() ? "lock granted" : "wait ended in an error",
                            cells - 2))));
    wrapped(scene.sql(), cells, scene.isAside() ? 1 : SQL_LINES)
        .forEach(t -> out.add(Line.of(bad ? Style.BAD : lane, t)));
    out.addAll(source(scene, cells));
    scene
        .error()
        .ifPresent(e -> hanging(out, Style.BAD, pen.pick("✗", "!"), e, cells, SOURCE_LINES));
    scene.answer().ifPresent(a -> hanging(out, Style.BOLD, pen.answer(), a, cells, ANSWER_LINES));
    scene
        .culprit()
        .ifPresent(c -> hanging(out, Style.BAD, pen.cross(), c.words(), cells, SOURCE_LINES));
    return out;
  }

  /// The beginning of a wait, in at most `cells`.
  List<Line> of(Wait wait, int cells, boolean named) {
    var lane = Style.lane(wait.lane());
    var out = new ArrayList<Line>();
    var sql = pen.wrap(wait.sql(), cells - 2, 2);
    for (var i = 0; i < sql.size(); i++) {
      out.add(Line.of(lane, (i == 0 ? pen.waitTop() : pen.waiting()) + " " + sql.get(i)));
    }
    var who = named ? story.lanes().get(wait.lane()).lane() + " waits" : "waits";
    out.add(
        Line.of(
            lane,
            pen.waiting() + " " + pen.elide(who + " for " + wait.holder() + "'s lock", cells - 2)));
    return out;
  }

  /// The values beside a step, each in at most `cells`.
  List<Line> values(List<Value> values, boolean bad, int cells) {
    var out = new ArrayList<Line>();
    for (var value : values) {
      var style = bad && value.state() != State.SEEN ? Style.BAD : Pen.style(value.state());
      out.add(Line.of(style, pen.mark(value.state()) + " " + valueText(value, cells - 2)));
    }
    if (!values.isEmpty()) {
      switch (values.getLast().state()) {
        case UNCOMMITTED ->
            out.add(Line.of(Style.DIM, "  " + pen.elide("not committed", cells - 2)));
        case ROLLED_BACK -> out.add(Line.of(Style.DIM, "  " + pen.elide("rolled back", cells - 2)));
        case SEEN, SEEN_OWN, COMMITTED -> {}
      }
    }
    return out;
  }

  /// Where both do not fit, the name gives way first: what changed is the value.
  private String valueText(Value value, int cells) {
    var whole = pen.text(value.line());
    if (Width.of(whole) <= cells || value.label().isEmpty()) {
      return pen.elide(value.line(), cells);
    }
    var forLabel = Math.max(cells / 3, cells - 3 - Width.of(pen.text(value.text())));
    var label = pen.elide(value.label(), forLabel);
    return label + " = " + pen.elide(value.text(), cells - 3 - Width.of(label));
  }

  private List<Line> source(Scene scene, int cells) {
    var out = new ArrayList<Line>();
    if (scene.where().isEmpty()) {
      return out;
    }
    var where = pen.text(scene.where());
    var source = pen.text(scene.source());
    if (Width.of(where) + 2 + Width.of(source) <= cells) {
      out.add(Line.of(Style.DIM, where + "  ").and(Style.PLAIN, source));
      return out;
    }
    out.add(Line.of(Style.DIM, pen.elideStart(scene.where(), cells)));
    if (!source.isEmpty()) {
      wrapped(scene.source(), cells, SOURCE_LINES).forEach(t -> out.add(Line.of(Style.PLAIN, t)));
    }
    return out;
  }

  private List<String> wrapped(String text, int cells, int lines) {
    return pen.wrap(text, cells, lines);
  }

  private void hanging(
      List<Line> out, Style style, String sign, String text, int cells, int lines) {
    var indent = Width.of(sign) + 1;
    var first = true;
    for (var part : pen.wrap(text, cells - indent, lines)) {
      out.add(Line.of(style, (first ? sign + " " : " ".repeat(indent)) + part));
      first = false;
    }
  }
}

package dev.deadheat.report.svg;

import dev.deadheat.report.story.Story.State;
import dev.deadheat.report.story.Story.Value;
import java.util.List;

/// Values of the rows, on the rows' lifeline: solid where everybody sees them, hollow and dashed
/// where only the lane that wrote them does.
final class Pills {
  private static final double TEXT = 13.5;
  private static final double SMALL = 11.5;

  private final Theme theme;
  private final Columns columns;

  Pills(Theme theme, Columns columns) {
    this.theme = theme;
    this.columns = columns;
  }

  void draw(Drawing out, List<Value> values, double top, String colour, boolean bad) {
    var y = top + Block.PAD;
    for (var value : values) {
      pill(out, value, y, colour, bad);
      y += Block.PILL + Block.PILL_GAP;
    }
    if (!values.isEmpty()) {
      below(out, values.getLast().state(), y + 8);
    }
  }

  /// The values before the first step.
  void start(Drawing out, List<Value> values, double top) {
    draw(out, values, top, theme.row(), false);
    if (!values.isEmpty()) {
      words(
          out, top + Block.PAD + values.size() * (Block.PILL + Block.PILL_GAP) + 8, "at the start");
    }
  }

  private void pill(Drawing out, Value value, double y, String colour, boolean bad) {
    var x = columns.rowsX();
    var shown = value.state() != State.SEEN && value.state() != State.SEEN_OWN;
    var open = value.state() == State.UNCOMMITTED || value.state() == State.SEEN_OWN;
    out.open("g", "class", "box");
    out.rect(
        x,
        y,
        columns.rows(),
        Block.PILL,
        14,
        "fill",
        open ? theme.panel() : theme.card(),
        "stroke",
        shown ? colour : theme.row(),
        "stroke-width",
        shown ? 2.5 : 1,
        "stroke-dasharray",
        open ? "5 4" : "none");
    var ink = Ink.code(TEXT, shown && bad ? theme.bad() : shown ? theme.text() : theme.muted());
    out.text(columns.rowsMiddle(), y + 19, shown ? ink.strong() : ink, fitted(value), "middle");
    out.close();
  }

  /// Where both do not fit, the name gives way first: what changed is the value.
  private String fitted(Value value) {
    var room = columns.rows() - 24;
    if (value.label().isEmpty() || Face.CODE.width(value.line(), TEXT) <= room) {
      return Face.CODE.elide(value.line(), room, TEXT);
    }
    var forText = Math.min(Face.CODE.width(" = " + value.text(), TEXT), room * 0.66);
    var label = Face.CODE.elide(value.label(), room - forText, TEXT);
    return label
        + " = "
        + Face.CODE.elide(value.text(), room - Face.CODE.width(label + " = ", TEXT), TEXT);
  }

  private void below(Drawing out, State state, double y) {
    switch (state) {
      case UNCOMMITTED -> words(out, y, "not committed");
      case ROLLED_BACK -> words(out, y, "rolled back");
      case SEEN, SEEN_OWN, COMMITTED -> {}
    }
  }

  private void words(Drawing out, double y, String words) {
    var width = Face.WORDS.width(words, SMALL) + 12;
    out.rect(columns.rowsMiddle() - width / 2, y - 10, width, 14, 3, "fill", theme.panel());
    out.text(columns.rowsMiddle(), y + 1, Ink.words(SMALL, theme.muted()), words, "middle");
  }
}

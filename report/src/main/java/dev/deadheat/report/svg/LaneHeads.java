package dev.deadheat.report.svg;

import dev.deadheat.report.story.Story;
import dev.deadheat.report.story.Story.LaneHead;

/// The panels of lanes and rows, and what is written over them.
final class LaneHeads {
  private static final double TITLE = 17;
  private static final double REQUEST = 13;
  private static final int REQUEST_LINES = 2;

  private final Story story;
  private final Theme theme;
  private final Columns columns;

  LaneHeads(Story story, Theme theme, Columns columns) {
    this.story = story;
    this.theme = theme;
    this.columns = columns;
  }

  double height() {
    return 78;
  }

  void draw(Drawing out, double bottom) {
    for (LaneHead lane : story.lanes()) {
      var x = columns.laneX(lane.index());
      panel(
          out,
          x - Columns.PANEL,
          columns.lane() + 2 * Columns.PANEL,
          bottom,
          theme.lane(lane.index()));
      title(
          out,
          x + columns.lane() / 2,
          columns.lane(),
          lane.title(),
          lane.request(),
          theme.lane(lane.index()));
    }
    panel(
        out,
        columns.rowsX() - Columns.PANEL,
        columns.rows() + 2 * Columns.PANEL,
        bottom,
        theme.row());
    title(
        out,
        columns.rowsMiddle(),
        columns.rows(),
        story.rows() == 1 ? "The row" : "The rows",
        story.rowsTitle(),
        theme.row());
  }

  private void panel(Drawing out, double x, double width, double bottom, String colour) {
    out.open("g", "class", "box");
    out.rect(
        x, 0, width, bottom, 10, "fill", theme.panel(), "stroke", theme.line(), "stroke-width", 1);
    out.rect(x, 0, width, 5, 2.5, "fill", colour);
  }

  private void title(
      Drawing out, double middle, double width, String title, String below, String colour) {
    out.text(
        middle,
        30,
        Ink.words(TITLE, colour).strong(),
        Face.WORDS.elide(title, width, TITLE),
        "middle");
    var y = 50.0;
    for (var line : Face.CODE.wrap(below, width, REQUEST, REQUEST_LINES)) {
      out.text(middle, y, Ink.code(REQUEST, theme.text()), line, "middle");
      y += 18;
    }
    out.close();
  }
}

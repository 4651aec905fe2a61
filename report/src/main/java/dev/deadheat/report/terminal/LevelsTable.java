package dev.deadheat.report.terminal;

import dev.deadheat.report.story.IsolationTable;
import java.util.ArrayList;
import java.util.List;

/// Scenarios against isolation levels, with what came out in each cell.
final class LevelsTable {
  private static final int LEAST_LABEL = 14;
  private static final int GAP = 2;

  private final Pen pen;

  LevelsTable(Pen pen) {
    this.pen = pen;
  }

  List<Line> draw(IsolationTable table) {
    var columns = table.levels().size();
    var cell = Math.clamp((pen.width() - LEAST_LABEL) / columns - GAP, 4, 15);
    var label = Math.max(LEAST_LABEL, pen.width() - columns * (cell + GAP));
    var out = new ArrayList<Line>();
    var head = Line.of(Style.BOLD, "Isolation").padTo(label);
    for (var level : table.levels()) {
      head = head.and(Style.BOLD, pen.elide(level, cell)).padTo(head.width() + cell + GAP);
    }
    out.add(head);
    for (var row : table.rows()) {
      var first = true;
      for (var text : pen.wrap(row.scenario(), label - GAP, 4)) {
        var line = Line.of(Style.PLAIN, text);
        out.add(first ? cells(line.padTo(label), row.cells(), cell) : line);
        first = false;
      }
    }
    return out;
  }

  private Line cells(Line start, List<IsolationTable.Cell> cells, int width) {
    var line = start;
    for (var cell : cells) {
      var sign = cell.tone().map(tone -> pen.sign(tone) + " ").orElse("");
      var style = cell.tone().map(Pen::style).orElse(Style.DIM);
      line =
          line.and(style, pen.elide(sign + cell.word(), width)).padTo(line.width() + width + GAP);
    }
    return line;
  }
}

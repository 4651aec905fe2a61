package dev.deadheat.report.terminal;

import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.report.story.Comparison;
import dev.deadheat.report.text.Width;
import java.util.ArrayList;
import java.util.List;

/// How the shown schedule ended beside the ends of the serial orders.
final class OutcomeTable {
  private static final int LEAST_COLUMN = 16;
  private static final int GAP = 2;

  private final Pen pen;

  OutcomeTable(Pen pen) {
    this.pen = pen;
  }

  /// Empty if nothing differs or there is nothing to compare.
  List<Line> draw(Verdict verdict) {
    var room = pen.width() - LEAST_COLUMN - 2;
    var comparison = Comparison.of(verdict, Math.clamp(room / LEAST_COLUMN - 1, 1, 4));
    var out = new ArrayList<Line>();
    if (comparison.isEmpty()) {
      return out;
    }
    var columns = comparison.columns().size();
    var labelCells =
        Math.clamp(
            comparison.lines().stream()
                .mapToInt(l -> Width.of(pen.text(l.label())))
                .max()
                .orElse(0),
            LEAST_COLUMN - GAP,
            pen.width() / 3);
    var cells = Math.min(28, (pen.width() - 2 - labelCells - columns * GAP) / columns);
    out.add(row(labelCells, cells, "In the end", comparison.columns(), Style.BOLD, false));
    for (var line : comparison.lines()) {
      out.add(row(labelCells, cells, line.label(), line.texts(), Style.PLAIN, line.unlikeAll()));
    }
    if (comparison.leftOut() > 0) {
      out.add(
          Line.of(
              Style.DIM,
              "  (" + comparison.leftOut() + " more serial outcomes differ from this one too)"));
    }
    return out;
  }

  private Line row(
      int labelCells, int cells, String label, List<String> texts, Style style, boolean bad) {
    var line = Line.of(style, "  " + pen.elide(label, labelCells)).padTo(2 + labelCells);
    var first = true;
    for (var text : texts) {
      var sign = first && bad ? pen.cross() + " " : "";
      line =
          line.and(Style.PLAIN, " ".repeat(GAP))
              .and(first && bad ? Style.BAD : style, sign + pen.elide(text, cells - Width.of(sign)))
              .padTo(line.width() + GAP + cells);
      first = false;
    }
    return line;
  }
}

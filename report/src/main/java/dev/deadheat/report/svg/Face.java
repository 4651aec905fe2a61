package dev.deadheat.report.svg;

import dev.deadheat.report.text.Width;
import java.util.List;

/// A typeface family and how wide its text may get.
///
/// The reader's fonts are not known here, so widths are upper estimates: in the fixed-width
/// families listed a cell is at most 0.61 em; the proportional ones stay below 0.68 em on average
/// over a line even in bold, measured with the widest of them.
enum Face {
  CODE(
      "ui-monospace,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace",
      0.615),
  WORDS("system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif", 0.66);

  private static final String MORE = "…";

  private final String families;
  private final double cellEm;

  Face(String families, double cellEm) {
    this.families = families;
    this.cellEm = cellEm;
  }

  String families() {
    return families;
  }

  /// The width of a text in user units, estimated from above.
  double width(String text, double size) {
    return Width.of(text) * cellEm * size;
  }

  /// How many cells fit into a width.
  int cells(double width, double size) {
    return Math.max(1, (int) (width / (cellEm * size)));
  }

  String elide(String text, double width, double size) {
    return Width.elide(text, cells(width, size), MORE);
  }

  String elideStart(String text, double width, double size) {
    return Width.elideStart(text, cells(width, size), MORE);
  }

  List<String> wrap(String text, double width, double size, int lines) {
    return Width.wrap(text, cells(width, size), lines, MORE);
  }
}

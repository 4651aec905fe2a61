package dev.deadheat.report.story;

import dev.deadheat.report.text.Printable;
import java.util.List;

/// Names the shown rows as briefly as can be told apart: one row gives its name to the heading;
/// rows of one table are `#1`, `#2`; else the whole name is said.
final class RowNames {
  private final List<String> rows;
  private final boolean oneTable;

  RowNames(List<String> rows) {
    this.rows = rows;
    this.oneTable = rows.stream().map(RowNames::table).distinct().count() <= 1;
  }

  /// What heads the column of values.
  String title() {
    if (rows.isEmpty()) {
      return "rows";
    }
    if (rows.size() == 1) {
      return Printable.of(rows.getFirst());
    }
    return oneTable ? Printable.of(table(rows.getFirst())) : "rows";
  }

  /// What names one column of a row; with an empty column the row itself.
  String label(String row, String column) {
    var name = rows.size() == 1 ? "" : oneTable ? row.substring(table(row).length()) : row;
    return Printable.of(name.isEmpty() || column.isEmpty() ? name + column : name + " " + column);
  }

  private static String table(String row) {
    var mark = row.indexOf('#');
    return mark < 0 ? row : row.substring(0, mark);
  }
}

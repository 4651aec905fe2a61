package dev.deadheat.postgres.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads PostgreSQL's text form of a whole row, `(1,"a ""b""",)` (manual, 8.16.6).
final class RowText {
  private RowText() {}

  /// The fields in order; a null is absent.
  ///
  /// @throws IllegalArgumentException if it is not such a text
  static List<Optional<String>> fields(String row) {
    if (row.length() < 2 || row.charAt(0) != '(' || row.charAt(row.length() - 1) != ')') {
      throw new IllegalArgumentException("not a row's text: " + row);
    }
    List<Optional<String>> fields = new ArrayList<>();
    int end = row.length() - 1;
    if (end == 1) {
      return List.of();
    }
    int at = 1;
    while (true) {
      StringBuilder field = new StringBuilder();
      boolean present = false;
      boolean quoted = false;
      while (at < end && (quoted || row.charAt(at) != ',')) {
        char c = row.charAt(at);
        boolean pair = at + 1 < end && row.charAt(at + 1) == c;
        present = true;
        if (c == '\\' || (c == '"' && quoted && pair)) {
          field.append(row.charAt(at + 1));
          at += 2;
        } else if (c == '"') {
          quoted = !quoted;
          at++;
        } else {
          field.append(c);
          at++;
        }
      }
      fields.add(present ? Optional.of(field.toString()) : Optional.empty());
      if (at >= end) {
        return List.copyOf(fields);
      }
      at++;
    }
  }
}

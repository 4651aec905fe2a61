package dev.deadheat.prove.spec;

import dev.deadheat.postgres.client.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// A result as isolationtester prints it: a heading, a rule, the rows, their number. Columns whose
/// values all look like numbers stand to the right. Widths are counted in bytes of UTF-8.
final class ResultTable {
  private ResultTable() {}

  /// The lines, with an empty one at the end; none if the result has no columns.
  static String of(Message.Rows result) {
    int columns = result.columns().size();
    if (columns == 0) {
      return "";
    }
    boolean[] text = new boolean[columns];
    int[] widths = new int[columns];
    for (int i = 0; i < columns; i++) {
      widths[i] = bytes(result.columns().get(i));
      for (List<Optional<String>> row : result.rows()) {
        String value = row.get(i).orElse("");
        widths[i] = Math.max(widths[i], bytes(value));
        text[i] |= !value.isEmpty() && !looksLikeNumber(value);
      }
    }
    StringBuilder table = new StringBuilder();
    line(result.columns().stream().map(Optional::of).toList(), widths, text, table);
    for (int i = 0; i < columns; i++) {
      table.append(i == 0 ? "" : "+").append("-".repeat(widths[i]));
    }
    table.append('\n');
    result.rows().forEach(row -> line(row, widths, text, table));
    int rows = result.rows().size();
    return table.append('(').append(rows).append(rows == 1 ? " row)\n" : " rows)\n").toString();
  }

  private static void line(
      List<Optional<String>> values, int[] widths, boolean[] text, StringBuilder table) {
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i).orElse("");
      String blanks = " ".repeat(widths[i] - bytes(value));
      table.append(i == 0 ? "" : "|").append(text[i] ? value + blanks : blanks + value);
    }
    table.append('\n');
  }

  /// Digits, dots, signs, blanks and exponents, with a digit at the end and no exponent first.
  private static boolean looksLikeNumber(String value) {
    return value.matches("[0-9. -][0-9.Ee -]*")
        && Character.isDigit(value.charAt(value.length() - 1));
  }

  private static int bytes(String value) {
    return value.getBytes(StandardCharsets.UTF_8).length;
  }
}

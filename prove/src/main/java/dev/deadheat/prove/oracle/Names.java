package dev.deadheat.prove.oracle;

import dev.deadheat.search.Lane;
import dev.deadheat.search.RowKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Names for values that a run made up: `A's 1. shop_order.id` for the key of the first row that
/// lane A inserted into that table and that is still there.
///
/// A sequence does not roll back, so a request that lost a race and tried again gets the next id:
/// the number differs, who made the row does not.
final class Names {
  private final Schema schema;
  private final Map<Cell, String> names;

  /// A value at its place.
  private record Cell(String table, String column, String value) {}

  private Names(Schema schema, Map<Cell, String> names) {
    this.schema = schema;
    this.names = names;
  }

  /// Names the keys made up in this outcome.
  ///
  /// @param made decides whether a key column's value is made up, beyond those from sequences
  static Names of(Outcome outcome, Schema schema, MadeUp made) {
    Map<Cell, String> names = new HashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    outcome
        .inserted()
        .forEach((row, lane) -> {
          int ordinal = counts.merge(lane + " " + row.table(), 1, Integer::sum);
          List<String> columns = schema.keyColumns(row.table());
          for (int i = 0; i < columns.size() && i < row.key().size(); i++) {
            String column = columns.get(i);
            if (schema.isGenerated(row.table(), column) || made.test(row.table(), column)) {
              names.put(
                  new Cell(row.table(), column, row.key().get(i)),
                  name(lane, ordinal, row.table(), column));
            }
          }
        });
    return new Names(schema, names);
  }

  private static String name(Lane lane, int ordinal, String table, String column) {
    return "<%s's %d. %s.%s>".formatted(lane, ordinal, table, column);
  }

  /// Decides whether values of a key column are made up by the application (a random UUID).
  @FunctionalInterface
  interface MadeUp {
    boolean test(String table, String column);
  }

  /// The value of a cell, renamed if it is a made-up key or points to one.
  Optional<String> cell(String table, String column, Optional<String> value) {
    if (value.isEmpty()) {
      return value;
    }
    String own = names.get(new Cell(table, column, value.get()));
    if (own != null) {
      return Optional.of(own);
    }
    return schema
        .references(table, column)
        .map(target -> names.get(new Cell(target.table(), target.column(), value.get())))
        .or(() -> value);
  }

  /// The row's key with made-up values renamed.
  RowKey row(RowKey row) {
    List<String> columns = schema.keyColumns(row.table());
    if (columns.size() != row.key().size()) {
      return row;
    }
    List<String> key = new java.util.ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      key.add(cell(row.table(), columns.get(i), Optional.of(row.key().get(i))).orElseThrow());
    }
    return new RowKey(row.table(), key);
  }

  /// The names that this value could stand for, wherever it was made.
  List<String> candidates(String value) {
    return names.entrySet().stream()
        .filter(entry -> entry.getKey().value().equals(value))
        .map(Map.Entry::getValue)
        .sorted()
        .toList();
  }
}

package dev.deadheat.prove.stage;

import dev.deadheat.postgres.proxy.Answer;
import dev.deadheat.search.RowKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The rows of a result that can be told apart: those whose key is among the columns.
///
/// Refines a footprint, never is one: what a result does not show may have been read all the same.
final class ResultRows {
  private ResultRows() {}

  /// Row to the columns of it that the result shows.
  static Map<RowKey, Map<String, Optional<String>>> of(Answer answer, Tables tables) {
    Map<RowKey, Map<String, Optional<String>>> rows = new LinkedHashMap<>();
    for (Answer.Result result : answer.results()) {
      Map<String, Map<String, Integer>> places = places(result, tables);
      for (List<Optional<String>> values : result.rows()) {
        places.forEach((table, columns) ->
            key(table, columns, values, tables)
                .ifPresent(row -> {
                  Map<String, Optional<String>> cells =
                      rows.computeIfAbsent(row, _ -> new LinkedHashMap<>());
                  columns.forEach((column, place) -> cells.put(column, values.get(place)));
                }));
      }
    }
    return rows;
  }

  /// Table to column name to place in the result.
  private static Map<String, Map<String, Integer>> places(Answer.Result result, Tables tables) {
    Map<String, Map<String, Integer>> places = new LinkedHashMap<>();
    for (int i = 0; i < result.columns().size(); i++) {
      Answer.Column column = result.columns().get(i);
      Optional<String> table = tables.byOid(column.tableOid());
      if (table.isPresent()) {
        int place = i;
        tables
            .column(table.get(), column.attribute())
            .ifPresent(name ->
                places
                    .computeIfAbsent(table.get(), _ -> new LinkedHashMap<>())
                    .putIfAbsent(name, place));
      }
    }
    return places;
  }

  private static Optional<RowKey> key(
      String table, Map<String, Integer> columns, List<Optional<String>> values, Tables tables) {
    List<String> key = tables.keyColumns(table);
    if (key.isEmpty() || !columns.keySet().containsAll(key)) {
      return Optional.empty();
    }
    List<String> parts = new java.util.ArrayList<>();
    for (String column : key) {
      Integer place = columns.get(column);
      Optional<String> value = place == null ? Optional.empty() : values.get(place);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      parts.add(value.get());
    }
    return Optional.of(new RowKey(table, parts));
  }
}

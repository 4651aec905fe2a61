package dev.deadheat.postgres.rows;

import dev.deadheat.search.RowKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads whole tables, for outcomes.
public final class Rows {
  private Rows() {}

  /// All rows of the given tables, by key; tables in name order, rows in key order.
  ///
  /// Rows of a table without a key are named by their whole text, equal ones by a number after it.
  ///
  /// @param connection one that [ControlSession] has prepared
  /// @param tables names as [RowKey] has them; names that the catalog lacks are passed over
  /// @return columns in table order; a null is absent
  public static Map<RowKey, Map<String, Optional<String>>> read(
      Connection connection, Catalog catalog, Collection<String> tables) throws SQLException {
    Map<RowKey, Map<String, Optional<String>>> rows = new LinkedHashMap<>();
    List<String> names = new ArrayList<>(new LinkedHashSet<>(tables));
    Collections.sort(names);
    for (String name : names) {
      Optional<Table> table = catalog.table(name);
      if (table.isPresent()) {
        read(connection, table.get(), rows);
      }
    }
    return Collections.unmodifiableMap(rows);
  }

  private static void read(
      Connection connection, Table table, Map<RowKey, Map<String, Optional<String>>> rows)
      throws SQLException {
    List<String> columns =
        table.columns().stream().map(column -> "t." + Table.quoted(column.name())).toList();
    List<String> selected = new ArrayList<>();
    selected.add("t::text");
    // As a whole row prints it: a cast would make `true` of a boolean's `t`, and trim a char(n).
    columns.forEach(column ->
        selected.add(
            "CASE WHEN %1$s IS DISTINCT FROM NULL THEN format('%%s', %1$s) END".formatted(column)));
    String order =
        table.key().isEmpty()
            ? "t::text COLLATE \"C\""
            : table.key().stream()
                .map(column -> "t." + Table.quoted(column))
                .collect(Collectors.joining(", "));
    String sql =
        "SELECT %s FROM %s %s t ORDER BY %s"
            .formatted(
                String.join(", ", selected), table.partitioned() ? "" : "ONLY", table.sql(), order);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        Map<String, Optional<String>> values = new LinkedHashMap<>();
        for (int i = 0; i < table.columns().size(); i++) {
          values.put(table.columns().get(i).name(), Optional.ofNullable(row.getString(i + 2)));
        }
        rows.put(key(table, values, row.getString(1), rows), Collections.unmodifiableMap(values));
      }
    }
  }

  private static RowKey key(
      Table table,
      Map<String, Optional<String>> values,
      String whole,
      Map<RowKey, Map<String, Optional<String>>> rows) {
    if (!table.key().isEmpty()) {
      return new RowKey(
          table.name(),
          table.key().stream()
              .map(column -> values.getOrDefault(column, Optional.empty()).orElse(""))
              .toList());
    }
    RowKey key = new RowKey(table.name(), List.of(whole));
    for (int i = 2; rows.containsKey(key); i++) {
      key = new RowKey(table.name(), List.of(whole, String.valueOf(i)));
    }
    return key;
  }
}

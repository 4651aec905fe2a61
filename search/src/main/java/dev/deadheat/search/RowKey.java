package dev.deadheat.search;

import java.util.List;

/// The identity of a row: its table and the text of its primary-key columns, in key order.
///
/// @param table the table as PostgreSQL names it, with its schema unless that is `public`
/// @param key the key columns' values as text; the whole row's text where a table has no key
public record RowKey(String table, List<String> key) implements Comparable<RowKey> {
  public RowKey {
    key = List.copyOf(key);
  }

  @Override
  public int compareTo(RowKey other) {
    int tables = table.compareTo(other.table);
    return tables != 0 ? tables : key.toString().compareTo(other.key.toString());
  }

  @Override
  public String toString() {
    return table + "#" + String.join(",", key);
  }
}

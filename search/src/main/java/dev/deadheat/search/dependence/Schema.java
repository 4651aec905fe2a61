package dev.deadheat.search.dependence;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The unique keys of each table, which decide when two inserts wait for each other and which
/// updates disturb a foreign key.
///
/// A table that is not listed is treated as if any column could be a key: every insert into it
/// depends on every other write to it. So an empty schema is always right and reduces least.
///
/// @param uniqueKeys table to its unique indexes, primary key included, each as its columns; an
///   index over expressions, partial, or with equal nulls is listed without columns, and is taken
///   to meet everything
public record Schema(Map<String, List<List<String>>> uniqueKeys) {
  public Schema {
    Map<String, List<List<String>>> copy = new LinkedHashMap<>();
    uniqueKeys.forEach((table, keys) -> copy.put(table, keys.stream().map(List::copyOf).toList()));
    uniqueKeys = java.util.Collections.unmodifiableMap(copy);
  }

  /// Nothing known: any two writes of which one inserts may meet in a key.
  public static final Schema UNKNOWN = new Schema(Map.of());

  /// A table's keys, where the table is known.
  Optional<List<List<String>>> keys(String table) {
    return Optional.ofNullable(uniqueKeys.get(table));
  }
}

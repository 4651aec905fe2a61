package dev.deadheat.search.simulation;

import dev.deadheat.search.Access;
import dev.deadheat.search.Access.LockMode;
import dev.deadheat.search.Access.WriteKind;
import dev.deadheat.search.RowKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a statement touches, in order, and the row locks that its transaction holds for it.
final class Trail {
  private final Tx tx;
  private final List<Access> accesses = new ArrayList<>();

  Trail(Tx tx) {
    this.tx = tx;
  }

  void add(Access access) {
    accesses.add(access);
  }

  /// What was touched since the last call.
  List<Access> take() {
    List<Access> taken = List.copyOf(accesses);
    accesses.clear();
    return taken;
  }

  void hold(Row row, LockMode mode) {
    tx.held.add(new Tx.RowLock(row.key, mode));
    add(new Access.LockRow(row.key, mode));
  }

  void searched(Op.Where where) {
    String key = where.equalities().get("k");
    if (key != null) {
      add(new Access.ReadRow(new RowKey(where.table(), List.of(key))));
      return;
    }
    Map<String, Optional<String>> equalities = new LinkedHashMap<>();
    where.equalities().forEach((column, value) -> equalities.put(column, Optional.of(value)));
    add(new Access.ReadWhere(where.table(), equalities));
  }

  /// What is in the way of a row was looked for in all keys.
  void probed(String table, Map<String, String> columns) {
    for (String key : Database.KEYS.getOrDefault(table, List.of())) {
      Optional.ofNullable(columns.get(key)).ifPresent(value -> probed(table, key, value));
    }
  }

  void probed(String table, String column, String value) {
    add(new Access.UniqueProbe(table, List.of(column), List.of(Optional.of(value))));
  }

  void wrote(
      Row row,
      WriteKind kind,
      Optional<Map<String, String>> before,
      Optional<Map<String, String>> after) {
    add(new Access.WriteRow(row.key, kind, values(before), values(after)));
  }

  private static Map<String, Optional<String>> values(Optional<Map<String, String>> columns) {
    Map<String, Optional<String>> values = new LinkedHashMap<>();
    columns.ifPresent(
        map -> map.forEach((column, value) -> values.put(column, Optional.of(value))));
    if (columns.isPresent()) {
      values.putIfAbsent("u", Optional.empty());
    }
    return values;
  }
}

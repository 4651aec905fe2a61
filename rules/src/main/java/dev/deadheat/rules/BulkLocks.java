package dev.deadheat.rules;

import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Table;
import dev.deadheat.django.flow.Write;
import dev.deadheat.django.project.FunctionFacts;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Where one statement locks many rows of a table.
///
/// @param locked the tables of which many rows are locked by a query
/// @param takers by table, the functions that lock, change or delete many of its rows
record BulkLocks(Set<String> locked, Map<String, Set<FunctionFacts>> takers) {

  static BulkLocks of(List<FunctionFlow> flows) {
    var locked = new HashSet<String>();
    var takers = new HashMap<String, Set<FunctionFacts>>();
    for (FunctionFlow flow : flows) {
      for (Read read : flow.reads()) {
        if (read.locking() && read.kind() == Read.Kind.ROWS) {
          locked.add(read.table().label());
          add(read.table(), read.site(), takers);
        }
      }
      for (Write write : flow.writes()) {
        if (write.kind() == Write.Kind.UPDATE || write.kind() == Write.Kind.DELETE_ROWS) {
          add(write.table(), write.site(), takers);
        }
      }
    }
    return new BulkLocks(locked, takers);
  }

  private static void add(Table table, Site site, Map<String, Set<FunctionFacts>> takers) {
    takers.computeIfAbsent(table.label(), _ -> new HashSet<>()).add(site.function());
  }

  /// Whether a query locks many rows of this table somewhere.
  boolean isLocked(Table table) {
    return locked.contains(table.label());
  }

  /// Whether another function than that of a read takes many rows of its table, too.
  boolean isTakenElsewhere(Read read) {
    return takers.getOrDefault(read.table().label(), Set.of()).stream()
        .anyMatch(function -> !function.equals(read.site().function()));
  }
}

package dev.deadheat.rules;

import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Lock;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Table;
import dev.deadheat.django.flow.Write;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// In which order rows of different tables are locked.
public final class LockPairs {
  private LockPairs() {}

  /// Rows of one table are locked, and then, still holding them, rows of another.
  ///
  /// @param before the tables whose rows were locked before the first
  public record Pair(
      Table first, Table second, Site firstSite, Site secondSite, Set<Table> before) {
    /// Whether two requests can each hold what the other one waits for.
    public boolean crosses(Pair other) {
      return first.equals(other.second)
          && second.equals(other.first)
          && before.stream().noneMatch(other.before::contains);
    }
  }

  /// The pairs of a function and what it calls, each pair of tables once, in the order of its code.
  public static List<Pair> of(FunctionFlow flow) {
    Map<List<Table>, Pair> out = new LinkedHashMap<>();
    for (Read read : flow.reads()) {
      if (read.locking()) {
        add(rows(read.locks()), out);
      }
    }
    for (Write write : flow.writes()) {
      add(rows(write.locks()), out);
    }
    return List.copyOf(out.values());
  }

  private static List<Lock> rows(List<Lock> locks) {
    var out = new ArrayList<Lock>();
    for (Lock lock : locks) {
      boolean known = lock.table().flatMap(Table::model).isPresent();
      if (lock.kind() == Lock.Kind.ROW && lock.waits() && known) {
        out.add(lock);
      }
    }
    return out;
  }

  private static void add(List<Lock> locks, Map<List<Table>, Pair> out) {
    for (int i = 0; i < locks.size(); i++) {
      var before = new LinkedHashSet<Table>();
      locks.subList(0, i).forEach(lock -> before.add(lock.table().orElseThrow()));
      Table first = locks.get(i).table().orElseThrow();
      if (before.contains(first)) {
        continue;
      }
      for (Lock next : locks.subList(i + 1, locks.size())) {
        Table second = next.table().orElseThrow();
        if (!second.equals(first) && !before.contains(second)) {
          out.putIfAbsent(
              List.of(first, second),
              new Pair(first, second, locks.get(i).site(), next.site(), before));
        }
      }
    }
  }
}

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
import java.util.Optional;
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

  /// Two rows of one table, locked one after the other, in no order of their own.
  record Twins(Read first, Read second) {}

  /// Rows of one table that a function locks one by one and both changes: so they are two, and
  /// which comes first is said by the request.
  static List<Twins> twins(FunctionFlow flow) {
    var out = new LinkedHashSet<Twins>();
    for (Write write : flow.writes()) {
      for (Write other : flow.writes()) {
        if (write.target().isPresent() && other.target().isPresent()) {
          var twins = new Twins(write.target().get(), other.target().get());
          if (areTwins(twins, write, other)) {
            out.add(twins);
          }
        }
      }
    }
    return List.copyOf(out);
  }

  private static boolean areTwins(Twins twins, Write early, Write last) {
    Read first = twins.first();
    Read second = twins.second();
    if (first == second
        || !isLone(first)
        || !isLone(second)
        || !first.table().equals(second.table())) {
      return false;
    }
    List<Lock> locks = rows(second.locks());
    Optional<Lock> held = own(first).filter(locks::contains);
    Optional<Lock> next = own(second);
    return held.isPresent()
        && next.isPresent()
        && second.locks().indexOf(held.get()) == 0
        && last.locks().contains(held.get())
        && (held.get() == next.get()
            ? isBetween(twins, early)
            : locks.indexOf(held.get()) < locks.indexOf(next.get()));
  }

  /// Whether one helper has locked both, and the first is written only after the second is locked:
  /// so it is still held then.
  private static boolean isBetween(Twins twins, Write early) {
    Read first = twins.first();
    Read second = twins.second();
    return !first.via().isEmpty()
        && !second.via().isEmpty()
        && Section.isBefore(first.site(), first.via(), second.site(), second.via())
        && Section.isBefore(second.site(), second.via(), early.site(), early.via());
  }

  /// Whether it locks one row by a key that the request gives.
  private static boolean isLone(Read read) {
    return read.locking()
        && read.kind() == Read.Kind.ROW
        && !read.lookups().contains(Table.ORDERED)
        && !read.lookups().contains(Table.UNWAITING)
        && !read.lookups().contains(Table.RELATIVE);
  }

  /// The lock that a read has taken.
  private static Optional<Lock> own(Read read) {
    return rows(read.locks()).stream()
        .filter(lock -> lock.site().equals(read.site()) || read.via().contains(lock.site()))
        .reduce((_, last) -> last);
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

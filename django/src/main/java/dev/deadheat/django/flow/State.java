package dev.deadheat.django.flow;

import dev.deadheat.django.code.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What is known at one point of a function. Mutable, of one interpreter; branches copy it.
final class State {
  final Map<String, Value> variables;
  final Map<Read, Map<String, Write.Assigned>> assigned;

  /// How the values of variables were written, where one expression made them.
  final Map<String, String> written;

  /// Names that were bound to a test, with what they tell.
  final Map<String, Tests.Result> told;

  Set<Guard> guards;
  List<Lock> locks;

  /// Locks that are held to the transaction's end on some path at least: a row that such a lock was
  /// taken for is locked, and what was read under one is still covered.
  List<Lock> lockedSomewhere;

  int transactions;
  Set<String> caught;

  /// The handlers that would hide a database error that is raised here, in the innermost savepoint.
  Map<Place, String> hiding;

  /// The latest writes that no transaction takes back.
  List<Write> committed;

  /// What columns are known not to hold.
  Set<Difference> differences;

  /// Whether keys were sorted or compared: rows that are locked later have an order of their own.
  boolean sorted;

  /// Whether something random was made.
  boolean random;

  boolean ended;
  boolean afterCommit;
  boolean wrote;

  State() {
    variables = new HashMap<>();
    assigned = new LinkedHashMap<>();
    written = new HashMap<>();
    told = new HashMap<>();
    guards = Set.of();
    locks = List.of();
    lockedSomewhere = List.of();
    caught = Set.of();
    hiding = Map.of();
    committed = List.of();
    differences = Set.of();
  }

  private State(State from) {
    variables = new HashMap<>(from.variables);
    assigned = new LinkedHashMap<>();
    from.assigned.forEach((read, columns) -> assigned.put(read, new LinkedHashMap<>(columns)));
    written = new HashMap<>(from.written);
    told = new HashMap<>(from.told);
    guards = from.guards;
    locks = from.locks;
    lockedSomewhere = from.lockedSomewhere;
    transactions = from.transactions;
    caught = from.caught;
    hiding = from.hiding;
    committed = from.committed;
    differences = from.differences;
    sorted = from.sorted;
    random = from.random;
    ended = from.ended;
    afterCommit = from.afterCommit;
    wrote = from.wrote;
  }

  State copy() {
    return new State(this);
  }

  void guard(Iterable<Guard> more) {
    var all = new LinkedHashSet<>(guards);
    more.forEach(all::add);
    guards = nearest(all);
  }

  void lock(Lock lock) {
    var all = new ArrayList<>(locks);
    all.add(lock);
    locks = List.copyOf(all);
    if (lock.kind() == Lock.Kind.ROW || isDatabase(lock)) {
      lockSomewhere(lock);
    }
  }

  /// Notes a lock that is held on some path only.
  void lockSomewhere(Lock lock) {
    var some = new ArrayList<>(lockedSomewhere);
    some.add(lock);
    lockedSomewhere = List.copyOf(some);
  }

  /// The locks that protect a write of this row here.
  List<Lock> locksFor(Optional<Read> row) {
    var all = new LinkedHashSet<>(locks);
    lockedSomewhere.stream().filter(State::isDatabase).forEach(all::add);
    row.filter(Read::locking)
        .ifPresent(
            read -> read.locks().stream().filter(lockedSomewhere::contains).forEach(all::add));
    return List.copyOf(all);
  }

  private static boolean isDatabase(Lock lock) {
    return lock.kind() == Lock.Kind.DATABASE && lock.endsWithTransaction();
  }

  void unlock(Predicate<Lock> which) {
    locks = locks.stream().filter(which.negate()).toList();
    lockedSomewhere = lockedSomewhere.stream().filter(which.negate()).toList();
  }

  void differs(Set<Difference> more) {
    if (!more.isEmpty()) {
      var all = new LinkedHashSet<>(differences);
      all.addAll(more);
      differences = all;
    }
  }

  /// Whether a test found that a column of these rows does not hold this value yet.
  ///
  /// @param text how the value is written, if that is known
  boolean settles(Predicate<Read> row, String column, Value value, Optional<String> text) {
    return differences.stream()
        .anyMatch(difference ->
            difference.source().column().equals(column)
                && row.test(difference.source().read())
                && (difference.excludes(value)
                    || text.map(Difference::written)
                        .filter(difference.value()::equals)
                        .isPresent()));
  }

  void commit(Write write) {
    committed = latest(Stream.concat(committed.stream(), Stream.of(write)));
  }

  private static List<Write> latest(Stream<Write> writes) {
    List<Write> all = writes.distinct().toList();
    return all.subList(Math.max(0, all.size() - MAX_COMMITTED), all.size());
  }

  void assign(Read row, String column, Write.Assigned value) {
    boolean hidden =
        column.startsWith("_")
            && row.table().model().flatMap(model -> model.field(column)).isEmpty();
    if (hidden) {
      return;
    }
    assigned.computeIfAbsent(row, _ -> new LinkedHashMap<>()).put(column, value);
  }

  void saw(String exception) {
    var all = new LinkedHashSet<>(caught);
    all.add(exception);
    caught = all;
  }

  /// The latest tests: those nearest to what they decide.
  static Set<Guard> nearest(Set<Guard> guards) {
    return guards.size() <= MAX_GUARDS
        ? guards
        : new LinkedHashSet<>(
            List.copyOf(guards).subList(guards.size() - MAX_GUARDS, guards.size()));
  }

  private static final int MAX_GUARDS = 64;
  private static final int MAX_COMMITTED = 8;

  /// The state after two paths meet.
  ///
  /// @param deciders what decided between them: a variable that differs depends on it
  static State join(State left, State right, Set<Source> deciders) {
    if (left.ended) {
      return right;
    }
    if (right.ended) {
      return left;
    }
    State out = left.copy();
    for (var entry : right.variables.entrySet()) {
      Value mine = out.variables.get(entry.getKey());
      if (mine == null) {
        out.variables.put(entry.getKey(), entry.getValue());
      } else if (!mine.equals(entry.getValue())) {
        out.variables.put(entry.getKey(), Value.choice(mine, entry.getValue(), deciders));
      }
    }
    out.written.entrySet().retainAll(right.written.entrySet());
    right.assigned.forEach((read, columns) -> {
      Map<String, Write.Assigned> mine =
          out.assigned.computeIfAbsent(read, _ -> new LinkedHashMap<>());
      columns.forEach((column, value) -> mine.merge(column, value, State::merge));
    });
    out.told.entrySet().retainAll(right.told.entrySet());
    var guards = new LinkedHashSet<>(left.guards);
    guards.retainAll(right.guards);
    out.guards = guards;
    out.locks = held(left.locks, right.locks);
    var somewhere = new LinkedHashSet<>(left.lockedSomewhere);
    somewhere.addAll(right.lockedSomewhere);
    out.lockedSomewhere = List.copyOf(somewhere);
    out.transactions = Math.min(left.transactions, right.transactions);
    var differences = new LinkedHashSet<>(left.differences);
    differences.retainAll(right.differences);
    out.differences = differences;
    out.sorted = left.sorted || right.sorted;
    out.random = left.random || right.random;
    out.wrote = left.wrote || right.wrote;
    out.committed =
        left.committed.equals(right.committed)
            ? left.committed
            : latest(Stream.concat(left.committed.stream(), right.committed.stream()));
    return out;
  }

  /// What is held whichever path was taken: where each has taken a lock of its own, some lock is.
  private static List<Lock> held(List<Lock> left, List<Lock> right) {
    boolean each =
        left.stream().anyMatch(lock -> isShared(lock) && !right.contains(lock))
            && right.stream().anyMatch(lock -> isShared(lock) && !left.contains(lock));
    return each
        ? Stream.concat(left.stream(), right.stream()).distinct().toList()
        : left.stream().filter(right::contains).toList();
  }

  private static boolean isShared(Lock lock) {
    return switch (lock.kind()) {
      case ROW, DATABASE, CACHE -> true;
      case PROCESS, CLAIM -> false;
    };
  }

  private static Write.Assigned merge(Write.Assigned left, Write.Assigned right) {
    if (left.equals(right)) {
      return left;
    }
    var guards = new LinkedHashSet<>(left.guards());
    guards.addAll(right.guards());
    return new Write.Assigned(
        Value.union(left.sources(), right.sources()),
        guards,
        left.atomic() && right.atomic(),
        left.settled() && right.settled());
  }
}

package dev.deadheat.search.simulation;

import dev.deadheat.search.Access.LockMode;
import dev.deadheat.search.Lane;
import dev.deadheat.search.RowKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Rows, sequences, and the locks that open transactions hold.
final class Database {
  /// The unique keys of table `t`; table `c` has only `k`, and `c.p` refers to `t.k`, deferred.
  static final Map<String, List<String>> KEYS = Map.of("t", List.of("k", "u"), "c", List.of("k"));

  private record SessionLock(Lane lane, String key, boolean shared) {}

  private final TreeMap<RowKey, Row> rows = new TreeMap<>();
  private final Map<String, Integer> sequences = new LinkedHashMap<>();
  private final Set<Tx> open = new LinkedHashSet<>();
  private final List<SessionLock> sessionLocks = new ArrayList<>();
  private final Queue queue = new Queue();
  private final Conflicts conflicts = new Conflicts();
  private long now;

  long now() {
    return now;
  }

  Conflicts conflicts() {
    return conflicts;
  }

  void load(String table, Map<String, String> columns) {
    var tx = new Tx(new Lane(0), dev.deadheat.search.dependence.Isolation.READ_COMMITTED, false);
    begin(tx);
    row(table, columns.getOrDefault("k", "")).change(tx, Optional.of(columns));
    commit(tx);
  }

  Row row(String table, String key) {
    return rows.computeIfAbsent(new RowKey(table, List.of(key)), Row::new);
  }

  List<Row> rows(String table) {
    return rows.values().stream().filter(row -> row.key.table().equals(table)).toList();
  }

  int nextValue(String sequence) {
    return sequences.merge(sequence, 1, Integer::sum);
  }

  void begin(Tx tx) {
    open.add(tx);
  }

  void commit(Tx tx) {
    now++;
    for (Tx.Held held : tx.held) {
      if (held instanceof Tx.Version(var row) && row.writer().filter(tx::equals).isPresent()) {
        row.commit(now);
      }
    }
    tx.held.clear();
    open.remove(tx);
    conflicts.committed(tx, now);
  }

  void rollback(Tx tx) {
    tx.undo(0);
    open.remove(tx);
    conflicts.rolledBack(tx);
  }

  /// The other transactions whose locks on a row exclude this mode.
  Set<Lane> blockers(Tx tx, RowKey row, LockMode mode) {
    Set<Lane> found = new LinkedHashSet<>();
    for (Tx other : open) {
      if (!other.equals(tx)
          && other.held.stream()
              .anyMatch(held ->
                  held instanceof Tx.RowLock(var locked, var by)
                      && locked.equals(row)
                      && excludes(by, mode))) {
        found.add(other.lane);
      }
    }
    return found;
  }

  private static boolean excludes(LockMode one, LockMode other) {
    return switch (one) {
      case KEY_SHARE -> other == LockMode.UPDATE;
      case SHARE -> other == LockMode.UPDATE || other == LockMode.NO_KEY_UPDATE;
      case NO_KEY_UPDATE -> other != LockMode.KEY_SHARE;
      case UPDATE -> true;
    };
  }

  /// Who stands in the way of a lock on a table: other holders, and who came first to wait for a
  /// lock that excludes this one. Whoever finds somebody waits from then on.
  Set<Lane> tableBlockers(Tx tx, String table, boolean exclusive) {
    var want = new Queue.Want(tx, "table " + table, !exclusive);
    if (holds(tx, held -> table(held, table).filter(mode -> mode == exclusive).isPresent())) {
      return Set.of();
    }
    Set<Lane> found = new LinkedHashSet<>();
    for (Tx other : open) {
      if (!other.equals(tx)
          && holds(other, held -> table(held, table).filter(by -> by || exclusive).isPresent())) {
        found.add(other.lane);
      }
    }
    return queue.wait(
        want,
        found,
        waiting ->
            holds(
                tx, held -> table(held, table).filter(by -> by || !waiting.shared()).isPresent()));
  }

  private static Optional<Boolean> table(Tx.Held held, String table) {
    return held instanceof Tx.TableLock(var locked, var exclusive) && locked.equals(table)
        ? Optional.of(exclusive)
        : Optional.empty();
  }

  private static boolean holds(Tx tx, Predicate<Tx.Held> what) {
    return tx.held.stream().anyMatch(what);
  }

  /// The same for an advisory lock; who only tries does not wait, and gives way to all who do.
  Set<Lane> advisoryBlockers(Tx tx, Op.Advisory advisory) {
    var want = new Queue.Want(tx, "advisory " + advisory.key(), advisory.shared());
    if (advisoryHolders(advisory.key(), advisory.shared(), true).contains(tx.lane)) {
      return Set.of();
    }
    Set<Lane> found = advisoryHolders(advisory.key(), advisory.shared(), false);
    found.remove(tx.lane);
    return advisory.tries()
        ? queue.look(want, found)
        : queue.wait(
            want,
            found,
            waiting -> advisoryHolders(advisory.key(), waiting.shared(), false).contains(tx.lane));
  }

  /// Who holds an advisory lock: in just this mode, or in one that excludes it.
  private Set<Lane> advisoryHolders(String key, boolean shared, boolean same) {
    Set<Lane> found = new LinkedHashSet<>();
    for (Tx other : open) {
      if (holds(
          other,
          held ->
              held instanceof Tx.AdvisoryLock(var locked, var sharing)
                  && locked.equals(key)
                  && (same ? sharing == shared : !(sharing && shared)))) {
        found.add(other.lane);
      }
    }
    for (SessionLock lock : sessionLocks) {
      if (lock.key().equals(key) && (same ? lock.shared() == shared : !(lock.shared() && shared))) {
        found.add(lock.lane());
      }
    }
    return found;
  }

  /// A statement that waits no longer.
  void leave(Tx tx) {
    queue.leave(tx);
  }

  void lockSession(Lane lane, String key, boolean shared) {
    sessionLocks.add(new SessionLock(lane, key, shared));
  }

  void unlockSession(Lane lane, Optional<String> key) {
    sessionLocks.removeIf(
        lock -> lock.lane().equals(lane) && key.filter(k -> !k.equals(lock.key())).isEmpty());
  }

  /// The committed rows, for comparing outcomes.
  String print() {
    var nobody =
        new Tx(new Lane(0), dev.deadheat.search.dependence.Isolation.READ_COMMITTED, false);
    List<String> lines = new ArrayList<>();
    for (Row row : rows.values()) {
      row.latest(nobody).ifPresent(columns -> lines.add(row.key + " " + new TreeMap<>(columns)));
    }
    return lines + " " + sequences;
  }
}

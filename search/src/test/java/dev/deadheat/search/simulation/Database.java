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

/// Rows, sequences, and the locks that open transactions hold.
final class Database {
  /// The unique keys of table `t`; table `c` has only `k`, and `c.p` refers to `t.k`, deferred.
  static final Map<String, List<String>> KEYS = Map.of("t", List.of("k", "u"), "c", List.of("k"));

  private record SessionLock(Lane lane, String key, boolean shared) {}

  private final TreeMap<RowKey, Row> rows = new TreeMap<>();
  private final Map<String, Integer> sequences = new LinkedHashMap<>();
  private final Set<Tx> open = new LinkedHashSet<>();
  private final List<SessionLock> sessionLocks = new ArrayList<>();
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

  /// The other transactions that touched a table, or only those that have it for themselves.
  Set<Lane> tableBlockers(Tx tx, String table, boolean exclusive) {
    Set<Lane> found = new LinkedHashSet<>();
    for (Tx other : open) {
      if (!other.equals(tx)
          && other.held.stream()
              .anyMatch(held ->
                  held instanceof Tx.TableLock(var locked, var alone)
                      && locked.equals(table)
                      && (alone || exclusive))) {
        found.add(other.lane);
      }
    }
    return found;
  }

  Set<Lane> advisoryBlockers(Tx tx, String key, boolean shared) {
    Set<Lane> found = new LinkedHashSet<>();
    for (Tx other : open) {
      if (!other.lane.equals(tx.lane)
          && other.held.stream()
              .anyMatch(held ->
                  held instanceof Tx.AdvisoryLock(var locked, var sharing)
                      && locked.equals(key)
                      && !(sharing && shared))) {
        found.add(other.lane);
      }
    }
    for (SessionLock lock : sessionLocks) {
      if (!lock.lane().equals(tx.lane) && lock.key().equals(key) && !(lock.shared() && shared)) {
        found.add(lock.lane());
      }
    }
    return found;
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

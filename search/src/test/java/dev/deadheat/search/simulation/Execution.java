package dev.deadheat.search.simulation;

import dev.deadheat.search.Access;
import dev.deadheat.search.Access.LockMode;
import dev.deadheat.search.Access.WriteKind;
import dev.deadheat.search.Lane;
import dev.deadheat.search.RowKey;
import dev.deadheat.search.dependence.Isolation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One statement or COMMIT under way: it goes as far as locks allow, and on from there later.
final class Execution {
  /// Where it got to.
  sealed interface State {
    record Done(String result) implements State {}

    record Failed(String code) implements State {}

    record Blocked(Set<Lane> by) implements State {}

    /// Between two rows.
    record Paused() implements State {}
  }

  private final Database database;
  private final Tx tx;
  private final Op op;
  private final boolean opaque;
  private final boolean impatient;
  private final boolean pauses;
  private final Optional<String> lastRead;
  private long snapshot;
  private final List<Access> accesses = new ArrayList<>();
  private final List<String> result = new ArrayList<>();
  private List<Row> targets = List.of();
  private boolean begun;
  private boolean unserializable;
  private int at;
  private int pausedAt;

  Execution(Database database, Tx tx, Op op, Optional<String> lastRead, boolean pauses) {
    this.pauses = pauses;
    this.database = database;
    this.tx = tx;
    this.op =
        switch (op) {
          case Op.Opaque(var statement) -> statement;
          case Op.Impatient(var statement) -> statement;
          default -> op;
        };
    this.opaque = op instanceof Op.Opaque;
    this.impatient = op instanceof Op.Impatient;
    this.lastRead = lastRead;
  }

  /// What was touched since the last call.
  List<Access> takeAccesses() {
    List<Access> taken = List.copyOf(accesses);
    accesses.clear();
    return opaque ? List.of(new Access.Unknown("told so")) : taken;
  }

  State advance() {
    State state = further();
    return state instanceof State.Blocked && impatient ? new State.Failed("55P03") : state;
  }

  private State further() {
    if (!begun) {
      Set<Lane> blockers = lockTables();
      if (!blockers.isEmpty()) {
        return new State.Blocked(blockers);
      }
      begun = true;
      if (tx.isolation != Isolation.READ_COMMITTED && tx.snapshot < 0) {
        tx.snapshot = database.now();
      }
      snapshot = tx.isolation == Isolation.READ_COMMITTED ? database.now() : tx.snapshot;
      // Only who touches rows is told that its transaction is doomed.
      unserializable = !(op instanceof Op.Constant) && database.conflicts().doomed(tx);
      targets = targets();
    }
    State state = unserializable ? new State.Failed("40001") : run();
    if (state instanceof State.Blocked || state instanceof State.Paused) {
      return state;
    }
    // A conflict counts when the statement is through, whatever it also ran into.
    return unserializable ? new State.Failed("40001") : state;
  }

  /// Whether the transaction may commit now.
  boolean commitFails() {
    return database.conflicts().commitFails(tx);
  }

  /// Every statement locks its tables before it takes its snapshot.
  private Set<Lane> lockTables() {
    boolean exclusive = op instanceof Op.Truncate;
    for (String table : tables()) {
      Set<Lane> blockers = database.tableBlockers(tx, table, exclusive);
      if (!blockers.isEmpty()) {
        accesses.add(new Access.WholeTable(table, exclusive));
        return blockers;
      }
      tx.held.add(new Tx.TableLock(table, exclusive));
    }
    return Set.of();
  }

  private Set<String> tables() {
    Set<String> tables = new java.util.LinkedHashSet<>();
    switch (op) {
      case Op.Read read -> tables.add(read.where().table());
      case Op.Lock lock -> tables.add(lock.where().table());
      case Op.Update update -> {
        tables.add(update.where().table());
        update.unlessExists().ifPresent(where -> tables.add(where.table()));
      }
      case Op.Delete delete -> tables.add(delete.where().table());
      case Op.Insert insert -> {
        tables.add(insert.table());
        insert.unlessExists().ifPresent(where -> tables.add(where.table()));
      }
      case Op.Truncate truncate -> tables.add(truncate.table());
      default -> {}
    }
    return tables;
  }

  private State run() {
    return switch (op) {
      case Op.Read ignored -> {
        for (Row row : targets) {
          result.add(row.key + "" + new java.util.TreeMap<>(seen(row)));
        }
        yield done();
      }
      case Op.Constant() -> done();
      case Op.Lock lock -> lock(lock);
      case Op.Update update -> update(update);
      case Op.Delete ignored -> delete();
      case Op.Insert insert -> insert(insert);
      case Op.Advisory advisory -> advisory(advisory);
      case Op.Unlock unlock -> {
        accesses.add(new Access.Advisory(unlock.key(), false));
        database.unlockSession(tx.lane, Optional.of(unlock.key()));
        yield done();
      }
      case Op.NextValue next -> {
        accesses.add(new Access.MoveSequence(next.sequence()));
        result.add("" + database.nextValue(next.sequence()));
        yield done();
      }
      case Op.Truncate(var table) -> {
        accesses.add(new Access.WholeTable(table, true));
        for (Row row : database.rows(table)) {
          if (row.latest(tx).isPresent()) {
            unserializable |=
                database.conflicts().write(tx, table, row.latest(tx), Optional.empty());
            row.change(tx, Optional.empty());
            result.add("truncated " + row.key);
          }
        }
        yield done();
      }
      case Op.Commit ignored -> commit();
      default -> throw new IllegalStateException("not a statement: " + op);
    };
  }

  private boolean pausesHere() {
    boolean here = pauses && at > pausedAt;
    pausedAt = at;
    return here;
  }

  private State done() {
    return new State.Done(String.join(";", result));
  }

  private List<Row> targets() {
    return switch (op) {
      case Op.Read read -> search(read.where());
      case Op.Lock lock -> search(lock.where());
      case Op.Delete delete -> search(delete.where());
      case Op.Update update -> {
        boolean stop = update.unlessExists().filter(where -> !search(where).isEmpty()).isPresent();
        List<Row> found = search(update.where());
        yield stop ? List.of() : found;
      }
      default -> List.of();
    };
  }

  private List<Row> search(Op.Where where) {
    accesses.add(access(where));
    unserializable |= database.conflicts().read(tx, where);
    return database.rows(where.table()).stream()
        .filter(row -> row.seenBy(tx, snapshot).filter(where::matches).isPresent())
        .toList();
  }

  private static Access access(Op.Where where) {
    String key = where.equalities().get("k");
    if (key != null) {
      return new Access.ReadRow(new RowKey(where.table(), List.of(key)));
    }
    Map<String, Optional<String>> equalities = new LinkedHashMap<>();
    where.equalities().forEach((column, value) -> equalities.put(column, Optional.of(value)));
    return new Access.ReadWhere(where.table(), equalities);
  }

  private Map<String, String> seen(Row row) {
    return row.seenBy(tx, snapshot).orElse(Map.of());
  }

  private void hold(Row row, LockMode mode) {
    tx.held.add(new Tx.RowLock(row.key, mode));
    accesses.add(new Access.LockRow(row.key, mode));
  }

  private State lock(Op.Lock lock) {
    for (; at < targets.size(); at++) {
      if (pausesHere()) {
        return new State.Paused();
      }
      Row row = targets.get(at);
      Set<Lane> blockers = database.blockers(tx, row.key, lock.mode());
      if (!blockers.isEmpty()) {
        switch (lock.patience()) {
          case WAIT -> {
            return new State.Blocked(blockers);
          }
          case NOWAIT -> {
            return new State.Failed("55P03");
          }
          case SKIP -> {
            continue;
          }
        }
      }
      hold(row, lock.mode());
      if (serializationFailure(row)) {
        return new State.Failed("40001");
      }
      row.latest(tx)
          .filter(lock.where()::matches)
          .ifPresent(columns -> result.add(row.key + "" + new java.util.TreeMap<>(columns)));
    }
    return done();
  }

  private boolean serializationFailure(Row row) {
    return tx.isolation != Isolation.READ_COMMITTED && row.changedSince(tx, snapshot);
  }

  private State update(Op.Update update) {
    LockMode mode =
        Database.KEYS.getOrDefault(update.where().table(), List.of()).contains(update.column())
            ? LockMode.UPDATE
            : LockMode.NO_KEY_UPDATE;
    for (; at < targets.size(); at++) {
      if (pausesHere()) {
        return new State.Paused();
      }
      Row row = targets.get(at);
      Set<Lane> blockers = database.blockers(tx, row.key, mode);
      if (!blockers.isEmpty()) {
        return new State.Blocked(blockers);
      }
      if (serializationFailure(row)) {
        hold(row, mode);
        return new State.Failed("40001");
      }
      Optional<Map<String, String>> before = row.latest(tx).filter(update.where()::matches);
      if (before.isPresent()) {
        Map<String, String> after = new LinkedHashMap<>(before.get());
        after.put(update.column(), value(update, before.get()));
        if (mode == LockMode.UPDATE) {
          Optional<State> conflict =
              conflict(row.key.table(), after, Optional.of(row), Op.OnConflict.FAIL);
          if (conflict.isPresent()) {
            if (conflict.get() instanceof State.Failed) {
              hold(row, mode);
            }
            return conflict.get();
          }
        }
        hold(row, mode);
        write(row, WriteKind.UPDATE, before, Optional.of(after));
      } else {
        hold(row, mode);
      }
    }
    return done();
  }

  private String value(Op.Update update, Map<String, String> row) {
    String value = update.value();
    return switch (value.charAt(0)) {
      case '+' -> plus(row.getOrDefault(update.column(), "0"), value.substring(1));
      case '?' -> plus(lastRead.orElse("0"), value.substring(1));
      default -> value;
    };
  }

  private static String plus(String one, String other) {
    return "" + (Integer.parseInt(one) + Integer.parseInt(other));
  }

  private State delete() {
    for (; at < targets.size(); at++) {
      if (pausesHere()) {
        return new State.Paused();
      }
      Row row = targets.get(at);
      Set<Lane> blockers = database.blockers(tx, row.key, LockMode.UPDATE);
      if (!blockers.isEmpty()) {
        return new State.Blocked(blockers);
      }
      hold(row, LockMode.UPDATE);
      if (serializationFailure(row)) {
        return new State.Failed("40001");
      }
      Optional<Map<String, String>> before =
          row.latest(tx).filter(((Op.Delete) op).where()::matches);
      if (before.isPresent()) {
        write(row, WriteKind.DELETE, before, Optional.empty());
      }
    }
    return done();
  }

  private State insert(Op.Insert insert) {
    if (at == 0) {
      at = 1;
      if (insert.onConflict() != Op.OnConflict.FAIL || insert.unlessExists().isPresent()) {
        accesses.add(new Access.ReadWhere(insert.table(), Map.of()));
      }
      if (insert.unlessExists().filter(where -> !search(where).isEmpty()).isPresent()) {
        return done();
      }
    }
    Optional<State> conflict =
        conflict(insert.table(), insert.row(), Optional.empty(), insert.onConflict());
    if (conflict.isPresent()) {
      return conflict.get();
    }
    Row row = database.row(insert.table(), insert.row().getOrDefault("k", ""));
    tx.held.add(new Tx.RowLock(row.key, LockMode.UPDATE));
    write(row, WriteKind.INSERT, Optional.empty(), Optional.of(insert.row()));
    return done();
  }

  /// ON CONFLICT DO UPDATE: the row that is there is locked and changed.
  private State increment(Row row) {
    Set<Lane> blockers = database.blockers(tx, row.key, LockMode.NO_KEY_UPDATE);
    if (!blockers.isEmpty()) {
      return new State.Blocked(blockers);
    }
    hold(row, LockMode.NO_KEY_UPDATE);
    Map<String, String> before = row.latest(tx).orElseThrow();
    Map<String, String> after = new LinkedHashMap<>(before);
    after.put("v", plus(before.getOrDefault("v", "0"), "1"));
    write(row, WriteKind.UPDATE, Optional.of(before), Optional.of(after));
    return done();
  }

  /// What is in the way was looked for in all keys.
  private void probe(String table, Map<String, String> columns) {
    for (String key : Database.KEYS.getOrDefault(table, List.of())) {
      Optional.ofNullable(columns.get(key))
          .ifPresent(value -> accesses.add(probe(table, key, value)));
    }
  }

  private static Access probe(String table, String column, String value) {
    return new Access.UniqueProbe(table, List.of(column), List.of(Optional.of(value)));
  }

  /// What stands in the way of a row with these keys.
  private Optional<State> conflict(
      String table, Map<String, String> columns, Optional<Row> itself, Op.OnConflict onConflict) {
    for (String key : Database.KEYS.getOrDefault(table, List.of())) {
      String value = columns.get(key);
      if (value == null) {
        continue;
      }
      for (Row row : database.rows(table)) {
        if (itself.filter(row::equals).isPresent()) {
          continue;
        }
        Optional<Tx> writer = row.writer().filter(other -> !other.equals(tx));
        if (writer.isPresent()) {
          if (row.possible().stream().anyMatch(version -> value.equals(version.get(key)))) {
            probe(table, columns);
            return Optional.of(new State.Blocked(Set.of(writer.get().lane)));
          }
        } else if (row.latest(tx).filter(version -> value.equals(version.get(key))).isPresent()) {
          probe(table, columns);
          boolean fails =
              onConflict == Op.OnConflict.FAIL
                  || (onConflict == Op.OnConflict.UPDATE && !key.equals("k"));
          if (fails) {
            return Optional.of(new State.Failed("23505"));
          }
          return Optional.of(
              serializationFailure(row)
                  ? new State.Failed("40001")
                  : onConflict == Op.OnConflict.NOTHING ? done() : increment(row));
        }
      }
    }
    return Optional.empty();
  }

  private void write(
      Row row,
      WriteKind kind,
      Optional<Map<String, String>> before,
      Optional<Map<String, String>> after) {
    row.change(tx, after);
    unserializable |= database.conflicts().write(tx, row.key.table(), before, after);
    accesses.add(new Access.WriteRow(row.key, kind, values(before), values(after)));
    result.add(kind + " " + row.key);
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

  private State advisory(Op.Advisory advisory) {
    accesses.add(new Access.Advisory(advisory.key(), advisory.shared()));
    Set<Lane> blockers = database.advisoryBlockers(tx, advisory);
    if (!blockers.isEmpty()) {
      if (!advisory.tries()) {
        return new State.Blocked(blockers);
      }
      result.add("not locked");
      return done();
    }
    if (advisory.ofSession()) {
      database.lockSession(tx.lane, advisory.key(), advisory.shared());
    } else {
      tx.held.add(new Tx.AdvisoryLock(advisory.key(), advisory.shared()));
    }
    result.add("locked");
    return done();
  }

  /// The deferred foreign key: parents of new children are locked and must be there; deleted
  /// parents must have no children.
  private State commit() {
    List<Tx.Held> held = List.copyOf(tx.held);
    for (Tx.Held one : held) {
      if (!(one instanceof Tx.Version(var row)) || row.writer().filter(tx::equals).isEmpty()) {
        continue;
      }
      Optional<Map<String, String>> now = row.latest(tx);
      if (row.key.table().equals("c") && now.isPresent()) {
        Optional<State> stop = parent(now.get().getOrDefault("p", ""));
        if (stop.isPresent()) {
          return stop.get();
        }
      }
      if (row.key.table().equals("t") && now.isEmpty()) {
        Optional<State> stop = children(row.key.key().getFirst());
        if (stop.isPresent()) {
          return stop.get();
        }
      }
    }
    return done();
  }

  private Optional<State> parent(String key) {
    Row parent = database.row("t", key);
    Set<Lane> blockers =
        parent.possible().isEmpty() || parent.latest(tx).isEmpty()
            ? Set.of()
            : database.blockers(tx, parent.key, LockMode.KEY_SHARE);
    accesses.add(probe("t", "k", key));
    if (!blockers.isEmpty()) {
      return Optional.of(new State.Blocked(blockers));
    }
    if (parent.latest(tx).isEmpty()) {
      return Optional.of(new State.Failed("23503"));
    }
    hold(parent, LockMode.KEY_SHARE);
    return Optional.empty();
  }

  private Optional<State> children(String key) {
    Op.Where where = new Op.Where("c", Map.of("p", key));
    accesses.add(access(where));
    for (Row child : database.rows("c")) {
      if (child.latest(tx).filter(where::matches).isEmpty()) {
        continue;
      }
      Set<Lane> blockers = database.blockers(tx, child.key, LockMode.KEY_SHARE);
      if (!blockers.isEmpty()) {
        return Optional.of(new State.Blocked(blockers));
      }
      hold(child, LockMode.KEY_SHARE);
      if (child.latest(tx).filter(where::matches).isPresent()) {
        return Optional.of(new State.Failed("23503"));
      }
    }
    return Optional.empty();
  }
}

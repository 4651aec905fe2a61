package dev.deadheat.search.simulation;

import dev.deadheat.search.Access;
import dev.deadheat.search.Access.LockMode;
import dev.deadheat.search.Access.WriteKind;
import dev.deadheat.search.Lane;
import dev.deadheat.search.dependence.Isolation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

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
  private final Trail trail;
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
    this.trail = new Trail(tx);
    this.op = op.bare();
    this.opaque = op instanceof Op.Opaque;
    this.impatient = op instanceof Op.Impatient;
    this.lastRead = lastRead;
  }

  /// What was touched since the last call.
  List<Access> takeAccesses() {
    List<Access> taken = trail.take();
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
    for (String table : op.tables()) {
      Set<Lane> blockers = database.tableBlockers(tx, table, exclusive);
      if (!blockers.isEmpty()) {
        trail.add(new Access.WholeTable(table, exclusive));
        return blockers;
      }
      tx.held.add(new Tx.TableLock(table, exclusive));
    }
    return Set.of();
  }

  private State run() {
    return switch (op) {
      case Op.Read ignored -> {
        for (Row row : targets) {
          result.add(row.key + "" + new TreeMap<>(row.seenBy(tx, snapshot).orElse(Map.of())));
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
        trail.add(new Access.Advisory(unlock.key(), false));
        database.unlockSession(tx.lane, Optional.of(unlock.key()));
        yield done();
      }
      case Op.NextValue next -> {
        trail.add(new Access.MoveSequence(next.sequence()));
        result.add("" + database.nextValue(next.sequence()));
        yield done();
      }
      case Op.Truncate(var table) -> {
        trail.add(new Access.WholeTable(table, true));
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
      case Op.Commit ignored -> new ForeignKey(database, tx, trail).stop().orElseGet(this::done);
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
    trail.searched(where);
    unserializable |= database.conflicts().read(tx, where);
    return database.rows(where.table()).stream()
        .filter(row -> row.seenBy(tx, snapshot).filter(where::matches).isPresent())
        .toList();
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
      trail.hold(row, lock.mode());
      if (serializationFailure(row)) {
        return new State.Failed("40001");
      }
      row.latest(tx)
          .filter(lock.where()::matches)
          .ifPresent(columns -> result.add(row.key + "" + new TreeMap<>(columns)));
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
        trail.hold(row, mode);
        return new State.Failed("40001");
      }
      Optional<Map<String, String>> before = row.latest(tx).filter(update.where()::matches);
      Optional<Map<String, String>> after = before.map(columns -> changed(update, columns));
      if (after.isPresent() && mode == LockMode.UPDATE) {
        Optional<State> conflict =
            conflict(row.key.table(), after.get(), Optional.of(row), Op.OnConflict.FAIL);
        if (conflict.isPresent()) {
          if (conflict.get() instanceof State.Failed) {
            trail.hold(row, mode);
          }
          return conflict.get();
        }
      }
      trail.hold(row, mode);
      if (after.isPresent()) {
        write(row, WriteKind.UPDATE, before, after);
      }
    }
    return done();
  }

  private Map<String, String> changed(Op.Update update, Map<String, String> row) {
    String value = update.value();
    Map<String, String> after = new LinkedHashMap<>(row);
    after.put(
        update.column(),
        switch (value.charAt(0)) {
          case '+' -> plus(row.getOrDefault(update.column(), "0"), value.substring(1));
          case '?' -> plus(lastRead.orElse("0"), value.substring(1));
          default -> value;
        });
    return after;
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
      trail.hold(row, LockMode.UPDATE);
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
        trail.add(new Access.ReadWhere(insert.table(), Map.of()));
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
    trail.hold(row, LockMode.NO_KEY_UPDATE);
    Map<String, String> before = row.latest(tx).orElseThrow();
    Map<String, String> after = new LinkedHashMap<>(before);
    after.put("v", plus(before.getOrDefault("v", "0"), "1"));
    write(row, WriteKind.UPDATE, Optional.of(before), Optional.of(after));
    return done();
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
            trail.probed(table, columns);
            return Optional.of(new State.Blocked(Set.of(writer.get().lane)));
          }
        } else if (row.latest(tx).filter(version -> value.equals(version.get(key))).isPresent()) {
          trail.probed(table, columns);
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
    trail.wrote(row, kind, before, after);
    result.add(kind + " " + row.key);
  }

  private State advisory(Op.Advisory advisory) {
    trail.add(new Access.Advisory(advisory.key(), advisory.shared()));
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
}

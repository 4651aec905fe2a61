package dev.deadheat.search.simulation;

import dev.deadheat.search.Access.LockMode;
import dev.deadheat.search.dependence.Isolation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One thing that a simulated request does.
sealed interface Op {
  /// Which rows of a table: those whose columns have these values.
  record Where(String table, Map<String, String> equalities) {
    static Where all(String table) {
      return new Where(table, Map.of());
    }

    boolean matches(Map<String, String> row) {
      return equalities.entrySet().stream().allMatch(e -> e.getValue().equals(row.get(e.getKey())));
    }
  }

  /// What a locking statement does about a lock it cannot have.
  enum Patience {
    WAIT,
    NOWAIT,
    SKIP
  }

  record Begin(Isolation isolation) implements Op {}

  record Commit() implements Op {}

  record Rollback() implements Op {}

  record Savepoint(String name) implements Op {}

  record Release(String name) implements Op {}

  record RollbackTo(String name) implements Op {}

  record Read(Where where) implements Op {}

  /// A query without a table: it touches nothing, but takes its transaction's snapshot.
  record Constant() implements Op {}

  record Lock(Where where, LockMode mode, Patience patience) implements Op {}

  /// Sets a column. Values: a constant, `+n` for the column's own value and n, `?n` for the value
  /// that this request last read and n.
  record Update(Where where, Optional<Where> unlessExists, String column, String value)
      implements Op {}

  record Insert(
      String table, Map<String, String> row, Optional<Where> unlessExists, OnConflict onConflict)
      implements Op {}

  /// What an insert does about a row that is there already.
  enum OnConflict {
    FAIL,
    NOTHING,
    /// Adds 1 to the value of the row with this key.
    UPDATE
  }

  record Delete(Where where) implements Op {}

  /// An advisory lock: of the transaction, or of the session until it is given back.
  record Advisory(String key, boolean shared, boolean tries, boolean ofSession) implements Op {}

  record Unlock(String key) implements Op {}

  record NextValue(String sequence) implements Op {}

  /// Empties a table, which excludes everybody else from it.
  record Truncate(String table) implements Op {}

  /// A statement of which the search is told only that it was not understood.
  record Opaque(Op statement) implements Op {}

  /// Runs a statement between a savepoint and its release, and rolls back to it on an error.
  record Guarded(Op statement) implements Op {}

  /// A statement under a lock timeout, which passes at once.
  record Impatient(Op statement) implements Op {}

  /// A block that is tried once more if it could not be serialized or ended a deadlock.
  record Retried(List<Op> block) implements Op {}

  /// Goes on with one list or the other, by whether the last result was empty.
  record IfEmpty(List<Op> then, List<Op> otherwise) implements Op {}

  /// The statement itself, whatever is told of it or set for it.
  default Op bare() {
    return switch (this) {
      case Opaque(var statement) -> statement;
      case Impatient(var statement) -> statement;
      default -> this;
    };
  }

  /// The tables that a statement locks.
  default Set<String> tables() {
    return switch (this) {
      case Read read -> Set.of(read.where().table());
      case Lock lock -> Set.of(lock.where().table());
      case Update update -> tables(update.where().table(), update.unlessExists());
      case Delete delete -> Set.of(delete.where().table());
      case Insert insert -> tables(insert.table(), insert.unlessExists());
      case Truncate truncate -> Set.of(truncate.table());
      default -> Set.of();
    };
  }

  private static Set<String> tables(String first, Optional<Where> second) {
    Set<String> tables = new LinkedHashSet<>(List.of(first));
    second.ifPresent(where -> tables.add(where.table()));
    return tables;
  }
}

package dev.deadheat.prove.story;

import dev.deadheat.prove.run.StepRecord;
import dev.deadheat.search.Access.WriteRow;
import dev.deadheat.search.Event.Kind;
import dev.deadheat.search.RowKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Follows rows through a run: what everybody sees, and what each connection has changed and not
/// yet committed.
final class RowStates {
  private final Map<RowKey, Optional<Map<String, Optional<String>>>> committed;
  private final Map<Connection, Transaction> open = new LinkedHashMap<>();

  private record Connection(int lane, int session) {}

  /// A transaction's own changes, with the states to go back to at its savepoints.
  private static final class Transaction {
    Map<RowKey, Optional<Map<String, Optional<String>>>> changes = new LinkedHashMap<>();
    final Map<String, Map<RowKey, Optional<Map<String, Optional<String>>>>> savepoints =
        new LinkedHashMap<>();
  }

  /// @param start the rows at the start; a row that is not there is absent or maps to empty
  RowStates(Map<RowKey, Optional<Map<String, Optional<String>>>> start) {
    committed = new LinkedHashMap<>(start);
  }

  /// Takes one step.
  ///
  /// @param staysOpen whether the step's changes wait for a later COMMIT
  void take(StepRecord step, boolean staysOpen) {
    Connection connection = new Connection(step.lane().index(), step.session());
    Transaction transaction = open.computeIfAbsent(connection, _ -> new Transaction());
    if (step.error().isPresent()) {
      if (!staysOpen || step.kind() == Kind.COMMIT) {
        open.remove(connection);
      }
      return;
    }
    for (WriteRow write : step.writes()) {
      boolean gone = write.after().isEmpty();
      transaction.changes.put(write.row(), gone ? Optional.empty() : Optional.of(write.after()));
    }
    switch (step.kind()) {
      case COMMIT -> publish(connection);
      case ROLLBACK, DISCONNECT -> open.remove(connection);
      case SAVEPOINT ->
          transaction.savepoints.put(name(step.sql()), new LinkedHashMap<>(transaction.changes));
      case ROLLBACK_TO_SAVEPOINT -> {
        var kept = transaction.savepoints.get(name(step.sql()));
        if (kept != null) {
          transaction.changes = new LinkedHashMap<>(kept);
        }
      }
      case BEGIN, STATEMENT, RELEASE_SAVEPOINT -> {
        if (!staysOpen) {
          publish(connection);
        }
      }
    }
  }

  private void publish(Connection connection) {
    Transaction transaction = open.remove(connection);
    if (transaction != null) {
      committed.putAll(transaction.changes);
    }
  }

  /// The savepoint's name: the last word of the statement.
  private static String name(String sql) {
    String words = sql.strip().replace("\"", "").replace(";", "").strip();
    return words.substring(words.lastIndexOf(' ') + 1);
  }

  /// The row as everybody else sees it.
  Optional<Map<String, Optional<String>>> committed(RowKey row) {
    return committed.getOrDefault(row, Optional.empty());
  }

  /// The lane's own uncommitted versions.
  Map<RowKey, Optional<Map<String, Optional<String>>>> uncommitted(int lane) {
    Map<RowKey, Optional<Map<String, Optional<String>>>> all = new LinkedHashMap<>();
    open.forEach((connection, transaction) -> {
      if (connection.lane() == lane) {
        all.putAll(transaction.changes);
      }
    });
    return all;
  }

  /// Rows with an uncommitted version in any lane.
  List<RowKey> unsettled() {
    List<RowKey> rows = new ArrayList<>();
    open.values().forEach(transaction -> rows.addAll(transaction.changes.keySet()));
    return rows;
  }
}

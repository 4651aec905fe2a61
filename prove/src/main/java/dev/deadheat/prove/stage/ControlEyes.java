package dev.deadheat.prove.stage;

import dev.deadheat.postgres.rows.Catalog;
import dev.deadheat.postgres.rows.Change;
import dev.deadheat.postgres.rows.Notices;
import dev.deadheat.postgres.rows.Table;
import dev.deadheat.search.Access;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Sees through a connection of its own. Its methods take turns.
final class ControlEyes implements Eyes {
  private static final String TABLE_LOCKS =
      "SELECT relation::int8, mode FROM pg_locks WHERE pid = ? AND locktype = 'relation' AND granted"
          + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
          + " AND relation >= 16384";
  private static final String BLOCKERS = "SELECT pg_blocking_pids(?)";

  private final Connection connection;
  private Catalog catalog = new Catalog(List.of(), List.of());

  ControlEyes(Connection connection) {
    this.connection = connection;
  }

  synchronized void know(Catalog known) {
    catalog = known;
  }

  @Override
  public synchronized List<Access> changes(List<String> payloads) {
    List<Change> changes = new ArrayList<>();
    for (String payload : payloads) {
      changes.addAll(Notices.parse(payload, catalog));
    }
    return Change.accesses(changes);
  }

  @Override
  public synchronized SortedMap<String, TableLock> tableLocks(int backendPid) {
    SortedMap<String, TableLock> locks = new TreeMap<>();
    try (PreparedStatement statement = connection.prepareStatement(TABLE_LOCKS)) {
      statement.setInt(1, backendPid);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          TableLock lock =
              switch (row.getString(2)) {
                case "AccessShareLock" -> TableLock.READ;
                case "RowShareLock" -> TableLock.ROWS;
                default -> TableLock.WRITE;
              };
          catalog
              .table((int) row.getLong(1))
              .map(Table::rowsName)
              .ifPresent(table ->
                  locks.merge(
                      table, lock, (one, other) -> one.compareTo(other) >= 0 ? one : other));
        }
      }
      return locks;
    } catch (SQLException gone) {
      throw new IllegalStateException("the control connection is gone: " + gone.getMessage(), gone);
    }
  }

  @Override
  public synchronized List<Integer> blockers(int backendPid) {
    try (PreparedStatement statement = connection.prepareStatement(BLOCKERS)) {
      statement.setInt(1, backendPid);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        Array pids = row.getArray(1);
        return Arrays.stream((Object[]) pids.getArray())
            .map(pid -> (Integer) pid)
            .collect(Collectors.toList());
      }
    } catch (SQLException gone) {
      throw new IllegalStateException("the control connection is gone: " + gone.getMessage(), gone);
    }
  }

  void close() {
    try {
      connection.close();
    } catch (SQLException gone) {
      // The server ended first: there is nothing left to close.
      return;
    }
  }
}

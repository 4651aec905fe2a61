package dev.deadheat.prove.stage;

import dev.deadheat.postgres.locks.HeldLock;
import dev.deadheat.postgres.locks.HeldRow;
import dev.deadheat.postgres.locks.Locks;
import dev.deadheat.postgres.rows.Catalog;
import dev.deadheat.postgres.rows.Change;
import dev.deadheat.postgres.rows.Notices;
import dev.deadheat.prove.run.ObserverException;
import dev.deadheat.search.Access;
import dev.deadheat.search.RowKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Sees through a connection of its own. Its methods take turns.
final class ControlEyes implements Eyes {
  private final Locks locks;
  private final HeldRow held;
  private final Catalog catalog;

  /// Takes over two connections: one to ask, one to hold rows.
  ControlEyes(Connection connection, Connection holding, Catalog catalog) throws SQLException {
    this.locks = new Locks(connection, catalog);
    this.held = new HeldRow(holding, catalog);
    this.catalog = catalog;
  }

  @Override
  public List<Access> changes(List<String> payloads) {
    List<Change> changes = new ArrayList<>();
    for (String payload : payloads) {
      changes.addAll(Notices.parse(payload, catalog));
    }
    return Change.accesses(changes);
  }

  @Override
  public synchronized SortedMap<String, TableLock> tableLocks(int backendPid) {
    SortedMap<String, TableLock> strongest = new TreeMap<>();
    try {
      for (HeldLock held : locks.relations(backendPid)) {
        if (held.target() instanceof HeldLock.Target.Relation(String table)) {
          TableLock lock =
              switch (held.mode()) {
                case "AccessShareLock" -> TableLock.READ;
                case "RowShareLock" -> TableLock.ROWS;
                default -> TableLock.WRITE;
              };
          strongest.merge(table, lock, (one, other) -> one.compareTo(other) >= 0 ? one : other);
        }
      }
      return strongest;
    } catch (SQLException gone) {
      throw gone(gone);
    }
  }

  @Override
  public synchronized Optional<List<Access.LockRow>> rowLocks(String table, int backendPid) {
    try {
      return locks
          .rowLocks(table)
          .map(rows ->
              rows.stream()
                  .filter(row -> row.mayBeOf(backendPid))
                  .map(row -> new Access.LockRow(row.row(), row.modes().getLast()))
                  .toList());
    } catch (SQLException gone) {
      throw gone(gone);
    }
  }

  @Override
  public synchronized List<Integer> blockers(int backendPid) {
    try {
      return locks.blockers(backendPid);
    } catch (SQLException gone) {
      throw gone(gone);
    }
  }

  @Override
  public synchronized void cancel(Collection<Integer> backendPids) {
    try {
      locks.cancel(backendPids);
    } catch (SQLException gone) {
      throw gone(gone);
    }
  }

  @Override
  public synchronized boolean hold(RowKey row) {
    try {
      return held.hold(row);
    } catch (SQLException gone) {
      throw gone(gone);
    }
  }

  @Override
  public synchronized void letGo() {
    try {
      held.letGo();
    } catch (SQLException gone) {
      throw gone(gone);
    }
  }

  private static ObserverException gone(SQLException cause) {
    return new ObserverException("the control connection is gone: " + cause.getMessage(), cause);
  }

  synchronized void close() {
    try {
      locks.close();
      held.close();
    } catch (SQLException gone) {
      // The server ended first: there is nothing left to close.
      return;
    }
  }
}

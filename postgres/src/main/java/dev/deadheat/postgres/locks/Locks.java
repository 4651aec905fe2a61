package dev.deadheat.postgres.locks;

import dev.deadheat.postgres.locks.HeldLock.Target;
import dev.deadheat.postgres.rows.Catalog;
import dev.deadheat.postgres.rows.Table;
import dev.deadheat.search.Access.LockMode;
import dev.deadheat.search.RowKey;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Asks the server, on a connection of our own, who holds what and who waits for whom.
///
/// Every question is a prepared statement that costs tens of microseconds. Used by one thread at a
/// time; owns the prepared statements, not the connection.
public final class Locks implements AutoCloseable {
  private static final String HELD =
      """
      SELECT pid, locktype, relation::int8, page, tuple, transactionid::text,
        classid::int8, objid::int8, objsubid, mode, granted
      FROM pg_locks
      WHERE pid = ANY (?) AND locktype <> 'virtualxid'
        AND (relation IS NULL OR relation >= 16384)
      """;

  private static final String BACKENDS =
      """
      SELECT pid, coalesce(state, 'starting'), coalesce(wait_event_type || ': ' || wait_event, ''), application_name
      FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND backend_type = 'client backend'
      ORDER BY pid
      """;

  /// The second function sees who waits for a safe snapshot (SERIALIZABLE READ ONLY DEFERRABLE).
  private static final String BLOCKERS =
      """
      SELECT unnest(pg_catalog.pg_blocking_pids(s.pid)
        || pg_catalog.pg_safe_snapshot_blocking_pids(s.pid))
      FROM (SELECT ?::int4) s(pid)
      """;

  private final Connection connection;
  private final Catalog catalog;
  private final PreparedStatement held;
  private final PreparedStatement blockers;
  private final PreparedStatement cancel;
  private final PreparedStatement blocked;
  private final PreparedStatement backends;
  private final Optional<String> rowLocksSchema;

  /// Prepares the questions.
  ///
  /// @param connection to the database that is watched, of a superuser for [#rowLocks]
  public Locks(Connection connection, Catalog catalog) throws SQLException {
    this.connection = connection;
    this.catalog = catalog;
    held = connection.prepareStatement(HELD);
    blockers = connection.prepareStatement(BLOCKERS);
    cancel =
        connection.prepareStatement(
            "SELECT pg_catalog.pg_cancel_backend(p) FROM unnest(?::int4[]) p");
    blocked =
        connection.prepareStatement("SELECT pg_catalog.pg_isolation_test_session_is_blocked(?, ?)");
    backends = connection.prepareStatement(BACKENDS);
    rowLocksSchema = rowLocksSchema();
  }

  private Optional<String> rowLocksSchema() throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
                WHERE e.extname = 'pgrowlocks'\
                """)) {
      return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
    }
  }

  /// All locks that these backends hold or wait for, but for those that say nothing: their own
  /// virtual transactions', indexes', sequences', views' and system tables'. What was made since
  /// the catalog was read shows as a table named by its object id.
  public List<HeldLock> held(Collection<Integer> pids) throws SQLException {
    held.setArray(1, pids(pids));
    List<HeldLock> locks = new ArrayList<>();
    try (ResultSet row = held.executeQuery()) {
      while (row.next()) {
        if (!catalog.isNoTable((int) row.getLong(3))) {
          locks.add(
              new HeldLock(row.getInt(1), target(row), row.getString(10), row.getBoolean(11)));
        }
      }
    }
    locks.sort(Comparator.comparing(HeldLock::toString));
    return locks;
  }

  private Target target(ResultSet row) throws SQLException {
    String type = row.getString(2);
    return switch (type) {
      case "relation" -> new Target.Relation(tableName(row.getLong(3)));
      case "tuple" ->
          new Target.Tuple(
              tableName(row.getLong(3)), "(" + row.getInt(4) + "," + row.getInt(5) + ")");
      case "transactionid" -> new Target.Transaction(row.getString(6));
      case "advisory" ->
          new Target.Advisory(advisoryKey(row.getLong(7), row.getLong(8), row.getInt(9)));
      default -> new Target.Other(type);
    };
  }

  /// PostgreSQL splits a 64-bit key over two columns and marks it by the third (manual, 54.12).
  private static String advisoryKey(long high, long low, int parts) {
    return parts == 1 ? String.valueOf((high << 32) | low) : (int) high + "," + (int) low;
  }

  private String tableName(long oid) {
    return catalog.table((int) oid).map(Table::rowsName).orElse("oid " + oid);
  }

  /// The tables that a backend has locked in any mode: every table that it touched in its
  /// transaction, through views, functions and triggers too.
  public List<HeldLock> relations(int pid) throws SQLException {
    return held(List.of(pid)).stream()
        .filter(lock -> lock.target() instanceof Target.Relation)
        .toList();
  }

  /// The backends that a backend waits for, the queue before it too; empty if it does not wait.
  public List<Integer> blockers(int pid) throws SQLException {
    blockers.setInt(1, pid);
    List<Integer> pids = new ArrayList<>();
    try (ResultSet row = blockers.executeQuery()) {
      while (row.next()) {
        pids.add(row.getInt(1));
      }
    }
    return pids.stream().distinct().sorted().toList();
  }

  /// Makes backends' statements fail with 57014, where they run one.
  public void cancel(Collection<Integer> pids) throws SQLException {
    cancel.setArray(1, pids(pids));
    cancel.executeQuery().close();
  }

  /// Whether a backend waits for one of the others, in any way that PostgreSQL's own isolation
  /// tests look for.
  public boolean isBlocked(int pid, Collection<Integer> others) throws SQLException {
    blocked.setInt(1, pid);
    blocked.setArray(2, pids(others));
    try (ResultSet row = blocked.executeQuery()) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /// The backends that serve this database, without ours: to see that nothing was left behind.
  public List<Backend> backends() throws SQLException {
    List<Backend> found = new ArrayList<>();
    try (ResultSet row = backends.executeQuery()) {
      while (row.next()) {
        found.add(new Backend(row.getInt(1), row.getString(2), row.getString(3), row.getString(4)));
      }
    }
    return found;
  }

  /// The rows of a table that are locked; empty where the server has no `pgrowlocks`. Reads the
  /// whole table.
  ///
  /// @param table its name as [RowKey] has it
  public Optional<List<RowLocks>> rowLocks(String table) throws SQLException {
    if (rowLocksSchema.isEmpty()) {
      return Optional.empty();
    }
    List<RowLocks> locks = new ArrayList<>();
    for (Table leaf : catalog.tables()) {
      if (!leaf.partitioned() && leaf.rowsName().equals(table)) {
        readRowLocks(leaf, table, locks);
      }
    }
    return Optional.of(List.copyOf(locks));
  }

  /// A lock taken after a SAVEPOINT belongs to a subtransaction, of which `pgrowlocks` names no
  /// backend; while it is open, the subtransaction's own id names it. Of one that was released
  /// nothing tells whose it is.
  private void readRowLocks(Table leaf, String name, List<RowLocks> locks) throws SQLException {
    String relation = quoted(leaf.schema()) + "." + quoted(leaf.relation());
    List<String> key = catalog.table(name).map(Table::key).orElse(List.of());
    String columns =
        key.isEmpty()
            ? "t::text"
            : key.stream()
                .map(column -> "t." + quoted(column) + "::text")
                .collect(Collectors.joining(", "));
    String sql =
        """
        SELECT array_agg(m.mode), array_agg(DISTINCT coalesce(holder.pid, %4$s)), ARRAY[%1$s]
        FROM %2$s.pgrowlocks(?) l JOIN ONLY %3$s t ON t.ctid = l.locked_row,
          unnest(l.xids, l.modes) m(xid, mode) LEFT JOIN pg_locks holder
            ON holder.locktype = 'transactionid' AND holder.granted
            AND holder.mode = 'ExclusiveLock' AND holder.transactionid = m.xid
        WHERE holder.pid IS NOT NULL
          OR coalesce(txid_status(m.xid::text::bigint), 'in progress') = 'in progress'
        GROUP BY l.locked_row, %1$s
        ORDER BY l.locked_row
        """
            .formatted(columns, quoted(rowLocksSchema.orElseThrow()), relation, RowLocks.SOMEBODY);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, relation);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          locks.add(
              new RowLocks(
                  new RowKey(name, strings(row.getArray(3))),
                  strings(row.getArray(1)).stream().map(Locks::mode).distinct().sorted().toList(),
                  strings(row.getArray(2)).stream().map(Integer::valueOf).toList()));
        }
      }
    }
  }

  private static LockMode mode(String mode) {
    return switch (mode) {
      case "For Key Share", "Key Share" -> LockMode.KEY_SHARE;
      case "For Share", "Share" -> LockMode.SHARE;
      case "For No Key Update", "No Key Update" -> LockMode.NO_KEY_UPDATE;
      // "Update" and "For Update"; and a writer that shows nothing finer holds the strongest.
      default -> LockMode.UPDATE;
    };
  }

  private static String quoted(String identifier) {
    return "\"" + identifier.replace("\"", "\"\"") + "\"";
  }

  private static List<String> strings(Array array) throws SQLException {
    return Arrays.stream((Object[]) array.getArray()).map(String::valueOf).toList();
  }

  private Array pids(Collection<Integer> pids) throws SQLException {
    return connection.createArrayOf("int4", pids.toArray());
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : List.of(held, blockers, cancel, blocked, backends)) {
      statement.close();
    }
  }
}

package dev.deadheat.postgres.rows;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A copy of all rows and sequences of a database, kept inside it, and the way back to it.
///
/// A reset deletes the dirtied tables' rows, vacuums, and inserts the copies: so rows lie where
/// they lay, and with the planner's numbers put back too, every run starts from the same pages and
/// gets the same plans. Neither triggers nor foreign keys nor rules act meanwhile. Nobody else may
/// use the database during a reset: a transaction left open fails it after five seconds.
///
/// Owns nothing: the connection is the caller's, a superuser's, used by one thread at a time.
public final class Snapshot {
  private static final int MAX_CALLS = 1000;

  private final Connection connection;
  private final Catalog catalog;
  private final CopyNames names;

  private Snapshot(Connection connection, Catalog catalog, CopyNames names) {
    this.connection = connection;
    this.catalog = catalog;
    this.names = names;
  }

  /// Copies everything, replacing an earlier copy of that name, and brings the database into the
  /// state that every reset brings it into.
  ///
  /// @param connection a superuser's, in autocommit mode; it is made ours by [ControlSession]
  /// @param name lower-case letters; copies of several names can be kept side by side
  public static Snapshot take(Connection connection, Catalog catalog, String name)
      throws SQLException {
    ControlSession.prepare(connection);
    Snapshot snapshot = new Snapshot(connection, catalog, new CopyNames(name));
    snapshot.copyAll();
    return snapshot;
  }

  /// The catalog that it was taken with.
  public Catalog catalog() {
    return catalog;
  }

  private void copyAll() throws SQLException {
    CopyScript script = new CopyScript(catalog, names);
    execute(List.of("SET session_replication_role = replica"));
    execute(script.copies());
    execute(script.functions());
    List<Table> leaves = catalog.leaves();
    restore(leaves, SequenceShift.NONE);
    if (!leaves.isEmpty()) {
      execute(
          List.of("ANALYZE " + leaves.stream().map(Table::sql).collect(Collectors.joining(", "))));
    }
    execute(List.of(script.plans()));
  }

  /// Puts back the given tables and every sequence.
  ///
  /// @param dirty the names of tables that were written, as [dev.deadheat.search.RowKey] has them
  /// @throws SQLException if a lock is not had within five seconds, or if a table's definition has
  ///   changed since the copy was taken: then the database must be made anew
  public void reset(Collection<String> dirty) throws SQLException {
    reset(dirty, SequenceShift.NONE);
  }

  /// As [#reset(Collection)], but moves every sequence on from where it stood.
  public void reset(Collection<String> dirty, SequenceShift shift) throws SQLException {
    List<Table> tables = new ArrayList<>();
    for (String name : new LinkedHashSet<>(dirty)) {
      tables.addAll(catalog.leaves(name));
    }
    restore(tables, shift);
  }

  /// Puts back every table and sequence.
  public void resetAll() throws SQLException {
    restore(catalog.leaves(), SequenceShift.NONE);
  }

  private void restore(List<Table> tables, SequenceShift shift) throws SQLException {
    if (!tables.isEmpty()) {
      call(tables.stream().map(names::clear).toList());
      execute(
          List.of("VACUUM " + tables.stream().map(Table::sql).collect(Collectors.joining(", "))));
    }
    List<String> calls = new ArrayList<>(tables.stream().map(names::fill).toList());
    if (!catalog.sequences().isEmpty()) {
      calls.add("%s(%d, %d)".formatted(names.moveSequences(), shift.first(), shift.step()));
    }
    if (!calls.isEmpty()) {
      call(calls);
    }
  }

  /// Calls functions in one statement, as long as PostgreSQL takes that many results in one.
  private void call(List<String> calls) throws SQLException {
    for (int i = 0; i < calls.size(); i += MAX_CALLS) {
      int end = Math.min(calls.size(), i + MAX_CALLS);
      execute(List.of("SELECT " + String.join(", ", calls.subList(i, end))));
    }
  }

  /// Compares every table with its copy; the names of those that differ, sorted. Slow: for tests
  /// and for a look now and then.
  public List<String> verify() throws SQLException {
    Set<String> different = new TreeSet<>();
    for (Table table : catalog.leaves()) {
      String sql =
          """
          SELECT EXISTS (SELECT t::text FROM ONLY %1$s t EXCEPT ALL SELECT c::text FROM %2$s c)
            OR EXISTS (SELECT c::text FROM %2$s c EXCEPT ALL SELECT t::text FROM ONLY %1$s t)\
          """
              .formatted(table.sql(), names.copy(table));
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        row.next();
        if (row.getBoolean(1)) {
          different.add(table.rowsName());
        }
      }
    }
    return List.copyOf(different);
  }

  /// Where a sequence stands: its last value; absent if it was never used.
  public Optional<Long> lastValue(Catalog.Sequence sequence) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_sequence_last_value(?::oid::regclass)")) {
      statement.setString(1, Integer.toUnsignedString(sequence.oid()));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        long value = row.getLong(1);
        return row.wasNull() ? Optional.empty() : Optional.of(value);
      }
    }
  }

  /// Several statements in one round trip.
  private void execute(List<String> statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(String.join(";\n", statements));
    }
  }
}

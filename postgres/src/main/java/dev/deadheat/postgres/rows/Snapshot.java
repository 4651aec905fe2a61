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
  private final Connection connection;
  private final Catalog catalog;
  private final Set<Integer> copied = new LinkedHashSet<>();

  private final String name;

  private Snapshot(Connection connection, Catalog catalog, String name) {
    this.connection = connection;
    this.catalog = catalog;
    this.name = name;
  }

  /// Copies everything, replacing an earlier copy of that name, and brings the database into the
  /// state that every reset brings it into.
  ///
  /// @param connection a superuser's, in autocommit mode; it is made ours by [ControlSession]
  /// @param name lower-case letters; copies of several names can be kept side by side
  public static Snapshot take(Connection connection, Catalog catalog, String name)
      throws SQLException {
    if (!name.matches("[a-z]{1,20}")) {
      throw new IllegalArgumentException("not a name for a copy: " + name);
    }
    ControlSession.prepare(connection);
    Snapshot snapshot = new Snapshot(connection, catalog, name);
    snapshot.copyAll();
    return snapshot;
  }

  /// The catalog that it was taken with.
  public Catalog catalog() {
    return catalog;
  }

  private static String copyOf(Table table) {
    return "deadheat.copy_" + Integer.toUnsignedString(table.oid());
  }

  private void copyAll() throws SQLException {
    List<String> script = new ArrayList<>();
    script.add("SET session_replication_role = replica");
    script.add("CREATE SCHEMA IF NOT EXISTS deadheat");
    script.add("BEGIN");
    for (Table table : catalog.leaves()) {
      script.add("DROP TABLE IF EXISTS " + copyOf(table));
      script.add("CREATE TABLE " + copyOf(table) + " AS SELECT * FROM ONLY " + table.sql());
      copied.add(table.oid());
    }
    script.add("DROP TABLE IF EXISTS deadheat.copy_sequences, deadheat.copy_plans");
    script.add(
        """
        CREATE TABLE deadheat.copy_sequences
          (oid oid PRIMARY KEY, n bigint, value bigint, called boolean, top bigint)\
        """);
    for (int i = 0; i < catalog.sequences().size(); i++) {
      script.add(
          """
          INSERT INTO deadheat.copy_sequences
          SELECT %1$s, %2$d, s.last_value, s.is_called, q.seqmax
          FROM %3$s s, pg_sequence q WHERE q.seqrelid = %1$s\
          """
              .formatted(
                  Integer.toUnsignedString(catalog.sequences().get(i).oid()),
                  i,
                  sequenceSql(catalog.sequences().get(i).name())));
    }
    script.add("COMMIT");
    execute(script);
    List<Table> leaves = catalog.leaves();
    restore(leaves, SequenceShift.NONE, false);
    if (!leaves.isEmpty()) {
      execute(List.of("ANALYZE"));
    }
    execute(
        List.of(
            """
            CREATE TABLE deadheat.copy_plans AS
            SELECT c.oid, coalesce(i.indrelid, c.oid) AS relation,
              c.relpages, c.reltuples, c.relallvisible
            FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
            WHERE c.relkind IN ('r', 'i') AND c.relnamespace <> 'pg_catalog'::regnamespace\
            """));
  }

  private static String sequenceSql(String name) {
    int dot = name.indexOf('.');
    return dot < 0
        ? "public." + Table.quoted(name)
        : Table.quoted(name.substring(0, dot)) + "." + Table.quoted(name.substring(dot + 1));
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
    restore(tables, shift, true);
  }

  /// Puts back every table and sequence.
  public void resetAll() throws SQLException {
    restore(catalog.leaves(), SequenceShift.NONE, true);
  }

  private void restore(List<Table> tables, SequenceShift shift, boolean plansKnown)
      throws SQLException {
    if (!tables.isEmpty()) {
      execute(tables.stream().map(table -> "DELETE FROM ONLY " + table.sql()).toList());
      execute(
          List.of(
              "VACUUM (SKIP_LOCKED off) "
                  + tables.stream().map(Table::sql).collect(Collectors.joining(", "))));
    }
    List<String> script = new ArrayList<>();
    for (Table table : tables) {
      script.add(insertCopy(table));
    }
    if (!tables.isEmpty() && plansKnown) {
      String oids =
          tables.stream()
              .map(table -> Integer.toUnsignedString(table.oid()))
              .collect(Collectors.joining(", "));
      script.add(
          """
          UPDATE pg_class c SET relpages = p.relpages, reltuples = p.reltuples,
            relallvisible = p.relallvisible
          FROM deadheat.copy_plans p WHERE p.oid = c.oid AND p.relation IN (%s)
          AND (c.relpages, c.reltuples, c.relallvisible)
            IS DISTINCT FROM (p.relpages, p.reltuples, p.relallvisible)\
          """
              .formatted(oids));
    }
    if (!catalog.sequences().isEmpty()) {
      script.add(restoreSequences(shift));
    }
    if (script.isEmpty()) {
      return;
    }
    script.addFirst("BEGIN");
    script.add("COMMIT");
    try {
      execute(script);
    } catch (SQLException e) {
      execute(List.of("ROLLBACK"));
      throw e;
    }
  }

  private static String insertCopy(Table table) {
    String columns =
        table.columns().stream()
            .filter(column -> !column.generated())
            .map(column -> Table.quoted(column.name()))
            .collect(Collectors.joining(", "));
    if (columns.isEmpty()) {
      return "INSERT INTO %s SELECT FROM %s".formatted(table.sql(), copyOf(table));
    }
    return "INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM %s"
        .formatted(table.sql(), columns, columns, copyOf(table));
  }

  /// Only the sequences that stand elsewhere are set: a set costs a write each.
  private static String restoreSequences(SequenceShift shift) {
    return """
    SELECT setval(w.oid::regclass, w.wanted, w.called) FROM (
      SELECT s.oid, s.called,
        least(s.top, s.value + %d + s.n * %d) AS wanted
      FROM deadheat.copy_sequences s) w
    WHERE pg_sequence_last_value(w.oid::regclass)
      IS DISTINCT FROM CASE WHEN w.called THEN w.wanted END
      OR (NOT w.called AND %b)\
    """
        .formatted(shift.first(), shift.step(), !shift.equals(SequenceShift.NONE));
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
              .formatted(table.sql(), copyOf(table));
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(named(sql))) {
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

  /// The statements here call the copies `deadheat.copy_...`; each has a name of its own instead.
  private String named(String sql) {
    return sql.replace("deadheat.copy_", "deadheat." + name + "_");
  }

  /// Several statements in one round trip.
  private void execute(List<String> statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(named(String.join(";\n", statements)));
    }
  }
}

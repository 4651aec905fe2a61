package dev.deadheat.prove.stage;

import dev.deadheat.postgres.locks.Locks;
import dev.deadheat.postgres.rows.Catalog;
import dev.deadheat.postgres.rows.Notices;
import dev.deadheat.postgres.rows.Rows;
import dev.deadheat.postgres.rows.SequenceShift;
import dev.deadheat.postgres.rows.Snapshot;
import dev.deadheat.postgres.server.Server;
import dev.deadheat.postgres.server.ServerException;
import dev.deadheat.prove.faults.Remnant;
import dev.deadheat.prove.run.Victims;
import dev.deadheat.prove.scenario.Isolation;
import dev.deadheat.search.Lane;
import dev.deadheat.search.RowKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;

/// A database of ours on a PostgreSQL server, over a control connection.
final class LiveDatabase implements Database, AutoCloseable {
  private final Server server;
  private final String name;
  private final String mark;
  private final Connection control;
  private final Map<String, SortedMap<RowKey, Map<String, Optional<String>>>> start =
      new HashMap<>();
  private Optional<ControlEyes> eyes = Optional.empty();
  private Set<Integer> ours = Set.of();
  private Optional<Locks> locks = Optional.empty();
  private Optional<Snapshot> empty = Optional.empty();
  private Optional<Snapshot> kept = Optional.empty();
  private Optional<CatalogTables> tables = Optional.empty();

  LiveDatabase(Server server, String name, String mark) throws ServerException {
    this.server = server;
    this.name = name;
    this.mark = mark;
    this.control = server.connect(name);
  }

  /// Sets the isolation level of every transaction that does not choose its own.
  void isolate(Isolation level) throws DatabaseException {
    run(
        "ALTER DATABASE \"%s\" SET default_transaction_isolation = '%s'"
            .formatted(name, level.sql()),
        "the isolation level cannot be set");
  }

  /// Sets how long a wait may last before the server looks for a deadlock: never, unless a lane
  /// says otherwise for one of its waits. A connection that forgets its settings comes back to
  /// this.
  void neverLookForDeadlocks() throws DatabaseException {
    run(
        "ALTER DATABASE \"%s\" SET %s".formatted(name, Victims.NEVER),
        "the deadlock timeout cannot be set");
  }

  private void run(String sql, String complaint) throws DatabaseException {
    try (Statement statement = control.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failed) {
      throw new DatabaseException(complaint + ": " + failed.getMessage(), failed);
    }
  }

  /// Runs a file of SQL as the application's role.
  void run(Path file) throws DatabaseException {
    try (Connection connection = server.connectApplication(name);
        Statement statement = connection.createStatement()) {
      statement.execute(Files.readString(file, StandardCharsets.UTF_8));
    } catch (ServerException gone) {
      throw new DatabaseException(String.valueOf(gone.getMessage()), gone);
    } catch (IOException unreadable) {
      throw new DatabaseException(
          "cannot read " + file + ": " + unreadable.getMessage(), unreadable);
    } catch (SQLException failed) {
      throw new DatabaseException(
          "PostgreSQL refused %s: %s".formatted(file, failed.getMessage()), failed);
    }
  }

  /// Makes every write tell what it wrote, and keeps the rows that the migrations left.
  void instrument() throws DatabaseException {
    try {
      Catalog catalog = Catalog.read(control);
      Notices.install(control, catalog, mark);
      rowLocks();
      tables = Optional.of(new CatalogTables(catalog));
      Connection second = server.connect(name);
      Connection third = server.connect(name);
      eyes = Optional.of(new ControlEyes(second, third, catalog));
      ours = Set.of(backend(second), backend(third));
      locks = Optional.of(new Locks(control, catalog));
      empty = Optional.of(Snapshot.take(control, catalog, "empty"));
    } catch (SQLException | ServerException failed) {
      throw new DatabaseException("the tables cannot be watched: " + failed.getMessage(), failed);
    }
  }

  private static int backend(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }

  /// Not every server has it; without it a locking statement counts for more than it locks.
  private void rowLocks() throws SQLException {
    try (Statement statement = control.createStatement()) {
      statement.execute(
          """
          DO $$ BEGIN
            IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pgrowlocks') THEN
              CREATE EXTENSION IF NOT EXISTS pgrowlocks SCHEMA deadheat;
            END IF;
          END $$\
          """);
    }
  }

  /// Puts back the rows that the migrations left.
  void empty() throws DatabaseException {
    try {
      empty.orElseThrow().resetAll();
    } catch (SQLException failed) {
      throw new DatabaseException("the tables cannot be emptied: " + failed.getMessage(), failed);
    }
  }

  /// Keeps the rows that are there now as the start of every run.
  void keep() throws DatabaseException {
    try {
      Snapshot snapshot = Snapshot.take(control, empty.orElseThrow().catalog(), "start");
      start.clear();
      Rows.read(control, snapshot.catalog(), allTables())
          .forEach((row, cells) ->
              start.computeIfAbsent(row.table(), _ -> new TreeMap<>()).put(row, cells));
      kept = Optional.of(snapshot);
    } catch (SQLException failed) {
      throw new DatabaseException("the start rows cannot be kept: " + failed.getMessage(), failed);
    }
  }

  /// The server's version: `15.18`.
  String version() throws DatabaseException {
    try {
      return control.getMetaData().getDatabaseProductVersion();
    } catch (SQLException gone) {
      throw new DatabaseException("the server is gone: " + gone.getMessage(), gone);
    }
  }

  CatalogTables tables() {
    return tables.orElseThrow();
  }

  Eyes eyes() {
    return eyes.orElseThrow();
  }

  /// What lanes left behind in the server, once nothing changes any more.
  ///
  /// @param laneOf whose connection a server process serves, while it is open
  List<Remnant> remnants(IntFunction<Optional<Lane>> laneOf) throws DatabaseException {
    try {
      return new Remnants(control, locks.orElseThrow(), ours, laneOf).look();
    } catch (SQLException failed) {
      throw new DatabaseException("the locks cannot be read: " + failed.getMessage(), failed);
    }
  }

  /// Ends every connection of the lanes.
  void clearRemnants() throws DatabaseException {
    try {
      new Remnants(control, locks.orElseThrow(), ours, _ -> Optional.empty()).clear();
    } catch (SQLException failed) {
      throw new DatabaseException(
          "the lanes' connections cannot be ended: " + failed.getMessage(), failed);
    }
  }

  SortedSet<String> allTables() {
    SortedSet<String> names = new TreeSet<>();
    empty.orElseThrow().catalog().tables().forEach(table -> names.add(table.rowsName()));
    return names;
  }

  @Override
  public void reset(Collection<String> dirty, long sequenceOffset) throws DatabaseException {
    try {
      kept.orElseThrow().reset(dirty, new SequenceShift(sequenceOffset, sequenceOffset / 10));
    } catch (SQLException failed) {
      throw new DatabaseException(
          "the start rows cannot be put back: " + failed.getMessage(), failed);
    }
  }

  @Override
  public SortedMap<RowKey, Map<String, Optional<String>>> rows(Collection<String> tables)
      throws DatabaseException {
    try {
      return new TreeMap<>(Rows.read(control, kept.orElseThrow().catalog(), tables));
    } catch (SQLException failed) {
      throw new DatabaseException("the rows cannot be read: " + failed.getMessage(), failed);
    }
  }

  @Override
  public SortedMap<RowKey, Map<String, Optional<String>>> startRows(String table) {
    return start.getOrDefault(table, Collections.emptySortedMap());
  }

  @Override
  public boolean holds(String query) throws DatabaseException {
    try (Statement statement = control.createStatement()) {
      statement.execute("SET search_path = public");
      try (ResultSet row = statement.executeQuery(query)) {
        return row.next() && row.getBoolean(1);
      } finally {
        statement.execute("SET search_path = pg_catalog");
      }
    } catch (SQLException failed) {
      throw new DatabaseException(
          "the scenario's invariant cannot be evaluated: " + failed.getMessage(), failed);
    }
  }

  @Override
  public void close() {
    eyes.ifPresent(ControlEyes::close);
    try {
      control.close();
    } catch (SQLException gone) {
      // The server ended first: there is nothing left to close.
      return;
    }
  }
}

package dev.deadheat.postgres.rows;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The tables and sequences of a database, without the system's and ours, as of when it was read.
///
/// A value: it does not change when the database does.
///
/// @param tables all tables, sorted by name; partitions among them
/// @param sequences all sequences, sorted by name
public record Catalog(List<Table> tables, List<Sequence> sequences) {
  /// The schema that holds what is ours.
  public static final String PRIVATE_SCHEMA = "deadheat";

  public Catalog {
    tables = List.copyOf(tables);
    sequences = List.copyOf(sequences);
  }

  /// A sequence.
  ///
  /// @param name with its schema unless that is `public`
  /// @param owner the table and column that own it, as `table.column`
  public record Sequence(int oid, String name, Optional<String> owner) {}

  /// Reads it; takes about 5 ms for a hundred tables.
  public static Catalog read(Connection connection) throws SQLException {
    return new CatalogReader(connection).read();
  }

  /// The table of that name (with its schema unless that is `public`).
  public Optional<Table> table(String name) {
    return tables.stream().filter(table -> table.name().equals(name)).findFirst();
  }

  /// The table of that object id.
  public Optional<Table> table(int oid) {
    return tables.stream().filter(table -> table.oid() == oid).findFirst();
  }

  /// The table that a statement's text names, where the search path is PostgreSQL's own.
  ///
  /// @param schema as written, unquoted; absent if none was
  public Optional<Table> resolve(Optional<String> schema, String relation) {
    return table(Table.nameOf(schema.orElse("public"), relation));
  }

  /// The names under which the rows that a query of this table reads are known: its own, and those
  /// of the tables that inherit from it.
  public List<String> readThrough(Table table) {
    List<String> names = new ArrayList<>(List.of(table.rowsName()));
    names.addAll(table.children());
    return List.copyOf(names);
  }

  /// The tables that hold rows themselves: all but partitioned ones.
  List<Table> leaves() {
    return tables.stream().filter(table -> !table.partitioned()).toList();
  }

  /// The tables that hold the rows known under a name: itself, or its partitions.
  List<Table> leaves(String name) {
    return leaves().stream()
        .filter(table -> table.rowsName().equals(name) || table.name().equals(name))
        .toList();
  }

  /// The table by which rows of a leaf are known.
  Table rowsTable(Table leaf) {
    return leaf.root().flatMap(this::table).orElse(leaf);
  }

  static Map<String, Optional<String>> inOrder(Map<String, Optional<String>> columns) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(columns));
  }
}

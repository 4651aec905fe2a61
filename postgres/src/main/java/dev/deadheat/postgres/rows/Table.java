package dev.deadheat.postgres.rows;

import java.util.List;
import java.util.Optional;

/// A table as the database's catalog describes it.
///
/// @param oid its object id, unsigned 32 bits in an `int`, as result descriptions carry it
/// @param schema its schema
/// @param relation its name in that schema
/// @param root for a partition, the name of the partitioned table at the top, under which its rows
///   are known
/// @param columns all columns in the order in which a whole row is written out
/// @param key the primary key's columns in key order; empty if there is none
/// @param uniques all unique indexes, the primary key's too
/// @param foreignKeys the keys that point from this table to others
/// @param children the tables that inherit from it, with their own children, by name; partitions
///   are not among them
/// @param partitioned whether its rows are in partitions
public record Table(
    int oid,
    String schema,
    String relation,
    Optional<String> root,
    List<Column> columns,
    List<String> key,
    List<UniqueIndex> uniques,
    List<ForeignKey> foreignKeys,
    List<String> children,
    boolean partitioned) {
  public Table {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
    uniques = List.copyOf(uniques);
    foreignKeys = List.copyOf(foreignKeys);
    children = List.copyOf(children);
  }

  /// The name that people and [dev.deadheat.search.RowKey] use: with its schema unless that is
  /// `public`.
  public String name() {
    return nameOf(schema, relation);
  }

  /// The name under which its rows are known: its partitioned table's, or its own.
  public String rowsName() {
    return root.orElseGet(this::name);
  }

  static String nameOf(String schema, String relation) {
    return schema.equals("public") ? relation : schema + "." + relation;
  }

  /// The name as SQL wants it.
  String sql() {
    return quoted(schema) + "." + quoted(relation);
  }

  static String quoted(String identifier) {
    return "\"" + identifier.replace("\"", "\"\"") + "\"";
  }

  /// A column.
  ///
  /// @param attribute its number, as result descriptions carry it
  /// @param type its type as PostgreSQL writes it: `integer`, `character varying(30)`; with `
  ///   (loose)` after it where its collation calls different texts equal
  /// @param generated whether its value is computed and cannot be written
  public record Column(
      String name, int attribute, String type, boolean notNull, boolean generated) {}

  /// A unique index.
  ///
  /// @param name the index's name, as an error names it
  /// @param columns its plain columns, in order; an expression is left out
  /// @param partial whether it has a WHERE
  /// @param expression whether a part of it is an expression
  /// @param nullsEqual whether two nulls collide (NULLS NOT DISTINCT)
  public record UniqueIndex(
      String name, List<String> columns, boolean partial, boolean expression, boolean nullsEqual) {
    public UniqueIndex {
      columns = List.copyOf(columns);
    }

    /// Whether equal columns always mean the same row: what narrows a read to a row.
    public boolean isTotal() {
      return !partial && !expression;
    }
  }

  /// A foreign key.
  ///
  /// @param columns its columns here, in order
  /// @param target the table that it points to
  /// @param targetColumns the columns there, in the same order
  /// @param deferred whether it is checked at COMMIT unless told otherwise
  public record ForeignKey(
      String name,
      List<String> columns,
      String target,
      List<String> targetColumns,
      boolean deferred) {
    public ForeignKey {
      columns = List.copyOf(columns);
      targetColumns = List.copyOf(targetColumns);
    }
  }
}

package dev.deadheat.prove.stage;

import dev.deadheat.prove.oracle.Schema;
import dev.deadheat.sql.Statement.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The database's tables, as footprints need them. Tables are named as in
/// [dev.deadheat.search.RowKey].
interface Tables extends Schema {
  /// The table that a statement names; empty if it is none (a view, a CTE, a function).
  Optional<String> resolve(TableName name);

  /// Whether code of the database's own runs when a table is read, or written.
  boolean runsCode(String table, boolean write);

  /// The names of the database's own functions.
  Set<String> functions();

  /// The table of a result column.
  Optional<String> byOid(int oid);

  /// The name of a table's column by its number, from 1.
  Optional<String> column(String table, int attribute);

  /// A column's type as PostgreSQL writes it: `bigint`, `character varying(30)`.
  Optional<String> type(String table, String column);

  /// A table's foreign keys.
  List<ForeignKey> foreignKeys(String table);

  /// The foreign keys that point to a table, each with the table that it stands in.
  List<Referrer> referrers(String table);

  /// A foreign key and where it stands.
  record Referrer(String table, ForeignKey key) {}

  /// A foreign key.
  ///
  /// @param columns the referring columns
  /// @param target the table referred to
  /// @param targetColumns its columns, in the same order
  /// @param deferred whether it is checked at COMMIT
  record ForeignKey(
      List<String> columns, String target, List<String> targetColumns, boolean deferred) {
    public ForeignKey {
      columns = List.copyOf(columns);
      targetColumns = List.copyOf(targetColumns);
    }
  }
}

package dev.deadheat.prove.oracle;

import java.util.List;
import java.util.Optional;

/// What the oracle needs to know of the tables.
public interface Schema {
  /// The primary key's columns, in key order; empty if the table has none.
  List<String> keyColumns(String table);

  /// Whether the server makes up this column's value from a sequence.
  boolean isGenerated(String table, String column);

  /// The column that a foreign key of one column points to.
  Optional<Reference> references(String table, String column);

  /// A column that is pointed to.
  record Reference(String table, String column) {}
}

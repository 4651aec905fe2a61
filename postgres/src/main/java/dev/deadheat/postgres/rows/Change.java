package dev.deadheat.postgres.rows;

import dev.deadheat.search.Access;
import java.util.List;

/// What one private notice tells.
public sealed interface Change {
  /// A row was written. An update that changes the key is a deletion and an insertion.
  record Written(Access.WriteRow write) implements Change {}

  /// A table was emptied.
  record Truncated(String table) implements Change {}

  /// The definition of something was changed.
  ///
  /// @param tag the command's name: `ALTER TABLE`
  record Ddl(String tag) implements Change {}

  /// A row of a table was written but could not be told; or the table is not in the catalog.
  record Untold(String what) implements Change {}

  /// What it means for the search.
  default Access access() {
    return switch (this) {
      case Written(Access.WriteRow write) -> write;
      case Truncated(String table) -> new Access.WholeTable(table, true);
      case Ddl(String tag) -> new Access.Unknown("the definition of the database changed: " + tag);
      case Untold(String what) -> new Access.Unknown(what);
    };
  }

  /// The accesses of several changes, in order.
  static List<Access> accesses(List<Change> changes) {
    return changes.stream().map(Change::access).toList();
  }
}

package dev.deadheat.postgres.rows;

/// What the tables and functions of one copy are called, all in the private schema.
///
/// @param name the copy's name
record CopyNames(String name) {
  CopyNames {
    if (!name.matches("[a-z]{1,20}")) {
      throw new IllegalArgumentException("not a name for a copy: " + name);
    }
  }

  private String prefixed(String what) {
    return Catalog.PRIVATE_SCHEMA + "." + name + "_" + what;
  }

  private String prefixed(String what, Table table) {
    return prefixed(what + "_" + Integer.toUnsignedString(table.oid()));
  }

  /// The table that holds a table's rows.
  String copy(Table table) {
    return prefixed("copy", table);
  }

  /// The table that holds where sequences stood.
  String sequences() {
    return prefixed("sequences");
  }

  /// The table that holds the planner's numbers.
  String plans() {
    return prefixed("plans");
  }

  /// The call that empties a table.
  String clear(Table table) {
    return prefixed("clear", table) + "()";
  }

  /// The call that fills a table from its copy and gives the planner the numbers it had.
  String fill(Table table) {
    return prefixed("fill", table) + "()";
  }

  /// The function that sets every sequence to where it stood, or on from there.
  String moveSequences() {
    return prefixed("move_sequences");
  }
}

package dev.deadheat.postgres.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The SQL that makes a copy: tables that hold the rows, and functions that empty and fill one
/// table each. The functions' plans are kept for the life of our connection, so a reset costs no
/// planning.
record CopyScript(Catalog catalog, CopyNames names) {
  /// Makes the tables of the copy and fills all but the planner's numbers.
  List<String> copies() {
    List<String> script = new ArrayList<>();
    script.add("CREATE SCHEMA IF NOT EXISTS deadheat");
    script.add("BEGIN");
    for (Table table : catalog.leaves()) {
      script.add("DROP TABLE IF EXISTS " + names.copy(table));
      // Not unlogged: a server that crashes and recovers would empty it.
      script.add(
          "CREATE TABLE %s AS SELECT * FROM ONLY %s".formatted(names.copy(table), table.sql()));
    }
    script.add("DROP TABLE IF EXISTS %s, %s".formatted(names.sequences(), names.plans()));
    script.add(
        "CREATE TABLE %s (oid oid PRIMARY KEY, n bigint, value bigint, called boolean, top bigint)"
            .formatted(names.sequences()));
    for (int i = 0; i < catalog.sequences().size(); i++) {
      Catalog.Sequence sequence = catalog.sequences().get(i);
      script.add(
          """
          INSERT INTO %1$s SELECT %2$s, %3$d, s.last_value, s.is_called, q.seqmax
          FROM %4$s s, pg_sequence q WHERE q.seqrelid = %2$s\
          """
              .formatted(names.sequences(), number(sequence), i, sequence.sql()));
    }
    script.add(
        """
        CREATE TABLE %s (oid oid PRIMARY KEY, relation oid, relpages int, reltuples real,
          relallvisible int)\
        """
            .formatted(names.plans()));
    script.add("COMMIT");
    return List.copyOf(script);
  }

  /// Keeps the numbers that the planner goes by: the tables', and those of partial indexes. (For
  /// other indexes it takes the table's; each number put back costs every connection a look-up.)
  String plans() {
    return """
    INSERT INTO %s
    SELECT c.oid, coalesce(i.indrelid, c.oid), c.relpages, c.reltuples, c.relallvisible
    FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
    WHERE c.oid >= 16384 AND (c.relkind = 'r' OR i.indpred IS NOT NULL)\
    """
        .formatted(names.plans());
  }

  /// Defines the functions that reset.
  List<String> functions() {
    List<String> script = new ArrayList<>();
    for (Table table : catalog.leaves()) {
      script.add(function(names.clear(table), "DELETE FROM ONLY " + table.sql() + ";"));
      script.add(function(names.fill(table), insert(table) + ";\n" + plannersNumbers(table) + ";"));
    }
    if (!catalog.sequences().isEmpty()) {
      script.add(function(names.moveSequences() + "(first bigint, step bigint)", moveSequences()));
    }
    return List.copyOf(script);
  }

  private static String function(String signature, String body) {
    return """
    CREATE OR REPLACE FUNCTION %s RETURNS void LANGUAGE plpgsql AS $body$
    BEGIN
    %s
    END
    $body$\
    """
        .formatted(signature, body);
  }

  private String insert(Table table) {
    String columns =
        table.columns().stream()
            .filter(column -> !column.generated())
            .map(column -> Table.quoted(column.name()))
            .collect(Collectors.joining(", "));
    if (columns.isEmpty()) {
      return "INSERT INTO %s SELECT FROM %s".formatted(table.sql(), names.copy(table));
    }
    return "INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM %s"
        .formatted(table.sql(), columns, columns, names.copy(table));
  }

  private String plannersNumbers(Table table) {
    return """
    UPDATE pg_class c SET relpages = p.relpages, reltuples = p.reltuples,
      relallvisible = p.relallvisible
    FROM %s p WHERE p.oid = c.oid AND p.relation = %s
    AND (c.relpages, c.reltuples, c.relallvisible)
      IS DISTINCT FROM (p.relpages, p.reltuples, p.relallvisible)\
    """
        .formatted(names.plans(), Integer.toUnsignedString(table.oid()));
  }

  /// Sets only the sequences that stand elsewhere: a set costs a write each.
  private String moveSequences() {
    String now =
        catalog.sequences().stream()
            .map(sequence ->
                "SELECT %s AS oid, last_value, is_called FROM %s"
                    .formatted(number(sequence), sequence.sql()))
            .collect(Collectors.joining("\n  UNION ALL "));
    return """
    PERFORM setval(w.oid::regclass, w.wanted, w.called) FROM (
      SELECT s.oid, s.called, least(s.top, s.value + first + s.n * step) AS wanted
      FROM %s s) w
    JOIN (%s) now ON now.oid::oid = w.oid
    WHERE (now.last_value, now.is_called) IS DISTINCT FROM (w.wanted, w.called);\
    """
        .formatted(names.sequences(), now);
  }

  private static String number(Catalog.Sequence sequence) {
    return Integer.toUnsignedString(sequence.oid());
  }
}

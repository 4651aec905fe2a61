package dev.deadheat.postgres.rows;

import dev.deadheat.postgres.rows.Table.Column;
import dev.deadheat.postgres.rows.Table.ForeignKey;
import dev.deadheat.postgres.rows.Table.UniqueIndex;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a [Catalog] from the system tables, in six queries.
final class CatalogReader {
  private static final String OURS =
      """
      n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'deadheat')
      AND n.nspname NOT LIKE 'pg\\_temp%' AND n.nspname NOT LIKE 'pg\\_toast%'
      """;

  private static final String TABLES =
      """
      SELECT c.oid::int8, n.nspname, c.relname, c.relkind = 'p', c.relispartition,
        a.attname, a.attnum, format_type(a.atttypid, a.atttypmod)
          || CASE WHEN NOT l.collisdeterministic THEN ' (loose)' ELSE '' END,
        a.attnotnull, a.attgenerated <> ''
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_collation l ON l.oid = a.attcollation
      WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND %s
      ORDER BY n.nspname, c.relname, a.attnum
      """
          .formatted(OURS);

  private static final String INDEXES =
      """
      SELECT i.indrelid::int8, x.relname, i.indisprimary,
        ARRAY(SELECT a.attname::text FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(n, o)
          JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.n
          WHERE k.o <= i.indnkeyatts ORDER BY k.o),
        i.indpred IS NOT NULL, i.indexprs IS NOT NULL,
        coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::bool, false)
      FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
      WHERE i.indisunique AND i.indisvalid
      ORDER BY i.indrelid, NOT i.indisprimary, x.relname
      """;

  private static final String FOREIGN_KEYS =
      """
      SELECT f.conrelid::int8, f.conname, f.confrelid::int8,
        ARRAY(SELECT a.attname::text FROM unnest(f.conkey) WITH ORDINALITY k(n, o)
          JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.n ORDER BY k.o),
        ARRAY(SELECT a.attname::text FROM unnest(f.confkey) WITH ORDINALITY k(n, o)
          JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.n ORDER BY k.o),
        f.condeferred
      FROM pg_constraint f WHERE f.contype = 'f' ORDER BY f.conrelid, f.conname
      """;

  /// Tables behind which other code runs: on a write only (triggers, defaults and checks that call
  /// functions of the database's own), or on a read too (rules, row security).
  private static final String PROGRAMMED =
      """
      SELECT c.oid::int8, c.relrowsecurity
          OR EXISTS (SELECT FROM pg_rewrite r WHERE r.ev_class = c.oid)
      FROM pg_class c WHERE c.relkind IN ('r', 'p') AND (c.relrowsecurity
        OR EXISTS (SELECT FROM pg_rewrite r WHERE r.ev_class = c.oid)
        OR EXISTS (SELECT FROM pg_trigger g JOIN pg_proc p ON p.oid = g.tgfoid
          WHERE g.tgrelid = c.oid AND NOT g.tgisinternal
            AND p.pronamespace::regnamespace::text <> 'deadheat')
        OR EXISTS (SELECT FROM pg_depend d
          LEFT JOIN pg_attrdef f ON d.classid = 'pg_attrdef'::regclass AND f.oid = d.objid
          LEFT JOIN pg_constraint k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid
          WHERE d.refclassid = 'pg_proc'::regclass AND d.refobjid >= 16384
            AND coalesce(f.adrelid, k.conrelid) = c.oid))
      """;

  /// The database's own functions, those of extensions apart.
  private static final String FUNCTIONS =
      """
      SELECT DISTINCT p.proname::text FROM pg_proc p
      WHERE p.oid >= 16384 AND p.pronamespace::regnamespace::text <> 'deadheat'
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass
          AND d.objid = p.oid AND d.deptype = 'e')
      """;

  /// Names that several relations bear, in different schemas.
  private static final String AMBIGUOUS =
      """
      SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relpersistence <> 't' AND %s
      GROUP BY c.relname HAVING count(*) > 1
      """
          .formatted(OURS);

  private static final String PARENTS = "SELECT inhrelid::int8, inhparent::int8 FROM pg_inherits";

  private static final String RELATIONS = "SELECT oid::int8 FROM pg_class WHERE oid >= 16384";

  private static final String SEQUENCES =
      """
      SELECT c.oid::int8, n.nspname, c.relname,
        (SELECT d.refobjid::int8 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
          AND d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0 LIMIT 1),
        (SELECT a.attname FROM pg_depend d
          JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
          WHERE d.classid = 'pg_class'::regclass
          AND d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0 LIMIT 1)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'S' AND c.relpersistence <> 't' AND %s
      ORDER BY n.nspname, c.relname
      """
          .formatted(OURS);

  /// A table as far as it is read.
  private record Draft(
      int oid,
      String schema,
      String relation,
      boolean partitioned,
      boolean partition,
      List<Column> columns,
      List<UniqueIndex> uniques,
      List<ForeignKey> foreignKeys) {
    String name() {
      return Table.nameOf(schema, relation);
    }
  }

  private final Connection connection;
  private final Map<Integer, Draft> drafts = new LinkedHashMap<>();
  private final Map<Integer, List<String>> keys = new HashMap<>();
  private final Map<Integer, Integer> parents = new HashMap<>();
  private final Map<Integer, List<Integer>> children = new HashMap<>();

  CatalogReader(Connection connection) {
    this.connection = connection;
  }

  /// Something done with each row of a result.
  private interface Row {
    void read(ResultSet row) throws SQLException;
  }

  Catalog read() throws SQLException {
    each(TABLES, this::table);
    each(INDEXES, this::index);
    each(FOREIGN_KEYS, this::foreignKey);
    each(PARENTS, this::parent);
    List<Catalog.Sequence> sequences = new ArrayList<>();
    each(SEQUENCES, row -> sequences.add(sequence(row)));
    List<Table> tables = new ArrayList<>();
    drafts.values().forEach(draft -> tables.add(finished(draft)));
    tables.sort(Comparator.comparing(Table::name));
    sequences.sort(Comparator.comparing(Catalog.Sequence::name));
    Set<Integer> others = new HashSet<>();
    each(RELATIONS, row -> others.add((int) row.getLong(1)));
    others.removeAll(drafts.keySet());
    Set<Integer> written = new HashSet<>();
    Set<Integer> touched = new HashSet<>();
    each(PROGRAMMED, row -> (row.getBoolean(2) ? touched : written).add((int) row.getLong(1)));
    Set<String> functions = new HashSet<>();
    each(FUNCTIONS, row -> functions.add(row.getString(1)));
    Set<String> ambiguous = new HashSet<>();
    each(AMBIGUOUS, row -> ambiguous.add(row.getString(1)));
    return new Catalog(
        tables, sequences, others, new Catalog.Code(written, touched, functions), ambiguous);
  }

  private void each(String sql, Row reader) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        reader.read(rows);
      }
    }
  }

  private void table(ResultSet row) throws SQLException {
    int oid = (int) row.getLong(1);
    if (!drafts.containsKey(oid)) {
      drafts.put(
          oid,
          new Draft(
              oid,
              row.getString(2),
              row.getString(3),
              row.getBoolean(4),
              row.getBoolean(5),
              new ArrayList<>(),
              new ArrayList<>(),
              new ArrayList<>()));
    }
    @Nullable String column = row.getString(6);
    if (column != null) {
      Draft draft = drafts.get(oid);
      if (draft != null) {
        draft
            .columns()
            .add(
                new Column(
                    column,
                    row.getInt(7),
                    row.getString(8),
                    row.getBoolean(9),
                    row.getBoolean(10)));
      }
    }
  }

  private void index(ResultSet row) throws SQLException {
    int oid = (int) row.getLong(1);
    Draft draft = drafts.get(oid);
    if (draft == null) {
      return;
    }
    List<String> columns = strings(row, 4);
    draft
        .uniques()
        .add(
            new UniqueIndex(
                row.getString(2),
                columns,
                row.getBoolean(5),
                row.getBoolean(6),
                row.getBoolean(7)));
    if (row.getBoolean(3)) {
      keys.put(oid, columns);
    }
  }

  private void foreignKey(ResultSet row) throws SQLException {
    Draft draft = drafts.get((int) row.getLong(1));
    Draft target = drafts.get((int) row.getLong(3));
    if (draft != null && target != null) {
      draft
          .foreignKeys()
          .add(
              new ForeignKey(
                  row.getString(2),
                  strings(row, 4),
                  target.name(),
                  strings(row, 5),
                  row.getBoolean(6)));
    }
  }

  private void parent(ResultSet row) throws SQLException {
    int child = (int) row.getLong(1);
    int parent = (int) row.getLong(2);
    parents.put(child, parent);
    children.computeIfAbsent(parent, _ -> new ArrayList<>()).add(child);
  }

  private Catalog.Sequence sequence(ResultSet row) throws SQLException {
    Draft owner = drafts.get((int) row.getLong(4));
    @Nullable String column = row.getString(5);
    return new Catalog.Sequence(
        (int) row.getLong(1),
        row.getString(2),
        row.getString(3),
        owner == null || column == null
            ? Optional.empty()
            : Optional.of(owner.name() + "." + column));
  }

  private static List<String> strings(ResultSet row, int column) throws SQLException {
    return Arrays.stream((Object[]) row.getArray(column).getArray()).map(String::valueOf).toList();
  }

  private Table finished(Draft draft) {
    return new Table(
        draft.oid(),
        draft.schema(),
        draft.relation(),
        draft.partition() ? Optional.of(root(draft).name()) : Optional.empty(),
        draft.columns(),
        keys.getOrDefault(draft.oid(), List.of()),
        draft.uniques(),
        draft.foreignKeys(),
        draft.partitioned() ? List.of() : descendants(draft.oid()),
        draft.partitioned());
  }

  private Draft root(Draft partition) {
    Draft at = partition;
    while (at.partition()) {
      Draft parent = drafts.get(parents.getOrDefault(at.oid(), 0));
      if (parent == null) {
        return at;
      }
      at = parent;
    }
    return at;
  }

  private List<String> descendants(int oid) {
    List<String> names = new ArrayList<>();
    for (int child : children.getOrDefault(oid, List.of())) {
      Draft draft = drafts.get(child);
      if (draft != null) {
        names.add(draft.name());
        names.addAll(descendants(child));
      }
    }
    return names;
  }
}

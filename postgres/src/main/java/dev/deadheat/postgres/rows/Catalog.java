package dev.deadheat.postgres.rows;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The tables and sequences of a database, without the system's and ours, as of when it was read.
///
/// A value: it does not change when the database does.
public final class Catalog {
  /// The schema that holds what is ours.
  public static final String PRIVATE_SCHEMA = "deadheat";

  private final List<Table> tables;
  private final List<Sequence> sequences;
  private final Set<Integer> others;
  private final Code code;
  private final Set<String> ambiguous;
  private final Map<Integer, Table> byOid = new HashMap<>();
  private final Map<String, Table> byName = new HashMap<>();

  Catalog(
      List<Table> tables,
      List<Sequence> sequences,
      Set<Integer> others,
      Code code,
      Set<String> ambiguous) {
    this.tables = List.copyOf(tables);
    this.code = code;
    this.ambiguous = Set.copyOf(ambiguous);
    this.sequences = List.copyOf(sequences);
    this.others = new HashSet<>(others);
    for (Table table : tables) {
      byOid.put(table.oid(), table);
      byName.put(table.name(), table);
    }
  }

  /// Code in the database that may touch tables which a statement does not name.
  ///
  /// @param onWrite object ids of tables where a write runs code
  /// @param always object ids of tables where a read does too
  /// @param functions names of functions
  record Code(Set<Integer> onWrite, Set<Integer> always, Set<String> functions) {
    Code {
      onWrite = Set.copyOf(onWrite);
      always = Set.copyOf(always);
      functions = Set.copyOf(functions);
    }
  }

  /// Whether code of the database's own runs behind a table: triggers, rules, row security,
  /// defaults and checks that call its functions.
  ///
  /// @param table the name by which its rows are known
  /// @param write whether it is written, or only read
  public boolean runsCode(String table, boolean write) {
    return tables.stream()
        .filter(known -> known.rowsName().equals(table) || known.name().equals(table))
        .anyMatch(known ->
            code.always().contains(known.oid()) || (write && code.onWrite().contains(known.oid())));
  }

  /// The names of the database's own functions, those of extensions apart.
  public Set<String> functions() {
    return code.functions();
  }

  /// A sequence.
  ///
  /// @param owner the table and column that own it, as `table.column`
  public record Sequence(int oid, String schema, String relation, Optional<String> owner) {
    /// The name that people use: with its schema unless that is `public`.
    public String name() {
      return Table.nameOf(schema, relation);
    }

    /// The name as SQL wants it.
    String sql() {
      return Table.quoted(schema) + "." + Table.quoted(relation);
    }
  }

  /// Reads it; takes some milliseconds.
  public static Catalog read(Connection connection) throws SQLException {
    return new CatalogReader(connection).read();
  }

  /// All tables, sorted by name; partitions among them.
  public List<Table> tables() {
    return tables;
  }

  /// All sequences, sorted by name.
  public List<Sequence> sequences() {
    return sequences;
  }

  /// The table of that name (with its schema unless that is `public`).
  public Optional<Table> table(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /// The table of that object id.
  public Optional<Table> table(int oid) {
    return Optional.ofNullable(byOid.get(oid));
  }

  /// Whether an object id is that of an index, view, sequence or other relation that is no table,
  /// or of a table that is ours.
  public boolean isNoTable(int oid) {
    return others.contains(oid);
  }

  /// The table that a statement's text names, whatever the search path is: empty if it is no table,
  /// or if no schema is written and there are several of this name.
  ///
  /// @param schema as written, unquoted; absent if none was
  public Optional<Table> resolve(Optional<String> schema, String relation) {
    if (schema.isPresent()) {
      return table(Table.nameOf(schema.get(), relation));
    }
    return ambiguous.contains(relation)
        ? Optional.empty()
        : tables.stream().filter(table -> table.relation().equals(relation)).findFirst();
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
}

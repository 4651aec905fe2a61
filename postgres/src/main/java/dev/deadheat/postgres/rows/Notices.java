package dev.deadheat.postgres.rows;

import dev.deadheat.search.Access.WriteKind;
import dev.deadheat.search.Access.WriteRow;
import dev.deadheat.search.RowKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes every write tell what it wrote: triggers that raise notices which only we understand.
///
/// A notice's message is a mark, chosen by the caller for one run so that no application's notice
/// can be mistaken for ours, and a payload in plain ASCII: the operation, the table's object id,
/// the row's text before and after in hexadecimal.
///
/// The triggers come last (`~` sorts after letters), fire even where triggers are muted (`ENABLE
/// ALWAYS`), see settings of their own, and cannot raise: what goes wrong is told as a row that
/// could not be told. They are silent where `deadheat.quiet` is set, as it is on our own
/// connections. Silent for everybody: `ON CONFLICT DO NOTHING`, updates of no rows, failed
/// statements.
public final class Notices {
  /// Rows with a longer text are told with long columns cut to a hash.
  private static final int MAX_ROW_BYTES = 60_000;

  /// A column that is longer may be told as a hash.
  public static final int MAX_COLUMN_BYTES = 500;

  /// What a column's value begins with if it was too long to be told.
  static final String CUT = "deadheat-cut-md5:";

  private Notices() {}

  /// Instruments every table; a second call replaces what the first made.
  ///
  /// @param connection a superuser's, or the tables' owner's, who then hears of no DDL
  /// @param mark letters, digits, `-`, `_` and `:` only
  /// @throws SQLException if the database refuses
  public static void install(Connection connection, Catalog catalog, String mark)
      throws SQLException {
    if (!mark.matches("[A-Za-z0-9_:-]+")) {
      throw new IllegalArgumentException("not a mark: " + mark);
    }
    StringBuilder script =
        new StringBuilder(
            resource("functions.sql")
                .replace("@mark@", mark)
                .replace("@maxRowBytes@", String.valueOf(MAX_ROW_BYTES))
                .replace("@maxColumnBytes@", String.valueOf(MAX_COLUMN_BYTES))
                .replace("@cut@", CUT));
    String triggers = resource("table-triggers.sql");
    catalog.leaves().forEach(table -> script.append(triggers.replace("@table@", table.sql())));
    boolean autoCommit = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      if (ControlSession.isSuperuser(connection)) {
        statement.execute("DROP EVENT TRIGGER IF EXISTS deadheat_ddl");
        script.append(resource("ddl-trigger.sql"));
      }
      statement.execute(script.toString());
      statement.execute("GRANT USAGE ON SCHEMA deadheat TO PUBLIC");
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(autoCommit);
    }
  }

  private static String resource(String name) {
    try (InputStream stream = Notices.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("not on the class path: " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads a payload. Total: what cannot be read is `Untold`.
  ///
  /// @param payload a notice's message without the mark
  /// @return one change, or two for an update that changes the key
  public static List<Change> parse(String payload, Catalog catalog) {
    String[] words = payload.split(" ", -1);
    try {
      if (words[0].equals("X")) {
        return List.of(new Change.Ddl(text(words[1])));
      }
      int oid = Integer.parseUnsignedInt(words[1]);
      Optional<Table> leaf = catalog.table(oid);
      if (leaf.isEmpty()) {
        return untold("a table that appeared during the run (oid " + words[1] + ") was written");
      }
      Table table = catalog.rowsTable(leaf.get());
      if (words[0].equals("T")) {
        return List.of(new Change.Truncated(table.name()));
      }
      if (payload.contains("!")) {
        return untold("a row of " + table.name() + " was written but could not be told");
      }
      return switch (words[0]) {
        case "I" -> inserted(table, row(leaf.get(), words[2]), words[2]);
        case "D" -> deleted(table, row(leaf.get(), words[2]), words[2]);
        case "U" -> updated(table, leaf.get(), words[2], words[3]);
        default -> untold("not a notice of ours: " + payload);
      };
    } catch (RuntimeException e) {
      return untold("a notice could not be read (" + e.getMessage() + ")");
    }
  }

  private static List<Change> untold(String what) {
    return List.of(new Change.Untold(what));
  }

  private static List<Change> inserted(
      Table table, Map<String, Optional<String>> after, String hex) {
    return List.of(
        new Change.Written(
            new WriteRow(key(table, after, hex), WriteKind.INSERT, Map.of(), after)));
  }

  private static List<Change> deleted(
      Table table, Map<String, Optional<String>> before, String hex) {
    return List.of(
        new Change.Written(
            new WriteRow(key(table, before, hex), WriteKind.DELETE, before, Map.of())));
  }

  private static List<Change> updated(Table table, Table leaf, String oldHex, String newHex) {
    Map<String, Optional<String>> before = row(leaf, oldHex);
    Map<String, Optional<String>> after = row(leaf, newHex);
    RowKey key = key(table, before, oldHex);
    if (key.equals(key(table, after, newHex))) {
      return List.of(new Change.Written(new WriteRow(key, WriteKind.UPDATE, before, after)));
    }
    List<Change> both = new ArrayList<>(deleted(table, before, oldHex));
    both.addAll(inserted(table, after, newHex));
    return List.copyOf(both);
  }

  private static Map<String, Optional<String>> row(Table leaf, String hex) {
    List<Optional<String>> fields = RowText.fields(text(hex));
    if (fields.size() != leaf.columns().size()) {
      throw new IllegalArgumentException(
          leaf.name() + " has other columns now than when the run began");
    }
    Map<String, Optional<String>> columns = new LinkedHashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      columns.put(leaf.columns().get(i).name(), fields.get(i));
    }
    return columns;
  }

  private static RowKey key(Table table, Map<String, Optional<String>> row, String hex) {
    if (table.key().isEmpty()) {
      return new RowKey(table.name(), List.of(text(hex)));
    }
    return new RowKey(
        table.name(),
        table.key().stream()
            .map(column -> row.getOrDefault(column, Optional.empty()).orElse(""))
            .toList());
  }

  private static String text(String hex) {
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
  }
}

package dev.deadheat.postgres.locks;

import dev.deadheat.postgres.rows.Catalog;
import dev.deadheat.postgres.rows.Table;
import dev.deadheat.search.RowKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Collectors;

/// Holds one row from everybody, on a connection of our own, so that statements line up for it in a
/// wanted order. The row itself is not changed.
///
/// Used by one thread at a time; owns the connection.
public final class HeldRow implements AutoCloseable {
  private final Connection connection;
  private final Catalog catalog;

  /// Takes over a connection to the database.
  public HeldRow(Connection connection, Catalog catalog) throws SQLException {
    this.connection = connection;
    this.catalog = catalog;
    connection.setAutoCommit(false);
  }

  /// Locks a row until [#letGo].
  ///
  /// @return false if the row is not there, has no key, or is locked by somebody else
  public boolean hold(RowKey row) throws SQLException {
    Optional<Table> table = catalog.table(row.table());
    if (table.isEmpty() || table.get().key().size() != row.key().size()) {
      return false;
    }
    String key =
        table.get().key().stream()
            .map(column -> quoted(column) + "::text = ?")
            .collect(Collectors.joining(" AND "));
    String sql =
        "SELECT 1 FROM %s.%s WHERE %s FOR UPDATE SKIP LOCKED"
            .formatted(quoted(table.get().schema()), quoted(table.get().relation()), key);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < row.key().size(); i++) {
        statement.setString(i + 1, row.key().get(i));
      }
      try (ResultSet found = statement.executeQuery()) {
        return found.next();
      }
    }
  }

  /// Lets go of what is held.
  public void letGo() throws SQLException {
    connection.rollback();
  }

  private static String quoted(String identifier) {
    return "\"" + identifier.replace("\"", "\"\"") + "\"";
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}

package dev.deadheat.postgres.server;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds and drops databases that killed runs of ours left on a server of the user's.
///
/// One is dropped only if its name is one that only we make ([OurName]), its comment is ours or was
/// not written yet, the run that made it is dead (its session, and with it the lock that the name
/// tells, is gone), and nobody is connected to it.
final class LeftOvers {
  /// What the comment on each of our databases begins with.
  static final String COMMENT = "Made by Deadheat for one run";

  private static final String CANDIDATES =
      """
      SELECT datname, coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database
      WHERE datname LIKE 'deadheat\\_%' AND NOT datistemplate ORDER BY datname
      """;

  // Advisory locks count within a database, and runs may have come in by another one than we.
  private static final String IS_FREE =
      """
      SELECT NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory'
          AND classid::int8 = ? AND objid::int8 = ? AND objsubid = 1)
        AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = ?)
      """;

  private LeftOvers() {}

  /// Drops them; names those that were dropped.
  static List<String> drop(Connection connection) throws SQLException {
    List<String> dropped = new ArrayList<>();
    // The list comes first: a run locks before it creates, so what is listed is locked if it lives.
    for (String database : candidates(connection)) {
      Optional<OurName> name = OurName.of(database);
      if (name.isPresent() && isFree(connection, name.get())) {
        try (Statement statement = connection.createStatement()) {
          // Not by force: should somebody have come in since, it stays.
          statement.execute("DROP DATABASE IF EXISTS " + Databases.quoted(database));
          dropped.add(database);
        } catch (SQLException inUse) {
          // Somebody came in: it stays, and the next run tries again.
        }
      }
    }
    return dropped;
  }

  private static List<String> candidates(Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(CANDIDATES)) {
      while (row.next()) {
        String comment = row.getString(2);
        if (comment.isEmpty() || comment.startsWith(COMMENT)) {
          names.add(row.getString(1));
        }
      }
    }
    return names;
  }

  private static boolean isFree(Connection connection, OurName name) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(IS_FREE)) {
      statement.setLong(1, name.classId());
      statement.setLong(2, name.objectId());
      statement.setString(3, name.database());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }
}

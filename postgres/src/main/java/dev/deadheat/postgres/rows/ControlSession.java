package dev.deadheat.postgres.rows;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// Settings of our own connections.
public final class ControlSession {
  private ControlSession() {}

  /// Makes a connection ours: its writes are not told by [Notices], it gives up waiting for a lock
  /// after five seconds, and values come in the text form that notices use.
  public static void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          SET deadheat.quiet = 'on';
          SET lock_timeout = '5s';
          SET search_path = pg_catalog;
          SET DateStyle = 'ISO, MDY';
          SET IntervalStyle = postgres;
          SET TimeZone = 'UTC';
          SET bytea_output = hex;
          SET extra_float_digits = 1;
          SET lc_monetary = 'C';
          SET xmlbinary = base64\
          """);
    }
  }

  static boolean isSuperuser(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT current_setting('is_superuser')::boolean")) {
      return row.next() && row.getBoolean(1);
    }
  }
}

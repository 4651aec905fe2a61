package dev.deadheat.postgres.server;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/// What a proof needs of a server of the user's, looked at before anything is made there.
final class Requirements {
  private static final String OUR_SCHEMA = "deadheat";
  private static final int OLDEST = 130_000;
  private static final int FIRST_WITH_PARAMETER_GRANTS = 150_000;

  private final Connection connection;
  private final ServerChoice choice;
  private final String application;
  private final List<String> missing = new ArrayList<>();

  private Requirements(Connection connection, ServerChoice choice, String application) {
    this.connection = connection;
    this.choice = choice;
    this.application = application;
  }

  /// What is missing, each with the way to give it; empty if nothing is.
  ///
  /// @param connection of the controlling role
  /// @param application the name of the application's role
  static List<String> missing(Connection connection, ServerChoice choice, String application)
      throws SQLException {
    Requirements look = new Requirements(connection, choice, application);
    look.look();
    return look.missing;
  }

  private void look() throws SQLException {
    if (holds(
        "SELECT pg_backend_pid() <> ?", connection.unwrap(PGConnection.class).getBackendPID())) {
      missing.add(
          "a connection pooler (such as PgBouncer) answers there. It hands one server process to"
              + " several clients, so nobody could say whose lock is whose: name the server"
              + " itself");
      return;
    }
    if (holds("SELECT current_setting('server_version_num')::int < ?", OLDEST)) {
      missing.add(
          "it is PostgreSQL " + text("SHOW server_version") + "; 13 is the oldest that works");
      return;
    }
    if (holds("SELECT pg_is_in_recovery()")) {
      missing.add("it is a standby, on which nothing can be written: name the primary");
      return;
    }
    String control = text("SELECT current_user");
    if (!holds("SELECT rolsuper FROM pg_roles WHERE rolname = ?", control)) {
      missing.add(
          """
          the role %1$s is no superuser. Watching every row that is written and putting tables back \
          unseen by triggers needs one. As a superuser, run
              ALTER ROLE %2$s SUPERUSER;
          or use a server that holds nothing else, such as the image postgres in a container\
          """
              .formatted(control, Databases.quoted(control)));
    }
    application();
    for (String extension : choice.extensions()) {
      if (!holds("SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = ?)", extension)) {
        missing.add(
            "the extension %s is not installed on that machine (SELECT * FROM pg_available_extensions lists those that are)"
                .formatted(extension));
      }
    }
    template();
  }

  private void application() throws SQLException {
    if (application.equals(OUR_SCHEMA)) {
      missing.add(
          "the application's role is called %s, as is a schema of ours in each database: PostgreSQL"
                  .formatted(application)
              + " would make the project's tables in there. Take a role of another name");
    }
    if (!holds(
        "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = ? AND rolcanlogin)", application)) {
      missing.add(
          "there is no role %1$s that may log in. As a superuser, run\n    CREATE ROLE %2$s LOGIN PASSWORD '...';"
              .formatted(application, Databases.quoted(application)));
      return;
    }
    if (holds("SELECT rolsuper FROM pg_roles WHERE rolname = ?", application)) {
      return;
    }
    if (holds(
        "SELECT current_setting('server_version_num')::int < ?", FIRST_WITH_PARAMETER_GRANTS)) {
      missing.add(
          "the application's role %s may not set deadlock_timeout, which before PostgreSQL 15 only a superuser may: leave --application-role out"
              .formatted(application));
    } else if (!holds(
        "SELECT has_parameter_privilege(?, 'deadlock_timeout', 'SET')", application)) {
      missing.add(
          "the application's role %1$s may not set deadlock_timeout. As a superuser, run\n    GRANT SET ON PARAMETER deadlock_timeout TO %2$s;"
              .formatted(application, Databases.quoted(application)));
    }
  }

  private void template() throws SQLException {
    if (choice.template().isEmpty()) {
      return;
    }
    String name = choice.template().get();
    if (!holds("SELECT EXISTS (SELECT FROM pg_database WHERE datname = ?)", name)) {
      missing.add("there is no database %s to be the template".formatted(name));
    } else if (holds("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = ?)", name)) {
      missing.add(
          "somebody is connected to the template database %s, so PostgreSQL does not copy it: end those sessions"
              .formatted(name));
    }
  }

  private boolean holds(String query, Object... arguments) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setObject(i + 1, arguments[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private String text(String query) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query);
        ResultSet row = statement.executeQuery()) {
      return row.next() ? String.valueOf(row.getString(1)) : "";
    }
  }
}

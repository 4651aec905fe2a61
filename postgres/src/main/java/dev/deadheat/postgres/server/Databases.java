package dev.deadheat.postgres.server;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes and drops databases on a server.
///
/// @param server where
/// @param maintenance the database to be connected to meanwhile
/// @param extensions that each one gets
record Databases(Server server, String maintenance, List<String> extensions) {
  void create(String name, Optional<String> template) throws ServerException {
    List<String> words = new ArrayList<>();
    words.add("CREATE DATABASE %s OWNER %s".formatted(quoted(name), owner()));
    template.ifPresent(from -> words.add("TEMPLATE " + quoted(from)));
    execute(maintenance, List.of(String.join(" ", words)));
    execute(
        name,
        extensions.stream().map(each -> "CREATE EXTENSION IF NOT EXISTS " + quoted(each)).toList());
  }

  void drop(String name) throws ServerException {
    execute(maintenance, List.of("DROP DATABASE IF EXISTS " + quoted(name) + " WITH (FORCE)"));
  }

  private String owner() {
    return quoted(server.application().user());
  }

  /// Runs statements one by one, each in a transaction of its own.
  void execute(String database, List<String> statements) throws ServerException {
    if (statements.isEmpty()) {
      return;
    }
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        execute(statement, sql);
      }
    } catch (SQLException e) {
      throw new ServerException("the connection to " + server + " broke: " + e.getMessage(), e);
    }
  }

  private void execute(Statement statement, String sql) throws ServerException {
    try {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new ServerException("%s failed on %s: %s".formatted(sql, server, e.getMessage()), e);
    }
  }

  static String quoted(String identifier) {
    return "\"" + identifier.replace("\"", "\"\"") + "\"";
  }
}

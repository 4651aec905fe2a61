package dev.deadheat.postgres;

import dev.deadheat.postgres.server.Credentials;
import dev.deadheat.postgres.server.EmbeddedServer;
import dev.deadheat.postgres.server.Server;
import dev.deadheat.postgres.server.ServerException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/// One server for all tests of a JVM, ended with it; each test takes a database of its own.
public final class TestServer {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private TestServer() {}

  private static final class Holder {
    static final Server SERVER = started();

    private static Server started() {
      try {
        return EmbeddedServer.start();
      } catch (ServerException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// The server.
  public static Server server() {
    return Holder.SERVER;
  }

  /// Makes an empty database and returns its name.
  public static String newDatabase() throws ServerException {
    String name = "test_" + DATABASES.incrementAndGet();
    server().createDatabase(name);
    return name;
  }

  /// Connects as an application does.
  public static Connection application(String database) throws SQLException {
    Credentials role = server().application();
    return DriverManager.getConnection(
        "jdbc:postgresql://" + server().host() + ":" + server().port() + "/" + database,
        role.user(),
        role.password());
  }

  /// Runs a script.
  public static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// The first column of the first row.
  public static String ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}

package dev.deadheat.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class EmbeddedServerTest {
  private static EmbeddedServer server;

  @BeforeAll
  static void start() throws ServerException {
    server = EmbeddedServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void theBundleIsTheReleaseThatTheCacheIsNamedAfter() throws Exception {
    try (Connection connection = server.connect("postgres")) {
      assertThat(ask(connection, "SHOW server_version") + ".0").isEqualTo(Binaries.VERSION);
    }
  }

  @Test
  void theControllingRoleIsSuperuserAndTheApplicationsIsNot() throws Exception {
    String sql = "SELECT rolsuper::text FROM pg_roles WHERE rolname = current_user";
    server.createDatabase("roles");
    try (Connection control = server.connect("roles");
        Connection application = application("roles")) {
      assertThat(ask(control, sql)).isEqualTo("true");
      assertThat(ask(application, sql)).isEqualTo("false");
    }
  }

  @Test
  void nothingWorksBehindOurBackOrByChance() throws Exception {
    try (Connection control = server.connect("postgres")) {
      for (String setting : List.of("autovacuum", "jit", "synchronize_seqscans")) {
        assertThat(ask(control, "SHOW " + setting)).as(setting).isEqualTo("off");
      }
      assertThat(ask(control, "SHOW max_parallel_workers_per_gather")).isEqualTo("0");
    }
  }

  @Test
  void theApplicationOwnsItsDatabaseAndMaySetTheDeadlockTimeout() throws Exception {
    server.createDatabase("owned");
    try (Connection application = application("owned");
        Statement statement = application.createStatement()) {
      statement.execute("CREATE TABLE t (id int PRIMARY KEY)");
      statement.execute("CREATE EXTENSION citext");
      statement.execute("SET deadlock_timeout = '5ms'");
      assertThat(ask(application, "SHOW deadlock_timeout")).isEqualTo("5ms");
      assertThatThrownBy(() -> statement.execute("SET session_replication_role = replica"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void nobodyComesInWithoutThePassword() {
    for (String role : new String[] {server.control().user(), server.application().user()}) {
      assertThatThrownBy(() -> DriverManager.getConnection(url("postgres"), role, "guess"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void aDatabaseIsMadeFromATemplateAndDroppedUnderItsUsers() throws Exception {
    server.createDatabase("first \"one\"");
    try (Connection application = application("first%20%22one%22");
        Statement statement = application.createStatement()) {
      statement.execute("CREATE TABLE t AS SELECT 7 AS x");
    }
    server.createDatabase("second", "first \"one\"");
    try (Connection application = application("second")) {
      assertThat(ask(application, "SELECT x::text FROM t")).isEqualTo("7");
      server.dropDatabase("second");
      assertThatThrownBy(() -> ask(application, "SELECT 1::text")).isInstanceOf(SQLException.class);
    }
    server.dropDatabase("second");
  }

  private static Connection application(String database) throws SQLException {
    Credentials role = server.application();
    return DriverManager.getConnection(url(database), role.user(), role.password());
  }

  private static String url(String database) {
    return "jdbc:postgresql://" + server.host() + ":" + server.port() + "/" + database;
  }

  private static String ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}

package dev.deadheat.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deadheat.postgres.TestServer;
import dev.deadheat.postgres.proxy.Forwarding;
import dev.deadheat.postgres.proxy.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server of the user's: what we ask of it, what we make there, and what we leave alone.
final class UserServerTest {
  @TempDir static Path folder;
  private static TheirServer theirs;

  @BeforeAll
  static void start() throws Exception {
    theirs = TheirServer.start(folder);
  }

  @AfterAll
  static void stop() {
    theirs.close();
  }

  @Test
  void a_database_is_made_by_wish_and_dropped_at_the_end() throws Exception {
    List<String> before = databases();
    ServerChoice choice =
        new ServerChoice(
            Optional.of(theirs.parsed("boss")),
            Optional.of(theirs.clerk()),
            Optional.of("mould"),
            List.of("citext"));
    String name;
    try (Server server = choice.open(Map.of())) {
      name = server.newDatabase();
      try (Connection application = server.connectApplication(name)) {
        TestServer.run(application, "CREATE TABLE t (word citext)");
        assertThat(TestServer.ask(application, "SELECT current_user")).isEqualTo("clerk");
        assertThat(TestServer.ask(application, "SHOW jit")).isEqualTo("off");
        TestServer.run(application, "SET deadlock_timeout = '100ms'");
      }
      server.newDatabase();
      assertThat(server.notes()).singleElement().asString().contains("127.0.0.1:" + theirs.port());
    }
    assertThat(databases()).isEqualTo(before).doesNotContain(name);
  }

  @Test
  void an_application_without_encryption_reaches_it_through_the_proxy_by_scram() throws Exception {
    try (Server server = open("boss")) {
      String name = server.newDatabase();
      try (Proxy proxy = Proxy.open(server::dial, new Forwarding(), Proxy.Options.standard())) {
        String url =
            "jdbc:postgresql://127.0.0.1:%d/%s?sslmode=disable".formatted(proxy.port(), name);
        try (Connection application =
            DriverManager.getConnection(url, "boss", server.control().password())) {
          assertThat(
                  TestServer.ask(
                      application, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
              .isEqualTo("t");
          assertThat(TestServer.ask(application, "SELECT length(repeat('x', 3000000))"))
              .isEqualTo("3000000");
        }
      }
      assertThat(server.notes()).anyMatch(note -> note.contains("superuser boss"));
    }
  }

  @Test
  void another_name_than_the_certificates_is_refused() {
    assertThatThrownBy(
            () -> {
              String url = theirs.url("boss").replace("127.0.0.1", "localhost");
              ServerChoice choice =
                  new ServerChoice(
                      Optional.of(DatabaseUrl.parse(url, Map.of())),
                      Optional.empty(),
                      Optional.empty(),
                      List.of());
              choice.open(Map.of()).close();
            })
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("localhost");
  }

  @Test
  void everything_that_is_missing_is_said_at_once_with_the_way_to_give_it() throws Exception {
    ServerChoice choice =
        new ServerChoice(
            Optional.of(theirs.parsed("intern")),
            Optional.of(new Credentials("intern", "")),
            Optional.of("nothing"),
            List.of("citext", "no_such_thing"));
    assertThatThrownBy(() -> choice.open(Map.of()))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("ALTER ROLE \"intern\" SUPERUSER;")
        .hasMessageContaining("GRANT SET ON PARAMETER deadlock_timeout TO \"intern\";")
        .hasMessageContaining("no database nothing")
        .hasMessageContaining("extension no_such_thing")
        .hasMessageNotContaining("citext");
  }

  @Test
  void only_what_a_dead_run_of_ours_left_is_dropped() throws Exception {
    OurName dead = OurName.random();
    OurName unfinished = OurName.random();
    OurName alive = OurName.random();
    OurName visited = OurName.random();
    OurName adopted = OurName.random();
    String lookAlike = dead.database().replaceFirst("_[0-9a-f]{8}$", "_00000000");
    List<String> kept =
        List.of(alive.database(), visited.database(), adopted.database(), lookAlike);
    try (Connection owner = theirs.connect("precious")) {
      for (OurName name : List.of(dead, unfinished, alive, visited, adopted)) {
        TestServer.run(owner, "CREATE DATABASE " + name.database());
        TestServer.run(
            owner, "COMMENT ON DATABASE %s IS '%s'".formatted(name.database(), LeftOvers.COMMENT));
      }
      TestServer.run(owner, "COMMENT ON DATABASE " + unfinished.database() + " IS NULL");
      TestServer.run(owner, "COMMENT ON DATABASE " + adopted.database() + " IS 'mine now'");
      TestServer.run(owner, "CREATE DATABASE " + lookAlike);
      // The living run came in by another database than the one that looks.
      TestServer.run(owner, "SELECT pg_advisory_lock(" + alive.token() + ")");
      try (Connection guest = theirs.connect(visited.database());
          Server server = open("boss")) {
        assertThat(((UserServer) server).leftOvers())
            .containsExactlyInAnyOrder(dead.database(), unfinished.database());
        assertThat(TestServer.ask(guest, "SELECT 1")).isEqualTo("1");
        assertThat(databases())
            .containsAll(kept)
            .contains("precious", "mould")
            .doesNotContain(dead.database(), unfinished.database());
      }
      for (String name : kept) {
        TestServer.run(owner, "DROP DATABASE " + name + " WITH (FORCE)");
      }
    }
  }

  private static Server open(String role) throws ServerException {
    return new ServerChoice(
            Optional.of(theirs.parsed(role)), Optional.empty(), Optional.empty(), List.of())
        .open(Map.of());
  }

  private static List<String> databases() throws SQLException {
    List<String> names = new ArrayList<>();
    try (Connection connection = theirs.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT datname FROM pg_database ORDER BY 1")) {
      while (row.next()) {
        names.add(row.getString(1));
      }
    }
    return names;
  }
}

package dev.deadheat.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.postgres.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A server that is killed under us is named, ours and theirs, with what to do next.
final class TroubleTest {
  /// How the codes begin that a server on its way down or up refuses with: operator intervention,
  /// connection exception.
  private static final Set<String> RECOVERING = Set.of("57", "08");

  @Test
  void aProcessThatIsKilledAndThenTheServer() throws Exception {
    try (EmbeddedServer ours = EmbeddedServer.start();
        Server theirs = theirs(ours)) {
      assertThat(ours.trouble()).isEmpty();
      assertThat(theirs.trouble()).isEmpty();

      try (Connection connection = ours.connect("postgres")) {
        // Asked at once, when its end may not be in the log yet.
        process(TestServer.ask(connection, "SELECT pg_backend_pid()")).destroyForcibly();
      }
      assertThat(ours.trouble())
          .hasValueSatisfying(told ->
              assertThat(told)
                  .startsWith("A process of Deadheat's own PostgreSQL was killed (signal 9). ")
                  .contains("dmesg", "run again", "terminated by signal 9"));

      try (Connection connection = again(ours)) {
        process(
                TestServer.ask(
                    connection,
                    "SELECT pid FROM pg_stat_activity WHERE backend_type LIKE '%launcher%'"
                        + " ORDER BY backend_type DESC LIMIT 1"))
            .destroyForcibly();
      }
      assertThat(ours.trouble())
          .hasValueSatisfying(
              told -> assertThat(told).contains("launcher", "terminated by signal 9"));

      ProcessHandle first = process(server(ours));
      first.destroyForcibly();
      first.onExit().get(30, TimeUnit.SECONDS);
      assertThat(ours.trouble())
          .hasValueSatisfying(told ->
              assertThat(told)
                  .startsWith("Deadheat's own PostgreSQL was killed (signal 9). ")
                  .contains("dmesg", "run again"));
      assertThat(theirs.trouble())
          .hasValueSatisfying(told ->
              assertThat(told)
                  .startsWith("The server at ")
                  .contains("127.0.0.1:" + ours.port(), "does not answer any more", "run again"));
    }
  }

  private static Server theirs(EmbeddedServer server) throws Exception {
    try (Connection connection = server.connect("postgres")) {
      TestServer.run(connection, "SET synchronous_commit TO on");
      TestServer.run(connection, "CREATE ROLE boss LOGIN SUPERUSER PASSWORD 'word'");
    }
    String url = "postgresql://boss:word@127.0.0.1:%d/postgres".formatted(server.port());
    return new ServerChoice(
            Optional.of(DatabaseUrl.parse(url, Map.of())),
            Optional.empty(),
            Optional.empty(),
            List.of())
        .open(Map.of());
  }

  /// The postmaster's process.
  private static String server(EmbeddedServer server) throws Exception {
    try (Connection connection = again(server)) {
      return TestServer.ask(
          connection, "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)");
    }
  }

  /// Once it has recovered.
  private static Connection again(EmbeddedServer server) throws Exception {
    while (true) {
      try {
        return server.connect("postgres");
      } catch (ServerException refused) {
        if (!(refused.getCause() instanceof SQLException reason)
            || !RECOVERING.contains(reason.getSQLState().substring(0, 2))) {
          throw refused;
        }
        Thread.onSpinWait();
      }
    }
  }

  private static ProcessHandle process(String number) {
    return ProcessHandle.of(Long.parseLong(number)).orElseThrow();
  }
}

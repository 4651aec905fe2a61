package dev.deadheat.prove.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.postgres.server.EmbeddedServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Runs the agent's own tests, which are Python's.
final class AgentTest {
  private static final Path TESTS = Path.of("../agent/tests").toAbsolutePath().normalize();

  @Test
  void theAgentsOwnTestsPass() throws Exception {
    Path cache = CacheFolder.find(System.getenv());
    Python python =
        ExampleEnvironment.ensure(
            TESTS, cache, Optional.empty(), System.getenv(), System.err::println);
    try (EmbeddedServer server = EmbeddedServer.start()) {
      server.createDatabase("agent");
      Programs.Ran ran =
          Programs.run(
              List.of(
                  "env",
                  "DATABASE_URL=postgresql://%s:%s@%s:%d/agent"
                      .formatted(
                          server.application().user(),
                          server.application().password(),
                          server.host(),
                          server.port()),
                  "PYTHONDONTWRITEBYTECODE=1",
                  python.executable().toString(),
                  "-m",
                  "unittest",
                  "discover"),
              TESTS,
              Duration.ofMinutes(10));
      assertThat(ran.output()).contains("\nOK");
      assertThat(ran.exitCode()).isZero();
    }
  }
}

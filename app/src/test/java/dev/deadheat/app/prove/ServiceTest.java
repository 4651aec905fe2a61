package dev.deadheat.app.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.prove.verdict.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.Driver;

/// A service that is no Django project and leaves things in its database session.
final class ServiceTest {
  private static final Path SOURCE =
      Path.of("src", "test", "projects", "service", "Service.java").toAbsolutePath();

  @TempDir private static Path folder;

  @Test
  void nothing_that_a_request_leaves_in_its_session_reaches_the_next_run() throws Exception {
    Path driver = Path.of(Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Files.writeString(
        folder.resolve("deadheat.toml"),
        """
        command = ["%s", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", "%s", "%s"]
        schema = "schema.sql"
        start = ["start.sql"]

        [[scenario]]
        name = "alone"
        request = [{ post = "/" }, { post = "/" }]
        """
            .formatted(java, driver, SOURCE));
    Files.writeString(
        folder.resolve("schema.sql"), "CREATE TABLE counter (id int PRIMARY KEY, n int);");
    Files.writeString(folder.resolve("start.sql"), "INSERT INTO counter VALUES (1, 0);");
    List<Verdict> verdicts = Example.of("seed").at(folder).prove(folder.resolve("output"));
    // Who comes second finds the lock taken, in every order; who comes alone never does.
    assertThat(verdicts)
        .singleElement()
        .satisfies(verdict ->
            assertThat(verdict.status()).as(verdict.toString()).isEqualTo(Verdict.Status.CLEAN));
  }
}

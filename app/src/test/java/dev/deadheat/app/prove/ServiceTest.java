package dev.deadheat.app.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.prove.verdict.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A service that is no Django project, and remembers what it should not.
final class ServiceTest {
  private static final Path SERVICE =
      Path.of("src", "test", "projects", "service", "service.py").toAbsolutePath();

  @TempDir private Path folder;

  /// Who comes second finds the lock taken, in every order; who comes alone never does.
  @Test
  void nothing_that_a_request_leaves_in_its_session_reaches_the_next_run() throws Exception {
    Verdict verdict = proveTwice("/careless/");
    assertThat(verdict.status()).as(verdict.toString()).isEqualTo(Verdict.Status.CLEAN);
  }

  /// After some runs its processes repeat no prefix any more; new ones do.
  @Test
  void a_prefix_that_does_not_repeat_is_tried_once_more_in_new_processes() throws Exception {
    Verdict verdict = proveTwice("/ageing/");
    assertThat(verdict.status()).as(verdict.toString()).isEqualTo(Verdict.Status.CLEAN);
    assertThat(verdict.explored().complete()).isTrue();
  }

  private Verdict proveTwice(String path) throws Exception {
    Example seed = Example.of("seed");
    Files.writeString(
        folder.resolve("deadheat.toml"),
        """
        command = ["%s", "%s"]
        schema = "schema.sql"
        start = ["start.sql"]

        [[scenario]]
        name = "twice"
        request = [{ post = "%s" }, { post = "%3$s" }]
        """
            .formatted(seed.python().executable(), SERVICE, path));
    Files.writeString(
        folder.resolve("schema.sql"), "CREATE TABLE counter (id int PRIMARY KEY, n int);");
    Files.writeString(folder.resolve("start.sql"), "INSERT INTO counter VALUES (1, 0);");
    return seed.at(folder).prove(folder.resolve("output")).getFirst();
  }
}

package dev.deadheat.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The server ends with the process that started it, however that ends.
final class EndWithOwnerTest {
  @TempDir Path temporary;

  /// The process that starts a server and then only waits.
  static final class Owner {
    private Owner() {}

    /// Starts it, says so, and waits for the end of its input.
    public static void main(String[] arguments) throws Exception {
      EmbeddedServer server = EmbeddedServer.start();
      System.out.println("started " + server.port());
      System.out.flush();
      if (System.in.read() < 0) {
        server.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"killed", "terminated", "closed"})
  void nothingIsLeftRunning(String end) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Owner.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("TMPDIR", temporary.toString());
    Process owner = builder.start();
    List<ProcessHandle> processes;
    try (BufferedReader output = owner.inputReader()) {
      assertThat(output.readLine()).startsWith("started ");
      processes = owner.descendants().toList();
      assertThat(processes).hasSizeGreaterThan(2);
      switch (end) {
        case "killed" -> owner.destroyForcibly();
        case "terminated" -> owner.destroy();
        default -> owner.outputWriter().close();
      }
      assertThat(owner.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      owner.destroyForcibly();
    }
    for (ProcessHandle process : processes) {
      process.onExit().get(30, TimeUnit.SECONDS);
    }
    try (var left = Files.walk(temporary)) {
      assertThat(left.filter(path -> path.endsWith("data"))).isEmpty();
    }
  }
}

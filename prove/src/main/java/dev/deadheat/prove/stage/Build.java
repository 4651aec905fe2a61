package dev.deadheat.prove.stage;

import dev.deadheat.prove.explore.StageException;
import dev.deadheat.prove.explore.Watcher;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/// Runs a service's build command.
final class Build {
  private static final int TAIL_LINES = 20;

  private Build() {}

  static void run(
      List<String> command, Path folder, Map<String, String> environment, Watcher watcher)
      throws StageException {
    Deque<String> tail = new ArrayDeque<>();
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
      builder.environment().clear();
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      boolean done = false;
      try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
          watcher.printed(line);
          tail.addLast(line);
          if (tail.size() > TAIL_LINES) {
            tail.removeFirst();
          }
        }
        int code = process.waitFor();
        done = true;
        if (code != 0) {
          throw new StageException(
              "the build command %s ended with exit code %d in %s; it said last:%n%s"
                  .formatted(String.join(" ", command), code, folder, String.join("\n", tail)));
        }
      } finally {
        if (!done) {
          process.destroyForcibly();
        }
      }
    } catch (IOException failed) {
      throw new StageException(
          "the build command %s cannot be run in %s: %s"
              .formatted(String.join(" ", command), folder, failed.getMessage()),
          failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StageException("interrupted while the service was built", interrupted);
    }
  }
}

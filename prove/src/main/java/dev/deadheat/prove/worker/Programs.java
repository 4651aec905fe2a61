package dev.deadheat.prove.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Runs short programs to their end.
final class Programs {
  private Programs() {}

  /// @param output standard output and error, together
  record Ran(int exitCode, String output) {}

  static Ran run(List<String> command, Path folder, Duration patience) throws WorkerException {
    return run(command, folder, patience, _ -> {});
  }

  /// Runs a program and waits for its end.
  ///
  /// @param progress is told each line of output as it comes, on another thread
  static Ran run(List<String> command, Path folder, Duration patience, Consumer<String> progress)
      throws WorkerException {
    String name = String.join(" ", command.subList(0, Math.min(3, command.size())));
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      try (var _ = LiveProcesses.register(process)) {
        var text = new ConcurrentLinkedQueue<String>();
        Thread reader =
            Thread.startVirtualThread(() ->
                new java.io.BufferedReader(
                        new java.io.InputStreamReader(
                            process.getInputStream(), StandardCharsets.UTF_8))
                    .lines()
                    .forEach(line -> {
                      text.add(line);
                      progress.accept(line);
                    }));
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new WorkerException(
              "deadline", "%s did not end within %d s".formatted(name, patience.toSeconds()));
        }
        reader.join(Duration.ofSeconds(5));
        return new Ran(process.exitValue(), String.join("\n", text) + "\n");
      }
    } catch (IOException e) {
      throw new WorkerException("not_started", name + " cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorkerException("interrupted", name + " was interrupted", e);
    }
  }
}

package dev.deadheat.postgres.server;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs PostgreSQL's programs under an account, with an environment of their own: a caller's
/// `PGDATA`, `PGOPTIONS` or locale must not reach them.
record Programs(Account account, Binaries binaries) {
  private static final long DEADLINE_SECONDS = 120;

  /// A process of the account, not started yet.
  ProcessBuilder builder(List<String> command) {
    List<String> whole = new ArrayList<>(account.prefix());
    whole.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(whole);
    Map<String, String> environment = builder.environment();
    String path = environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
    environment.clear();
    environment.put("PATH", path);
    environment.put("LC_ALL", "C");
    environment.put("TZ", "UTC");
    // A folder that the account may enter; ours may be hidden from it.
    return builder.directory(new File("/"));
  }

  /// Runs a program to its end.
  ///
  /// @param input what it reads from its standard input
  /// @param log a file that gets everything it prints
  /// @throws ServerException if it fails, with what it printed
  void run(List<String> command, String input, Path log) throws ServerException, IOException {
    Process process =
        builder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    try {
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It ended without reading; its exit code and output tell why.
        process.destroy();
      }
      if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        throw failure(command, "did not end within " + DEADLINE_SECONDS + " s", log);
      }
      if (process.exitValue() != 0) {
        throw failure(command, "ended with code " + process.exitValue(), log);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException("interrupted while preparing PostgreSQL", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static ServerException failure(List<String> command, String what, Path log) {
    return new ServerException(
        command.getFirst() + " " + what + "; it printed:\n" + LogFile.tail(log, 20));
  }
}

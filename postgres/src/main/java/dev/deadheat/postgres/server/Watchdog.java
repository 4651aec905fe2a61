package dev.deadheat.postgres.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A shell that starts the server and ends it when we end, even when we are killed: it reads a pipe
/// whose other end only we hold, and end of file on it is the signal. It then ends the server
/// within some seconds and removes its data.
///
/// Where `setsid` exists it runs in a session of its own, so that Ctrl-C reaches us alone and we
/// decide when the server goes.
final class Watchdog {
  /// `$1` is the data folder, `$2` the log, the rest is the server's command.
  ///
  /// The waiting and the watching shell are two: killing either one still ends the server. Both
  /// hold our end of a pipe, which tells that they are through. Where the server was killed, its
  /// other processes may still be ending, and writing: hence the many attempts to remove its data.
  private static final String SCRIPT =
      """
      trap '' INT HUP
      data=$1 log=$2; shift 2
      exec 3<&0 4>&1 </dev/null >>"$log" 2>&1
      remove() {
        for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20
        do rm -rf "$data" 2>/dev/null && return; sleep 0.1; done
      }
      "$@" 3<&- 4>&- &
      server=$!
      (
        while read -r _; do :; done <&3
        kill -QUIT $server
        for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
        do kill -0 $server || break; sleep 0.1; done
        kill -KILL $server
        remove
      ) >/dev/null 2>&1 &
      watch=$!
      exec 3<&-
      wait $server
      code=$?
      while kill -0 $server 2>/dev/null; do wait $server; code=$?; done
      echo "PostgreSQL ended with status $code"
      kill $watch 2>/dev/null
      remove
      exit $code
      """;

  private static final long STOP_SECONDS = 8;

  private final Process shell;

  private Watchdog(Process shell) {
    this.shell = shell;
  }

  static Watchdog start(Programs programs, Path data, List<String> server, Path log)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", SCRIPT, "deadheat-postgres"));
    command.addAll(List.of(data.toString(), log.toString()));
    command.addAll(server);
    ProcessBuilder builder = programs.builder(command).redirectErrorStream(true);
    builder.command().add(0, "setsid");
    try {
      return new Watchdog(builder.start());
    } catch (IOException e) {
      builder.command().removeFirst();
      return new Watchdog(builder.start());
    }
  }

  boolean endsWithin(long millis) throws InterruptedException {
    return shell.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  /// Waits for the end of both shells.
  private boolean isThroughWithin(long seconds) throws InterruptedException {
    CompletableFuture<Boolean> end = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try (InputStream said = shell.getInputStream()) {
            said.transferTo(OutputStream.nullOutputStream());
          } catch (IOException e) {
            // Closed is closed.
          } finally {
            end.complete(true);
          }
        });
    try {
      return end.get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  /// Whether the server's first process is there.
  boolean serverRuns() {
    return shell
        .children()
        .anyMatch(child -> child.info().command().orElse("").endsWith("/postgres"));
  }

  /// How the server ended, once it has: a status as shells tell it, 128 and more for a signal.
  OptionalInt status() {
    return shell.isAlive() ? OptionalInt.empty() : OptionalInt.of(shell.exitValue());
  }

  /// Ends the server and waits for its end.
  void stop() {
    try {
      shell.getOutputStream().close();
    } catch (IOException e) {
      // The shell has ended already, and the server before it.
      shell.destroy();
    }
    boolean interrupted = false;
    try {
      if (isThroughWithin(STOP_SECONDS) && shell.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    shell.descendants().forEach(ProcessHandle::destroyForcibly);
    shell.destroyForcibly();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.deadheat.postgres.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Tells what befell a server of ours, for people, and what to do next.
final class Ailment {
  /// How PostgreSQL logs that one of its processes crashed, or that it cannot go on.
  private static final Pattern SIGN =
      Pattern.compile(
          "\\(PID \\d+\\) was terminated by signal \\d+|PANIC: |No space left on device");

  /// What the shell that waits for the server writes there, before it removes the data.
  private static final Pattern ENDED = Pattern.compile("^PostgreSQL ended with status (\\d+)$");

  private static final int LINES = 10;
  private static final int SIGNAL = 128;
  private static final int KILLED = 9;

  private Ailment() {}

  /// @param ended how the shell that waits for it ended, if it has
  /// @param log its log
  static Optional<String> of(OptionalInt ended, Path log) {
    List<String> lines = LogFile.lines(log);
    OptionalInt status = ended.isPresent() ? ended : told(lines);
    List<String> signs = lines.stream().filter(line -> SIGN.matcher(line).find()).toList();
    if (status.isEmpty() && signs.isEmpty()) {
      return Optional.empty();
    }
    String what =
        status.isPresent()
            ? "Deadheat's own PostgreSQL " + end(status.getAsInt())
            : signs.getLast().contains("signal 9")
                ? "A process of Deadheat's own PostgreSQL was killed (signal 9)"
                : "A process of Deadheat's own PostgreSQL crashed";
    boolean full = signs.stream().anyMatch(line -> line.contains("No space left"));
    boolean killed =
        status.orElse(0) == SIGNAL + KILLED || signs.stream().anyMatch(l -> l.contains("signal 9"));
    String next =
        full
            ? "Free some space there, or set TMPDIR, and run again."
            : killed
                ? "The system does that when memory is short: dmesg tells. Nothing of yours was"
                    + " touched; run again."
                : "Nothing of yours was touched; run again.";
    // A server that came back has written more since.
    int told = signs.isEmpty() ? lines.size() : lines.lastIndexOf(signs.getLast()) + LINES;
    String end = LogFile.tail(lines.subList(0, Math.min(told, lines.size())), LINES);
    return Optional.of("%s. %s The end of its log:\n%s".formatted(what, next, end));
  }

  private static OptionalInt told(List<String> lines) {
    return lines.stream()
        .map(ENDED::matcher)
        .filter(Matcher::matches)
        .mapToInt(told -> Integer.parseInt(told.group(1)))
        .findFirst();
  }

  private static String end(int status) {
    if (status == SIGNAL + KILLED) {
      return "was killed (signal 9)";
    }
    return status > SIGNAL
        ? "was ended by signal " + (status - SIGNAL)
        : "ended by itself, with status " + status;
  }
}

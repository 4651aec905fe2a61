package dev.deadheat.postgres.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Reads the end of a log.
final class LogFile {
  private LogFile() {}

  /// All lines; none if it cannot be read.
  static List<String> lines(Path log) {
    try {
      return new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /// The last lines, indented; `(nothing)` if there are none or they cannot be read.
  static String tail(Path log, int lines) {
    return tail(lines(log), lines);
  }

  /// The same, of lines that were read before.
  static String tail(List<String> all, int lines) {
    return all.isEmpty()
        ? "  (nothing)"
        : "  " + String.join("\n  ", all.subList(Math.max(0, all.size() - lines), all.size()));
  }
}

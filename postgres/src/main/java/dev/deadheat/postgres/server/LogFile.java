package dev.deadheat.postgres.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Reads the end of a log.
final class LogFile {
  private LogFile() {}

  /// The last lines, indented; `(nothing)` if there are none or they cannot be read.
  static String tail(Path log, int lines) {
    try {
      List<String> all =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
      if (all.isEmpty()) {
        return "  (nothing)";
      }
      return "  " + String.join("\n  ", all.subList(Math.max(0, all.size() - lines), all.size()));
    } catch (IOException e) {
      return "  (nothing)";
    }
  }
}

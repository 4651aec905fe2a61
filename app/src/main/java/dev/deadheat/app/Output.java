package dev.deadheat.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Writes files that somebody asked for.
public final class Output {
  private Output() {}

  /// Writes a file whole or not at all: a full disk or a kill leaves what was there before. A link
  /// is followed.
  ///
  /// @throws IOException if it cannot be written
  public static void write(Path file, String text) throws IOException {
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      // A pipe or a device, such as /dev/stdout.
      Files.writeString(target, text);
      return;
    }
    Path folder = target.resolveSibling("");
    Files.createDirectories(folder);
    // Always the same, so that what a killed run left is overwritten.
    Path unfinished = target.resolveSibling("." + target.getFileName() + ".unfinished");
    try {
      Files.writeString(unfinished, text);
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}

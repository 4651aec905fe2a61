package dev.deadheat.app;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

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
      try {
        Files.writeString(target, text);
      } catch (IOException e) {
        throw unwritten(file, e);
      }
      return;
    }
    Path folder = target.resolveSibling("");
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw unwritten(file, e);
    }
    // Always the same, so that what a killed run left is overwritten.
    Path unfinished = target.resolveSibling("." + target.getFileName() + ".unfinished");
    try {
      Files.writeString(unfinished, text);
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw unwritten(file, e);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /// Says which file could not be written, why, that it is as it was, and what to do next.
  public static IOException unwritten(Path file, IOException why) {
    String reason =
        why instanceof FileSystemException named
            ? Optional.ofNullable(named.getReason()).orElse(named.getClass().getSimpleName())
            : String.valueOf(why.getMessage());
    String state = Files.isRegularFile(file) ? "; it is as it was" : "";
    return new IOException(
        "cannot write " + file + ": " + reason + state + "\n  " + next(reason), why);
  }

  /// What to do where something could not be written.
  static String next(String reason) {
    return (reason.contains("No space")
            ? "Free some space there, or write to another place, "
            : "See to it that it can be written, or write to another place, ")
        + "and run again.";
  }
}

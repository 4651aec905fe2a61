package dev.deadheat.postgres.folders;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Where temporary files go: `$TMPDIR`, as everywhere on Unix, which Java itself does not look at.
public final class Temporary {
  private Temporary() {}

  /// The folder, absolute.
  public static Path folder(Map<String, String> environment) {
    String wished = environment.getOrDefault("TMPDIR", "");
    Path folder = Path.of(wished);
    if (!wished.isEmpty() && folder.isAbsolute() && Files.isDirectory(folder)) {
      return folder;
    }
    return Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
  }
}

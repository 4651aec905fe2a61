package dev.deadheat.app.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Arrays;

/// Replaces a file's content in one step.
public final class FileWriter {
  private FileWriter() {}

  /// Writes a file if it still is as it was read: another process sees the old content or the new
  /// one, nothing between. The file keeps its mode, and a link still points at it.
  ///
  /// @param before what was read; empty for a file that must not exist yet
  /// @throws IOException if it changed meanwhile, or cannot be written; it is untouched then
  public static void replace(Path file, byte[] before, byte[] after) throws IOException {
    boolean exists = Files.exists(file);
    if (!exists && before.length > 0) {
      throw new IOException(file + " is gone since it was read; run the command again");
    }
    Path real = exists ? file.toRealPath() : file.toAbsolutePath();
    if (exists && !Arrays.equals(Files.readAllBytes(real), before)) {
      throw new IOException(file + " changed since it was read; run the command again");
    }
    Path folder = real.resolveSibling("");
    Files.createDirectories(folder);
    Path temporary = Files.createTempFile(folder, "." + real.getFileName(), ".deadheat");
    try {
      Files.write(temporary, after);
      var view = Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
      if (view != null) {
        view.setPermissions(
            exists
                ? Files.getPosixFilePermissions(real)
                : java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
      }
      Files.move(
          temporary, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}

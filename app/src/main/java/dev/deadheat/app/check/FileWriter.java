package dev.deadheat.app.check;

import dev.deadheat.app.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;

/// Replaces the content of files, each in one step.
public final class FileWriter {
  private FileWriter() {}

  /// What was written beside a file, to take its place.
  private record Staged(Path file, Path real, Path temporary) {}

  /// Writes a file if it still is as it was read: another process sees the old content or the new
  /// one, nothing between. The file keeps its mode, and a link still points at it.
  ///
  /// @param before what was read; empty for a file that must not exist yet
  /// @throws IOException if it changed meanwhile, or cannot be written; it is untouched then
  public static void replace(Path file, byte[] before, byte[] after) throws IOException {
    replace(Map.of(file, after), _ -> before);
  }

  /// As above, for files that belong together: none is touched before all are on the disk.
  ///
  /// @param after what is to stand in each file
  /// @param before what was read of it; empty for one that must not exist yet
  /// @throws IOException if one changed meanwhile, or cannot be written; all are untouched then
  public static void replace(Map<Path, byte[]> after, Function<Path, byte[]> before)
      throws IOException {
    var staged = new ArrayList<Staged>();
    try {
      for (Map.Entry<Path, byte[]> each : after.entrySet()) {
        staged.add(stage(each.getKey(), before.apply(each.getKey()), each.getValue()));
      }
      for (Staged each : staged) {
        try {
          Files.move(
              each.temporary(),
              each.real(),
              StandardCopyOption.ATOMIC_MOVE,
              StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
          throw Output.unwritten(each.file(), e);
        }
      }
    } finally {
      for (Staged each : staged) {
        Files.deleteIfExists(each.temporary());
      }
    }
  }

  private static Staged stage(Path file, byte[] before, byte[] after) throws IOException {
    boolean exists = Files.exists(file);
    if (!exists && before.length > 0) {
      throw new IOException(file + " is gone since it was read; run the command again");
    }
    Path real = exists ? file.toRealPath() : file.toAbsolutePath();
    if (exists && !Arrays.equals(Files.readAllBytes(real), before)) {
      throw new IOException(file + " changed since it was read; run the command again");
    }
    Path folder = real.resolveSibling("");
    try {
      Files.createDirectories(folder);
      Path temporary = Files.createTempFile(folder, "." + real.getFileName(), ".deadheat");
      try {
        Files.write(temporary, after);
        var view = Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
        if (view != null) {
          view.setPermissions(
              exists
                  ? Files.getPosixFilePermissions(real)
                  : PosixFilePermissions.fromString("rw-r--r--"));
        }
        return new Staged(file, real, temporary);
      } catch (IOException e) {
        Files.deleteIfExists(temporary);
        throw e;
      }
    } catch (IOException e) {
      throw Output.unwritten(file, e);
    }
  }
}

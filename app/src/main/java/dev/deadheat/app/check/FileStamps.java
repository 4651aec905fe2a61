package dev.deadheat.app.check;

import dev.deadheat.django.memory.Decoder;
import dev.deadheat.django.memory.Encoder;
import dev.deadheat.django.memory.StaleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Tells by size, times and inode which files are as an earlier run read them, without reading
/// them.
///
/// The time of a file's last change of any kind (`ctime`) cannot be set by whoever copies or
/// unpacks a file with its old times. A file that changed shortly before it was read is not
/// remembered: it may change once more within the same tick of the clock. Where a file system tells
/// no such things, nothing is remembered.
///
/// Safe for use by many threads.
final class FileStamps {
  /// The coarsest clock of a file system still in use.
  private static final long TICK_MILLIS = 2_000;

  private static final String ATTRIBUTES = "unix:size,lastModifiedTime,ctime,ino";

  private record Stamp(String text, long youngestMillis) {}

  private record Kept(String stamp, String digest) {}

  private final Path root;
  private final long startMillis;
  private final Map<String, Kept> before = new HashMap<>();
  private final Map<String, Stamp> now = new ConcurrentHashMap<>();

  /// @param kept what [#after] made; anything else counts as nothing
  /// @param startMillis the time, before any file was looked at
  FileStamps(byte[] kept, Path root, long startMillis) {
    this.root = root;
    this.startMillis = startMillis;
    try {
      var in = new Decoder(kept);
      int count = kept.length == 0 ? 0 : in.number();
      for (int i = 0; i < count; i++) {
        before.put(in.text(), new Kept(in.text(), in.text()));
      }
    } catch (StaleException e) {
      before.clear();
    }
  }

  /// The digest of a file that is as it was. To be asked for every file before it is read.
  Optional<String> digest(String path) {
    Optional<Stamp> stamp = stamp(root.resolve(path));
    stamp.ifPresent(each -> now.put(path, each));
    Kept kept = before.get(path);
    return kept != null && stamp.filter(each -> each.text().equals(kept.stamp())).isPresent()
        ? Optional.of(kept.digest())
        : Optional.empty();
  }

  private static Optional<Stamp> stamp(Path file) {
    try {
      Map<String, Object> all = Files.readAttributes(file, ATTRIBUTES);
      if (all.get("ctime") instanceof FileTime changed
          && all.get("lastModifiedTime") instanceof FileTime modified) {
        return Optional.of(
            new Stamp(
                all.get("size")
                    + " "
                    + modified.toInstant()
                    + " "
                    + changed.toInstant()
                    + " "
                    + all.get("ino"),
                Math.max(changed.toMillis(), modified.toMillis())));
      }
      return Optional.empty();
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// What to give to the next run; empty if it is what this run was given.
  ///
  /// @param digests of the files as they were read, by path
  Optional<byte[]> after(Map<String, String> digests) {
    var kept = new TreeMap<String, Kept>();
    digests.forEach((path, digest) -> {
      Stamp stamp = now.get(path);
      if (stamp != null && stamp.youngestMillis() < startMillis - TICK_MILLIS) {
        kept.put(path, new Kept(stamp.text(), digest));
      }
    });
    if (kept.equals(before)) {
      return Optional.empty();
    }
    var out = new Encoder();
    out.number(kept.size());
    kept.forEach((path, each) -> {
      out.text(path);
      out.text(each.stamp());
      out.text(each.digest());
    });
    return Optional.of(out.bytes());
  }
}

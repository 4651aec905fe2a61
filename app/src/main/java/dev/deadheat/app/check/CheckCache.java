package dev.deadheat.app.check;

import dev.deadheat.app.Version;
import dev.deadheat.django.ProjectReader;
import dev.deadheat.python.Parser;
import dev.deadheat.rules.Rules;
import dev.deadheat.source.SourceFile;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/// Keeps on disk what one check leaves for the next.
///
/// Nothing depends on it: it may be deleted, harmed or shared at any time, and where it cannot be
/// read or written a check works without. Each part is replaced in one step, so that whoever reads
/// sees the old one or the new one; and each says by itself what it is about, so that an old part
/// beside a new one does no harm.
///
/// @param folder where the file stands, alone with a `.gitignore` that keeps all out of git
record CheckCache(Path folder) {
  private static final String MAGIC = "deadheat check cache 2 ";
  private static final long MAX_BYTES = 1L << 29;

  /// What is kept, each in a file of its own.
  enum Part {
    /// What every file says and what happens in every function, with what that relies on.
    ANALYSIS("check"),
    /// What the rules said of all that.
    FINDINGS("findings"),
    /// How the files looked from outside.
    STAMPS("stamps");

    private final String file;

    Part(String file) {
      this.file = file;
    }
  }

  /// The cache of a project.
  static Path standard(Path root) {
    return root.resolve(".deadheat").resolve("cache");
  }

  /// What an earlier check by this very build has left; empty bytes if there is none.
  byte[] read(Part part) {
    byte[] head = head();
    try (var in = new DataInputStream(Files.newInputStream(file(part)))) {
      if (Files.size(file(part)) > MAX_BYTES || !Arrays.equals(in.readNBytes(head.length), head)) {
        return new byte[0];
      }
      long sum = in.readLong();
      byte[] content = in.readAllBytes();
      return sum == sum(content) ? content : new byte[0];
    } catch (IOException e) {
      return new byte[0];
    }
  }

  /// Leaves this for the next check, if it can.
  void write(Part part, byte[] content) {
    Optional<Path> unfinished = Optional.empty();
    try {
      Files.createDirectories(folder);
      Path ignored = folder.resolve(".gitignore");
      if (!Files.exists(ignored)) {
        Files.writeString(ignored, "*\n");
      }
      Path made = Files.createTempFile(folder, "check", ".unfinished", readable());
      unfinished = Optional.of(made);
      try (OutputStream bytes = Files.newOutputStream(made);
          var out = new DataOutputStream(bytes)) {
        out.write(head());
        out.writeLong(sum(content));
        out.write(content);
      }
      Files.move(
          made, file(part), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      tidy(part);
    } catch (IOException e) {
      // A full disk or a folder that is not ours: the next check starts anew.
      unfinished.ifPresent(CheckCache::drop);
    }
  }

  /// For whoever may read what this user writes, unlike temporary files.
  private FileAttribute<?>[] readable() {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-rw-rw-"))
        }
        : new FileAttribute<?>[0];
  }

  /// Drops what a killed check has left behind.
  private void tidy(Part part) throws IOException {
    long old = Files.getLastModifiedTime(file(part)).toMillis() - 3_600_000;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : files.filter(path -> path.toString().endsWith(".unfinished")).toList()) {
        if (Files.getLastModifiedTime(each).toMillis() < old) {
          Files.deleteIfExists(each);
        }
      }
    }
  }

  private static void drop(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Then it stays until a check can write here.
    }
  }

  private Path file(Part part) {
    return folder.resolve(part.file);
  }

  private static long sum(byte[] content) {
    var sum = new CRC32C();
    sum.update(content);
    return sum.getValue();
  }

  /// What another build may understand in another way begins with another head.
  private static byte[] head() {
    var text = new StringBuilder(MAGIC).append(Version.text());
    for (Class<?> each :
        List.of(SourceFile.class, Parser.class, ProjectReader.class, Rules.class)) {
      text.append(' ').append(build(each));
    }
    return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  /// Of which build a class is: the size and time of its archive, or of its own loose file.
  private static String build(Class<?> part) {
    try {
      Path from = Path.of(part.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isRegularFile(from)) {
        var attributes = Files.readAttributes(from, BasicFileAttributes.class);
        return attributes.size() + "@" + attributes.lastModifiedTime();
      }
      try (Stream<Path> files = Files.walk(from)) {
        return files
                .filter(file -> file.toString().endsWith(".class"))
                .mapToLong(file -> file.toFile().lastModified() ^ file.toString().hashCode())
                .sum()
            + "";
      }
    } catch (java.net.URISyntaxException | IOException e) {
      return "unknown";
    }
  }
}

package dev.deadheat.postgres.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// PostgreSQL's unpacked programs.
///
/// @param folder holds `bin`, `lib` and `share`
record Binaries(Path folder) {
  /// The bundle's release; part of the cache's names, so a new release is unpacked anew.
  static final String VERSION = "15.18.0";

  /// Finds them in the cache or unpacks them there from the class path.
  static Binaries in(Cache cache, Platform platform) throws ServerException {
    Path folder =
        cache.entry(platform.name() + "-" + VERSION, target -> unpack(platform.archive(), target));
    if (!Files.isExecutable(folder.resolve("bin/postgres"))) {
      throw new ServerException(
          "the unpacked PostgreSQL in "
              + folder
              + " is damaged, or its file system forbids programs (noexec); delete that folder, or"
              + " set DEADHEAT_CACHE to another");
    }
    return new Binaries(folder);
  }

  String program(String name) {
    return folder.resolve("bin").resolve(name).toString();
  }

  private static void unpack(String archive, Path target) throws IOException, ServerException {
    try (InputStream resource = Binaries.class.getResourceAsStream("/" + archive)) {
      if (resource == null) {
        throw new ServerException(
            "this build of Deadheat holds no PostgreSQL for this machine (" + archive + ")");
      }
      try (var tar =
          new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(resource)))) {
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          unpackOne(tar, entry, target);
        }
      }
    }
  }

  private static void unpackOne(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
      throws IOException {
    Path path = target.resolve(entry.getName()).normalize();
    if (!path.startsWith(target)) {
      throw new IOException("the archive names a file outside itself: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(path.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      Files.createLink(path, target.resolve(entry.getLinkName()));
    } else {
      Files.copy(tar, path);
      Set<PosixFilePermission> permissions =
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.GROUP_READ,
              PosixFilePermission.OTHERS_READ);
      if ((entry.getMode() & 0100) != 0) {
        permissions.add(PosixFilePermission.OWNER_EXECUTE);
        permissions.add(PosixFilePermission.GROUP_EXECUTE);
        permissions.add(PosixFilePermission.OTHERS_EXECUTE);
      }
      Files.setPosixFilePermissions(path, permissions);
    }
  }
}

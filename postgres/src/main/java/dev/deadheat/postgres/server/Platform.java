package dev.deadheat.postgres.server;

import java.util.Locale;

/// An operating system and processor that PostgreSQL binaries exist for.
///
/// @param archive the name of the archive on the class path
record Platform(String archive) {
  /// The machine that we run on.
  static Platform current() throws ServerException {
    return of(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  static Platform of(String osName, String osArch) throws ServerException {
    String os = osName.toLowerCase(Locale.ROOT);
    String processor =
        switch (osArch.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> throw unsupported(osName, osArch);
        };
    if (os.contains("linux")) {
      return new Platform("postgres-linux-" + processor + ".txz");
    }
    if (os.contains("mac")) {
      return new Platform("postgres-darwin-" + processor + ".txz");
    }
    throw unsupported(osName, osArch);
  }

  /// The archive's name without its ending: names the folder it is unpacked into.
  String name() {
    return archive.substring(0, archive.lastIndexOf('.'));
  }

  private static ServerException unsupported(String os, String arch) {
    return new ServerException(
        "no PostgreSQL is bundled for "
            + os
            + " on "
            + arch
            + "; Linux and macOS on x86-64 and"
            + " ARM64 are");
  }
}

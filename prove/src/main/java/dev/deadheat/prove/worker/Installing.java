package dev.deadheat.prove.worker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// The command that installs what is missing, for the machine that we are on.
final class Installing {
  private Installing() {}

  /// How to get a Python 3 with `venv`.
  static String python() {
    return "Install one: " + of("python3 python3-venv", "python3", "python3 py3-pip", "python");
  }

  /// How to get the `venv` module of a Python.
  ///
  /// @param minor of Python 3.minor: Debian has a package for each
  static String venv(int minor) {
    return of("python3.%d-venv".formatted(minor), "python3", "python3 py3-pip", "python");
  }

  private static String of(String debian, String fedora, String alpine, String brew) {
    if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac")) {
      return "brew install " + brew;
    }
    String rights = "root".equals(System.getProperty("user.name")) ? "" : "sudo ";
    if (Files.exists(Path.of("/etc/debian_version"))) {
      return rights + "apt-get install " + debian;
    }
    if (Files.exists(Path.of("/etc/alpine-release"))) {
      return rights + "apk add " + alpine;
    }
    if (Files.exists(Path.of("/etc/arch-release"))) {
      return rights + "pacman -S python";
    }
    return rights + "dnf install " + fedora;
  }
}

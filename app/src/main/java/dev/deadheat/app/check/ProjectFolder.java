package dev.deadheat.app.check;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Finds what a path belongs to.
final class ProjectFolder {
  private ProjectFolder() {}

  /// The folder of the project that a path stands in: the nearest, from the path upwards, with a
  /// `manage.py`, settings for Deadheat, or a repository's top. Without any, the folder itself.
  ///
  /// A race needs its models, settings and routes to be seen, and they stand elsewhere in the
  /// project than the file that was named.
  static Path of(Path start, Optional<Path> settings) {
    Path folder = Files.isDirectory(start) ? start : start.resolveSibling("");
    for (Path at = folder; at != null; at = at.getParent()) {
      if (Files.isRegularFile(at.resolve("manage.py"))
          || settings.map(Path::getParent).filter(at::equals).isPresent()
          || Files.exists(at.resolve(".git"))) {
        return at;
      }
    }
    return folder;
  }

  /// Where the project stands in its repository, with `/` at its end; empty at the top of one, and
  /// outside any.
  static String inRepository(Path root) {
    for (Path at = root; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(".git"))) {
        String below = at.relativize(root).toString().replace('\\', '/');
        return below.isEmpty() ? "" : below + "/";
      }
    }
    return "";
  }
}

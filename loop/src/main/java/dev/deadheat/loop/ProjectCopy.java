package dev.deadheat.loop;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/// A copy of a project's folder to try patches on, so that the project itself is never touched.
///
/// Repositories, environments, caches and what Deadheat wrote are not copied; links stay links.
/// Closing removes the copy.
final class ProjectCopy implements AutoCloseable {
  private static final Set<String> LEFT_OUT =
      Set.of(
          ".git",
          ".hg",
          ".svn",
          ".deadheat",
          ".venv",
          "venv",
          "node_modules",
          "__pycache__",
          ".tox",
          ".nox",
          ".mypy_cache",
          ".pytest_cache",
          ".ruff_cache");

  private final Path from;
  private final Path folder;

  private ProjectCopy(Path from, Path folder) {
    this.from = from;
    this.folder = folder;
  }

  /// Copies a project.
  ///
  /// @param beside where the copy is made: a folder of this run
  static ProjectCopy of(Path project, Path beside) throws IOException {
    Path parent = Files.createTempDirectory(beside, "patched-");
    // The folder's name may be the name of a package.
    Path folder = parent.resolve(String.valueOf(project.toAbsolutePath().getFileName()));
    copy(project, folder);
    return new ProjectCopy(project, folder);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes)
              throws IOException {
            String name = String.valueOf(each.getFileName());
            if (!each.equals(from)
                && (LEFT_OUT.contains(name) || Files.exists(each.resolve("pyvenv.cfg")))) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(from.relativize(each).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile() || attributes.isSymbolicLink()) {
              Files.copy(
                  file,
                  to.resolve(from.relativize(file).toString()),
                  LinkOption.NOFOLLOW_LINKS,
                  StandardCopyOption.COPY_ATTRIBUTES);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /// Where it is.
  Path folder() {
    return folder;
  }

  /// The same file in the copy; a file outside the project stays where it is.
  Path of(Path original) {
    Path absolute = original.toAbsolutePath().normalize();
    Path project = from.toAbsolutePath().normalize();
    return absolute.startsWith(project)
        ? folder.resolve(project.relativize(absolute).toString())
        : absolute;
  }

  /// Makes the copy's Python files what the project's would be.
  void become(Project patched) throws IOException {
    for (var file : patched.changed().entrySet()) {
      Path target = folder.resolve(file.getKey());
      Files.createDirectories(target.resolveSibling(""));
      Files.write(target, file.getValue());
    }
  }

  @Override
  public void close() {
    try {
      Path parent = folder.resolveSibling("");
      try (var files = Files.walk(parent)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException left) {
      // It lies in the run's own folder, which the next run removes.
      return;
    }
  }
}

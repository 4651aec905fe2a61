package dev.deadheat.app.check;

import dev.deadheat.app.settings.CheckSettings;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/// Finds the Python files under a folder, without what is not the project's own.
public final class PythonFiles {
  private static final Set<String> SKIPPED =
      Set.of(
          "node_modules",
          "__pycache__",
          "venv",
          "env",
          "site-packages",
          "build",
          "dist",
          "target",
          "bower_components");

  private PythonFiles() {}

  /// Paths relative to `root`, with `/`, sorted.
  public static List<String> under(Path root, Path start, CheckSettings settings)
      throws IOException {
    var out = new ArrayList<String>();
    Files.walkFileTree(
        start,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName() == null ? "" : folder.getFileName().toString();
            boolean skip =
                !folder.equals(start)
                    && (SKIPPED.contains(name)
                        || name.startsWith(".")
                        || Files.exists(folder.resolve("pyvenv.cfg"))
                        || settings.excludes(path(root, folder)));
            return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String path = path(root, file);
            if (attributes.isRegularFile() && path.endsWith(".py") && !settings.excludes(path)) {
              out.add(path);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException error) {
            return FileVisitResult.CONTINUE;
          }
        });
    Collections.sort(out);
    return out;
  }

  private static String path(Path root, Path below) {
    return root.relativize(below).toString().replace('\\', '/');
  }
}

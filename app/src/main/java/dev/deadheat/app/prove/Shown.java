package dev.deadheat.app.prove;

import dev.deadheat.prove.verdict.Verdict;
import java.nio.file.Path;

/// What is printed for somebody who stands in a folder of their own.
final class Shown {
  private Shown() {}

  /// The verdict with a replay file that can be typed from that folder.
  static Verdict from(Verdict verdict, Path project, Path folder) {
    return verdict
        .replay()
        .map(file -> verdict.withReplay(path(project.resolve(file), folder)))
        .orElse(verdict);
  }

  /// A path as it is typed from that folder: relative where it lies below it.
  static String path(Path path, Path folder) {
    Path absolute = path.toAbsolutePath().normalize();
    Path here = folder.toAbsolutePath().normalize();
    return absolute.startsWith(here) ? here.relativize(absolute).toString() : absolute.toString();
  }
}

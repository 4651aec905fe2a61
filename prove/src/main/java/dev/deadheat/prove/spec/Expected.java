package dev.deadheat.prove.spec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The outputs that are right for a spec: `NAME.out` and its alternatives `NAME_1.out`, ... in one
/// folder.
public record Expected(List<Path> files) {
  public Expected {
    files = List.copyOf(files);
  }

  /// Where an output leaves the expected one that it follows longest.
  ///
  /// @param line from 1
  /// @param expected the line there; empty if the file ends
  /// @param actual the line of the output; empty if it ends
  public record Difference(
      Path file, int line, Optional<String> expected, Optional<String> actual) {
    @Override
    public String toString() {
      return "%s:%d: expected %s, got %s"
          .formatted(file.getFileName(), line, shown(expected), shown(actual));
    }

    private static String shown(Optional<String> text) {
      return text.map(line -> "\"" + line.strip() + "\"").orElse("the end");
    }
  }

  /// The files for a spec; none if there are none.
  public static Expected of(String spec, Path folder) {
    List<Path> files = new ArrayList<>();
    Path file = folder.resolve(spec + ".out");
    for (int i = 1; Files.exists(file); i++) {
      files.add(file);
      file = folder.resolve(spec + "_" + i + ".out");
    }
    return new Expected(files);
  }

  /// Compares an output with the files, blanks at the ends of lines aside; empty if it agrees with
  /// one of them. To be called only if there are files.
  public Optional<Difference> differs(String output) throws IOException {
    Optional<Difference> furthest = Optional.empty();
    for (Path file : files) {
      Optional<Difference> difference =
          difference(file, Files.readString(file, StandardCharsets.UTF_8), output);
      if (difference.isEmpty()) {
        return Optional.empty();
      }
      if (furthest.isEmpty() || difference.get().line() > furthest.get().line()) {
        furthest = difference;
      }
    }
    return furthest;
  }

  private static Optional<Difference> difference(Path file, String expected, String actual) {
    List<String> right = expected.lines().map(String::stripTrailing).toList();
    List<String> output = actual.lines().map(String::stripTrailing).toList();
    for (int i = 0; i < Math.max(right.size(), output.size()); i++) {
      Optional<String> there = i < right.size() ? Optional.of(right.get(i)) : Optional.empty();
      Optional<String> here = i < output.size() ? Optional.of(output.get(i)) : Optional.empty();
      if (!there.equals(here)) {
        return Optional.of(new Difference(file, i + 1, there, here));
      }
    }
    return Optional.empty();
  }
}

package dev.deadheat.report.tales;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Expected outputs kept as files, to be read and reviewed as prose.
///
/// `-Dgolden=update` writes what came out instead of comparing it.
public final class Golden {
  private static final Path FOLDER = Path.of("src", "test", "golden");

  private Golden() {}

  /// Compares with the file of that name.
  public static void check(String name, String actual) {
    var file = FOLDER.resolve(name);
    try {
      if ("update".equals(System.getProperty("golden"))) {
        Files.createDirectories(FOLDER);
        Files.writeString(file, actual);
        return;
      }
      assertThat(file).as("no such golden file; write it with -Dgolden=update").exists();
      assertThat(actual)
          .as("%s differs; if the new form is right, write it with -Dgolden=update", file)
          .isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

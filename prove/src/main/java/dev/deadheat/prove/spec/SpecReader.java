package dev.deadheat.prove.spec;

import dev.deadheat.prove.scenario.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Reads spec files in the syntax of PostgreSQL 15 and its forerunners.
public final class SpecReader {
  private SpecReader() {}

  /// Reads a file.
  ///
  /// @throws IOException if it cannot be read
  public static SpecReading read(Path file) throws IOException {
    return parse(file, Files.readString(file, StandardCharsets.UTF_8));
  }

  /// Reads a file's text.
  ///
  /// @param file for its name and for messages
  public static SpecReading parse(Path file, String text) {
    try {
      String name = String.valueOf(file.getFileName()).replaceFirst("\\.spec$", "");
      return Linker.link(file, name, Parser.parse(text));
    } catch (SyntaxException wrong) {
      return new SpecReading.Bad(
          List.of(
              new Problem(file, wrong.line(), wrong.column(), String.valueOf(wrong.getMessage()))));
    }
  }
}

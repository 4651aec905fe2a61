package dev.deadheat.prove.story;

import dev.deadheat.prove.verdict.Timeline.SourceLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The project's own lines, read once a file. A file that can't be read gives empty lines: the
/// line's number is what counts.
public final class SourceLines {
  private final Path project;
  private final Map<String, List<String>> files = new HashMap<>();

  public SourceLines(Path project) {
    this.project = project;
  }

  SourceLine line(String path, int line) {
    List<String> lines = files.computeIfAbsent(path, this::read);
    String text = line >= 1 && line <= lines.size() ? lines.get(line - 1).strip() : "";
    return new SourceLine(path, Math.max(line, 1), text);
  }

  private List<String> read(String path) {
    Path file = project.resolve(path).normalize();
    if (!file.startsWith(project) || !Files.isRegularFile(file)) {
      return List.of();
    }
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException | UncheckedIOException unreadable) {
      return List.of();
    }
  }
}

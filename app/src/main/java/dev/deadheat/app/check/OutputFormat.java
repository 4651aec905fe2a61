package dev.deadheat.app.check;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// How findings are printed.
enum OutputFormat {
  /// For people: with the code and the story.
  FULL,
  /// A line each.
  CONCISE,
  /// Deadheat's own, for programs.
  JSON,
  /// SARIF 2.1.0, as code-scanning services take it.
  SARIF,
  /// GitHub's workflow commands.
  GITHUB,
  /// GitLab's Code Quality report.
  GITLAB,
  /// JUnit's XML.
  JUNIT;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static String names() {
    return Arrays.stream(values()).map(OutputFormat::word).collect(Collectors.joining(", "));
  }
}

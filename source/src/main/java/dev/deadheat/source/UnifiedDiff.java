package dev.deadheat.source;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.ArrayList;
import java.util.List;

/// The difference of two texts as `diff -u` prints it, readable by `patch` and `git apply`.
public final class UnifiedDiff {
  private static final int CONTEXT_LINES = 3;
  private static final String NO_LINE_BREAK = "\\ No newline at end of file";

  private UnifiedDiff() {}

  /// The lines of the difference, without line breaks; empty if the texts are equal.
  ///
  /// @param path named on both header lines, after `a/` and `b/`
  public static List<String> of(String path, String before, String after) {
    if (before.equals(after)) {
      return List.of();
    }
    List<String> old = split(before);
    List<String> changed = split(after);
    List<String> diff =
        UnifiedDiffUtils.generateUnifiedDiff(
            "a/" + path, "b/" + path, old, DiffUtils.diff(old, changed), CONTEXT_LINES);
    List<String> lines = new ArrayList<>(diff.size());
    for (String line : diff) {
      // A last line without a line break is kept apart from the same line with one (see split).
      if (line.endsWith("\n")) {
        lines.add(line.substring(0, line.length() - 1));
        lines.add(NO_LINE_BREAK);
      } else {
        lines.add(line);
      }
    }
    return List.copyOf(lines);
  }

  /// Lines without their `\n`; a `\r` before it stays, so that a change of line ends is a change. A
  /// last line that lacks its `\n` gets one here, the mark by which it is told apart.
  private static List<String> split(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      lines.add(text.substring(start, end));
      start = end + 1;
    }
    if (start < text.length()) {
      lines.add(text.substring(start) + "\n");
    }
    return lines;
  }
}

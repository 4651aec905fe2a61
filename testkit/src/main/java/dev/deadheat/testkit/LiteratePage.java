package dev.deadheat.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A Markdown page that is documentation and test at once.
///
/// Each heading with `python` blocks under it is an example: a small project. A block begins with
/// its path in a comment, `# shop/views.py`. A line that is to be reported ends with a comment, `#
/// finding: DH101`. A block that opens with `python fix` is the file after the first cure; one that
/// opens with `python fix lock` is the file after the first cure where locks are preferred.
public final class LiteratePage {
  private static final Pattern EXPECTED = Pattern.compile("#\\s*finding:\\s*([A-Z0-9, ]+)");

  private LiteratePage() {}

  /// One example.
  ///
  /// @param title its heading
  /// @param files text by path, in order
  /// @param expected what must be reported, as `path:line CODE`, sorted
  /// @param fixes for each preference (empty for none) the files that it changes, as they are
  ///   afterwards
  public record Example(
      String title,
      Map<String, String> files,
      List<String> expected,
      Map<String, Map<String, String>> fixes) {}

  /// The examples of a page, in order.
  public static List<Example> examples(String markdown) {
    var out = new ArrayList<Example>();
    String title = "";
    Map<String, String> files = new LinkedHashMap<>();
    Map<String, Map<String, String>> fixes = new LinkedHashMap<>();
    Map<String, String> target = files;
    StringBuilder block = null;
    for (String line : markdown.lines().toList()) {
      if (block != null) {
        if (line.startsWith("```")) {
          add(block.toString(), target);
          block = null;
        } else {
          block.append(line).append('\n');
        }
      } else if (line.startsWith("```python")) {
        block = new StringBuilder();
        String kind = line.substring(9).strip();
        target =
            kind.startsWith("fix")
                ? fixes.computeIfAbsent(kind.substring(3).strip(), _ -> new LinkedHashMap<>())
                : files;
      } else if (line.startsWith("#")) {
        finish(title, files, fixes, out);
        files = new LinkedHashMap<>();
        fixes = new LinkedHashMap<>();
        title = line.replaceAll("^#+\\s*", "");
      }
    }
    finish(title, files, fixes, out);
    return List.copyOf(out);
  }

  private static void add(String block, Map<String, String> files) {
    String first = block.lines().findFirst().orElse("");
    if (!first.startsWith("# ") || !first.endsWith(".py")) {
      throw new IllegalArgumentException("a block must begin with its path: " + first);
    }
    files.put(first.substring(2).strip(), block);
  }

  private static void finish(
      String title,
      Map<String, String> files,
      Map<String, Map<String, String>> fixes,
      List<Example> out) {
    if (files.isEmpty()) {
      return;
    }
    var expected = new TreeSet<String>();
    files.forEach((path, text) -> {
      int number = 0;
      for (String line : text.lines().toList()) {
        number++;
        Matcher found = EXPECTED.matcher(line);
        if (found.find()) {
          for (String code : found.group(1).strip().split("\\s*,\\s*", -1)) {
            expected.add(path + ":" + number + " " + code);
          }
        }
      }
    });
    out.add(new Example(title, files, List.copyOf(expected), fixes));
  }
}

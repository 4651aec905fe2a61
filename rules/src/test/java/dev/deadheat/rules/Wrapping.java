package dev.deadheat.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Puts the body of each function into another function that does the same.
final class Wrapping {
  private static final Pattern HEAD = Pattern.compile("( *)def (\\w+)\\(([^()]*)\\)[^:]*:");

  /// A nested function that does not mean the same: it is a generator, or finds its class by where
  /// it stands.
  private static final Pattern NOT_NESTED =
      Pattern.compile("\\byield\\b|\\bsuper\\(\\)|\\bawait\\b");

  private Wrapping() {}

  /// `def f(a): body` becomes `def f(a): def inner(): body; return inner()`.
  static String nested(String text) {
    return changed(
        text,
        (head, body) -> {
          String indent = head.group(1) + "    ";
          return List.of(
              head.group(),
              indent + "def inner():",
              String.join(
                  "\n", body.stream().map(line -> line.isBlank() ? line : "    " + line).toList()),
              indent + "return inner()");
        });
  }

  /// `def f(a): body` becomes `def f(a): return f_body(a)` after `def f_body(a): body`; only of
  /// functions that stand in no class.
  static String forwarded(String text) {
    return changed(
        text,
        (head, body) -> {
          boolean plain = head.group(1).isEmpty() && !head.group(3).matches("(?s).*[*=].*");
          if (!plain) {
            return List.of();
          }
          var names = new ArrayList<String>();
          for (String parameter : head.group(3).split(",", -1)) {
            names.add(parameter.strip().replaceFirst(":.*", ""));
          }
          return List.of(
              head.group(),
              "    return " + head.group(2) + "_body(" + String.join(", ", names) + ")",
              "",
              "",
              head.group().replaceFirst("\\(", "_body("),
              String.join("\n", body));
        });
  }

  private interface Change {
    List<String> apply(Matcher head, List<String> body);
  }

  private static String changed(String text, Change change) {
    List<String> lines = Arrays.asList(text.split("\n", -1));
    var out = new ArrayList<String>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher head = HEAD.matcher(lines.get(i));
      int end = i + 1;
      if (head.matches()) {
        while (end < lines.size() && isInside(lines.get(end), head.group(1))) {
          end++;
        }
        while (end > i + 1 && lines.get(end - 1).isBlank()) {
          end--;
        }
      }
      List<String> body = lines.subList(i + 1, end);
      List<String> other =
          body.isEmpty() || rebinds(head, String.join("\n", body))
              ? List.of()
              : change.apply(head, body);
      if (other.isEmpty()) {
        out.add(lines.get(i));
      } else {
        out.addAll(other);
        i = end - 1;
      }
    }
    return String.join("\n", out);
  }

  private static boolean isInside(String line, String indent) {
    return line.isBlank() || line.startsWith(indent + " ");
  }

  /// Whether the body gives a parameter another value, or may not stand in another function.
  private static boolean rebinds(Matcher head, String body) {
    for (String parameter : head.group(3).split(",", -1)) {
      String name = parameter.strip().replaceFirst("[:=].*", "").replace("*", "");
      if (!name.isBlank()
          && Pattern.compile("(?m)^ *" + name + " *([-+*/|]?=)[^=]|\\b(?:for|as|,) " + name + "\\b")
              .matcher(body)
              .find()) {
        return true;
      }
    }
    return NOT_NESTED.matcher(body).find();
  }
}

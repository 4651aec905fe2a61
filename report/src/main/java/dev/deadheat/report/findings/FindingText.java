package dev.deadheat.report.findings;

import dev.deadheat.rules.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// Findings for the terminal: one line each, or with the code, the story of two users and the cure.
public final class FindingText {
  private static final int FRAME_GAP = 12;

  private FindingText() {}

  /// A line for each finding, then what was looked at.
  public static String concise(Checked checked) {
    var out = new StringBuilder();
    for (Finding finding : checked.findings()) {
      out.append(head(finding)).append('\n');
    }
    return out.append(end(checked)).toString();
  }

  /// Each finding with its code.
  ///
  /// @param lines the lines of a file, by its path; empty for one that cannot be read
  public static String full(Checked checked, Function<String, List<String>> lines) {
    var out = new StringBuilder();
    for (Finding finding : checked.findings()) {
      out.append(head(finding)).append('\n');
      frames(finding, lines, out);
      for (int i = 0; i < finding.story().size(); i++) {
        out.append("  ").append(i + 1).append(". ").append(finding.story().get(i)).append('\n');
      }
      if (!finding.entryPoints().isEmpty()) {
        out.append("  reached by ");
        out.append(
            String.join(
                ", ",
                finding.entryPoints().stream()
                    .map(entry -> entry.kind() + " " + entry.name())
                    .toList()));
        out.append('\n');
      }
      out.append("  cure: ").append(finding.cure()).append("\n\n");
    }
    return out.append(end(checked)).toString();
  }

  private static String head(Finding finding) {
    return finding.path()
        + ":"
        + finding.line()
        + ": "
        + finding.rule().code()
        + " "
        + finding.rule().name()
        + " ["
        + finding.severity().name().toLowerCase(Locale.ROOT)
        + ", "
        + finding.confidence().name().toLowerCase(Locale.ROOT)
        + " confidence] "
        + finding.message();
  }

  /// The read and the write, together if they stand close to each other.
  private static void frames(
      Finding finding, Function<String, List<String>> lines, StringBuilder out) {
    Optional<Finding.Spot> read = finding.read();
    Finding.Spot write =
        finding.write().orElseGet(() -> new Finding.Spot(finding.path(), finding.line()));
    boolean together =
        read.isPresent()
            && read.get().path().equals(write.path())
            && read.get().line() < write.line()
            && write.line() - read.get().line() <= FRAME_GAP;
    if (together) {
      frame(write.path(), read.get().line(), write.line(), read, write, lines, out);
      return;
    }
    read.filter(spot -> !spot.equals(write))
        .ifPresent(spot -> frame(spot.path(), spot.line(), spot.line(), read, write, lines, out));
    frame(write.path(), write.line(), finding.endLine(), read, write, lines, out);
  }

  private static void frame(
      String path,
      int first,
      int last,
      Optional<Finding.Spot> read,
      Finding.Spot write,
      Function<String, List<String>> lines,
      StringBuilder out) {
    List<String> text = lines.apply(path);
    out.append("  --> ").append(path).append(':').append(first).append('\n');
    int end = Math.min(Math.min(last, first + FRAME_GAP), text.size());
    for (int line = first; line <= end; line++) {
      int number = line;
      boolean reads =
          read.filter(spot -> spot.path().equals(path) && spot.line() == number).isPresent();
      boolean writes = write.path().equals(path) && write.line() == line;
      String mark = reads && writes ? "read+write" : reads ? "read" : writes ? "write" : "";
      out.append(String.format(Locale.ROOT, "  %10s %5d | %s%n", mark, line, text.get(line - 1)));
    }
  }

  private static String end(Checked checked) {
    var out = new StringBuilder();
    for (Checked.Note note : checked.notes()) {
      out.append(note.path())
          .append(':')
          .append(note.line())
          .append(": ")
          .append(note.text())
          .append('\n');
    }
    out.append(count(checked.findings().size(), "finding"))
        .append(" in ")
        .append(count(checked.files(), "file"))
        .append(", ")
        .append(count(checked.models(), "model"))
        .append(", ")
        .append(count(checked.entryPoints(), "entry point"));
    if (checked.hidden() > 0) {
      out.append("; ").append(checked.hidden()).append(" of low confidence not shown (--all)");
    }
    if (checked.suppressed() > 0) {
      out.append("; ").append(checked.suppressed()).append(" answered by comments");
    }
    return out.append('\n').toString();
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}

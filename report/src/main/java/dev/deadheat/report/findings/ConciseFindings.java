package dev.deadheat.report.findings;

import dev.deadheat.report.text.Printable;
import dev.deadheat.rules.Finding;

/// Findings a line each, as editors and scripts understand them: `path:line: CODE name message`.
public final class ConciseFindings {
  private ConciseFindings() {}

  /// The findings, the notes, and what was looked at; lines end with `\n`.
  public static String print(Checked checked) {
    var out = new StringBuilder();
    for (Finding finding : checked.findings()) {
      line(
          out,
          finding.path(),
          finding.line(),
          "%s %s [%s] %s"
              .formatted(
                  finding.rule().code(),
                  finding.rule().name(),
                  FindingWords.rank(finding),
                  finding.message()));
    }
    for (Checked.Note note : checked.notes()) {
      line(out, note.path(), note.line(), note.text());
    }
    return out.append(FindingWords.looked(checked)).append('\n').toString();
  }

  private static void line(StringBuilder out, String path, int line, String text) {
    out.append(Printable.of(path)).append(':').append(line).append(": ");
    out.append(Printable.of(text)).append('\n');
  }
}

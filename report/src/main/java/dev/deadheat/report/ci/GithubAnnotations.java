package dev.deadheat.report.ci;

import dev.deadheat.report.findings.Checked;
import dev.deadheat.report.findings.FindingWords;
import dev.deadheat.rules.Finding;
import dev.deadheat.rules.Severity;

/// Findings as GitHub's workflow commands, which become annotations beside the code: one line each,
/// `::warning file=...,line=...,endLine=...,title=...::message`.
///
/// Data is escaped as the Actions toolkit does: `%`, carriage return and line feed everywhere, `:`
/// and `,` in properties too.
public final class GithubAnnotations {
  private GithubAnnotations() {}

  /// The commands, then what was looked at, which GitHub shows in the log.
  public static String print(Checked checked, Repository repository) {
    var out = new StringBuilder();
    for (Finding finding : checked.findings()) {
      out.append("::")
          .append(level(finding.severity()))
          .append(" file=")
          .append(property(repository.path(finding.path())))
          .append(",line=")
          .append(finding.line())
          .append(",endLine=")
          .append(finding.endLine())
          .append(",title=")
          .append(property(finding.rule().code() + " " + finding.rule().name()))
          .append("::")
          .append(data(String.join("\n", FindingWords.whole(finding, checked.proof(finding)))))
          .append('\n');
    }
    for (Checked.Note note : checked.notes()) {
      out.append("::notice file=")
          .append(property(repository.path(note.path())))
          .append(",line=")
          .append(note.line())
          .append("::")
          .append(data(note.text()))
          .append('\n');
    }
    return out.append(data(FindingWords.looked(checked))).append('\n').toString();
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case HIGH -> "error";
      case MEDIUM -> "warning";
      case LOW -> "notice";
    };
  }

  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}

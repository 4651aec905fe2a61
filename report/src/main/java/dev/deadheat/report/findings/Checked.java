package dev.deadheat.report.findings;

import dev.deadheat.rules.Finding;
import java.util.List;

/// What a check gives: what was looked at, and what was found.
///
/// @param files Python files read
/// @param models models among them
/// @param entryPoints entry points among them
/// @param findings what is to be shown, by file and line
/// @param left findings that are not shown, and why
/// @param notes things to say besides: unused suppressions, files that could not be read whole
public record Checked(
    int files, int models, int entryPoints, List<Finding> findings, Left left, List<Note> notes) {
  public Checked {
    findings = List.copyOf(findings);
    notes = List.copyOf(notes);
  }

  /// How many findings are not shown.
  ///
  /// @param hidden because their confidence is low
  /// @param suppressed because a comment in the code answers them
  /// @param known because the baseline lists them
  /// @param elsewhere because neither their read nor their write was changed
  public record Left(int hidden, int suppressed, int known, int elsewhere) {}

  /// Something to say of a line.
  public record Note(String path, int line, String text) {}
}

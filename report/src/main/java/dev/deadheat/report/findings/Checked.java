package dev.deadheat.report.findings;

import dev.deadheat.rules.Finding;
import java.util.List;

/// What a check gives: what was looked at, and what was found.
///
/// @param files Python files read
/// @param models models among them
/// @param entryPoints entry points among them
/// @param findings what is to be shown, by file and line
/// @param hidden how many more have low confidence
/// @param suppressed how many a comment in the code has answered
/// @param notes things to say besides: unused suppressions, files that could not be read whole
public record Checked(
    int files,
    int models,
    int entryPoints,
    List<Finding> findings,
    int hidden,
    int suppressed,
    List<Note> notes) {
  public Checked {
    findings = List.copyOf(findings);
    notes = List.copyOf(notes);
  }

  /// Something to say of a line.
  public record Note(String path, int line, String text) {}
}

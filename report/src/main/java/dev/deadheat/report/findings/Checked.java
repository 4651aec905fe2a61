package dev.deadheat.report.findings;

import dev.deadheat.loop.Proof;
import dev.deadheat.rules.Finding;
import dev.deadheat.rules.Together;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// What a check gives: what was looked at, and what was found.
///
/// @param files Python files read
/// @param models models among them
/// @param entryPoints entry points among them
/// @param findings what is to be shown, by file and line
/// @param left findings that are not shown, and why
/// @param proofs what scenarios showed of findings, by fingerprint; empty if nothing is known
/// @param notes things to say besides: unused suppressions, files that could not be read whole
public record Checked(
    int files,
    int models,
    int entryPoints,
    List<Finding> findings,
    Left left,
    Map<String, Proof> proofs,
    List<Note> notes) {
  public Checked {
    findings = List.copyOf(findings);
    proofs = Map.copyOf(proofs);
    notes = List.copyOf(notes);
  }

  /// What scenarios showed of a finding: of several told as one, what is worst.
  public Optional<Proof> proof(Finding finding) {
    return Stream.concat(Stream.of(finding), finding.parts().stream())
        .map(each -> proofs.get(each.fingerprint()))
        .filter(Objects::nonNull)
        .min(Comparator.comparingInt(Checked::rank));
  }

  private static int rank(Proof proof) {
    return switch (proof.status()) {
      case REPRODUCED -> 0;
      case INCONCLUSIVE, NO_REQUEST -> 1;
      case NOT_REPRODUCED -> 2;
    };
  }

  /// Where a finding stands for what scenarios showed: 0 reproduced, 1 unknown, 2 looked for and
  /// not reproduced.
  public int rank(Finding finding) {
    return proof(finding).map(Checked::rank).orElse(1);
  }

  /// The same for a reader: several findings about one place told as one.
  public Checked together() {
    return new Checked(files, models, entryPoints, Together.of(findings), left, proofs, notes)
        .ranked();
  }

  /// The same, what was reproduced first and what was not reproduced last.
  public Checked ranked() {
    return new Checked(
        files,
        models,
        entryPoints,
        findings.stream().sorted(Comparator.comparingInt(this::rank)).toList(),
        left,
        proofs,
        notes);
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

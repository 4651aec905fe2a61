package dev.deadheat.fix;

import dev.deadheat.django.ProjectFacts;
import dev.deadheat.fix.cure.Candidate;
import dev.deadheat.fix.cure.Cures;
import dev.deadheat.fix.cure.Documents;
import dev.deadheat.fix.cure.Preference;
import dev.deadheat.rules.Finding;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The cures of a project's findings. Reads each file at most once; safe for many threads.
public final class Fixes {
  private final ProjectFacts facts;
  private final Documents documents;
  private final Optional<Preference> preference;

  /// Starts from a project as it is.
  ///
  /// @param facts of the project as it is
  /// @param bytes the content of its files, by path
  /// @param preference what to put first where several cures would do
  public Fixes(
      ProjectFacts facts, Function<String, byte[]> bytes, Optional<Preference> preference) {
    this.facts = facts;
    this.documents = new Documents(bytes);
    this.preference = preference;
  }

  /// What may be done about a finding, best first; what cannot be written comes last, with the
  /// reason. Each is for the files as they are: once one is applied, the others are out of date.
  public List<Candidate> candidates(Finding finding) {
    return Cures.candidates(finding, facts, documents, preference);
  }
}

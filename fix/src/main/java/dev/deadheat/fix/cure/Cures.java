package dev.deadheat.fix.cure;

import dev.deadheat.django.ProjectFacts;
import dev.deadheat.rules.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Which cures there are for which rule, in the order in which a person would think of them.
public final class Cures {
  private Cures() {}

  private static List<Cure> of(String code) {
    return switch (code) {
      case "DH101" -> List.of(new ComputeInDatabase(), new LockRow());
      case "DH102" -> List.of(new UpdateFields(), new LockRow());
      case "DH203" -> List.of(new LockRow(), new ConditionalUpdate());
      case "DH103", "DH104" -> List.of(new LockRow());
      case "DH401" -> List.of(new OnCommit());
      default -> List.of();
    };
  }

  /// The cures of a finding in order, those that cannot be written last.
  ///
  /// @param preference what to put first where it would do
  public static List<Candidate> candidates(
      Finding finding, ProjectFacts facts, Documents documents, Optional<Preference> preference) {
    Optional<String> no = documents.at(finding.path()).refusal();
    Case each = Case.of(finding, facts, documents);
    var out = new ArrayList<Candidate>();
    for (Cure cure : of(finding.rule().code())) {
      for (Candidate candidate : cure.offer(each)) {
        out.add(
            no.filter(_ -> candidate.applicable()).isPresent()
                ? Candidate.refused(
                    candidate.kind(),
                    candidate.title(),
                    finding.path() + " is left as it is: " + no.get())
                : candidate);
      }
    }
    out.sort(
        Comparator.comparing((Candidate candidate) -> !candidate.applicable())
            .thenComparing(
                candidate -> preference.filter(p -> p.prefers(candidate.kind())).isEmpty()));
    return List.copyOf(out);
  }
}

package dev.deadheat.fix;

import dev.deadheat.fix.cure.Candidate;
import dev.deadheat.fix.cure.Kind;
import dev.deadheat.fix.cure.Preference;
import dev.deadheat.rules.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The cures of findings after each was tried by the rules: what does not silence its finding, or
/// brings another, is offered with what it needs besides, or not at all and said why.
///
/// Each cure is for the project as it is, whatever becomes of the others. Only cures of one kind
/// are tried at once: those of another might mend what one of them breaks.
public final class Tried {
  private final Snapshot project;
  private final Verdicts verdicts;
  private final IdentityHashMap<Candidate, Candidate> outcomes = new IdentityHashMap<>();

  private Tried(Snapshot project) {
    this.project = project;
    this.verdicts = new Verdicts(project.facts());
  }

  /// What may be done about each finding, best first; what cannot be written, or was tried in vain,
  /// comes last, with the reason.
  ///
  /// @param preference what to put first where several cures would do
  public static Map<Finding, List<Candidate>> of(
      List<Finding> findings, ProjectFiles files, Optional<Preference> preference) {
    Snapshot project = Snapshot.of(files);
    var fixes = new Fixes(project.facts(), project::bytes, preference);
    Map<Finding, List<Candidate>> offered = offered(findings, fixes);
    var tried = new Tried(project);
    tried.groups(offered).forEach(tried::tryAll);
    var out = new LinkedHashMap<Finding, List<Candidate>>();
    offered.forEach((finding, candidates) -> out.put(finding, tried.judged(candidates)));
    return out;
  }

  private static Map<Finding, List<Candidate>> offered(List<Finding> findings, Fixes fixes) {
    var out = new LinkedHashMap<Finding, List<Candidate>>();
    findings.forEach(finding -> out.put(finding, List.of()));
    findings.parallelStream()
        .map(finding -> Map.entry(finding, fixes.candidates(finding)))
        .toList()
        .forEach(entry -> out.put(entry.getKey(), entry.getValue()));
    return out;
  }

  private List<List<Rounds.Applied>> groups(Map<Finding, List<Candidate>> offered) {
    var out = new ArrayList<List<Rounds.Applied>>();
    offered.forEach((finding, candidates) -> {
      for (Candidate candidate : candidates) {
        if (candidate.applicable()) {
          var each = new Rounds.Applied(finding, candidate);
          out.stream()
              .filter(group -> group.stream().allMatch(other -> apart(each, other)))
              .findFirst()
              .orElseGet(() -> {
                out.add(new ArrayList<>());
                return out.getLast();
              })
              .add(each);
        }
      }
    });
    return out;
  }

  private static boolean apart(Rounds.Applied one, Rounds.Applied other) {
    Kind kind = one.candidate().kind();
    return kind == other.candidate().kind()
        && !Identity.of(one.finding()).equals(Identity.of(other.finding()))
        && Trial.agree(one, other);
  }

  private void tryAll(List<Rounds.Applied> group) {
    var open = new ArrayList<>(group);
    while (!open.isEmpty()) {
      List<Trial.Outcome> made = Trial.apart(project, verdicts).of(open);
      made.forEach(this::note);
      open.removeAll(made.stream().map(Trial.Outcome::cure).toList());
    }
  }

  private void note(Trial.Outcome outcome) {
    Candidate before = outcome.cure().candidate();
    outcomes.put(
        before,
        switch (outcome) {
          case Trial.Outcome.Good(_, Candidate better) -> better;
          case Trial.Outcome.Bad(_, String reason) ->
              Candidate.refused(
                  before.kind(), before.title(), "it was tried and will not do: " + reason);
        });
  }

  private List<Candidate> judged(List<Candidate> candidates) {
    return candidates.stream()
        .map(candidate -> outcomes.getOrDefault(candidate, candidate))
        .distinct()
        .sorted(Comparator.comparing(candidate -> !candidate.applicable()))
        .toList();
  }
}

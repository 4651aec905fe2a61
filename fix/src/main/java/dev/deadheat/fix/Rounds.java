package dev.deadheat.fix;

import dev.deadheat.django.ProjectFacts;
import dev.deadheat.fix.cure.Applicability;
import dev.deadheat.fix.cure.Candidate;
import dev.deadheat.fix.cure.Preference;
import dev.deadheat.rules.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Cures many findings at once, in rounds: what touches the same lines waits for the next round,
/// and what does not silence its finding, or brings a new one of any rule, is taken back.
///
/// A function of the files alone: nothing is written.
public final class Rounds {
  private static final int MAX_ROUNDS = 50;

  /// How often the project is read again in one round; what is open then waits for the next.
  private static final int MOST_READINGS = 64;

  private final Function<ProjectFacts, List<Finding>> wanted;
  private final boolean unsafe;
  private final Optional<Preference> preference;
  private final Set<String> taken = new HashSet<>();
  private final List<Applied> applied = new ArrayList<>();
  private final List<TakenBack> back = new ArrayList<>();

  private Rounds(
      Function<ProjectFacts, List<Finding>> wanted,
      boolean unsafe,
      Optional<Preference> preference) {
    this.wanted = wanted;
    this.unsafe = unsafe;
    this.preference = preference;
  }

  /// A cure that was applied.
  public record Applied(Finding finding, Candidate candidate) {
    Applied with(Candidate other) {
      return new Applied(finding, other);
    }
  }

  /// A cure that was tried and taken back.
  ///
  /// @param reason what was found afterwards
  public record TakenBack(Finding finding, Candidate candidate, String reason) {}

  /// What came out.
  ///
  /// @param files the new content of each file that changed, by path; new files too
  /// @param applied in the order in which they were applied
  /// @param back what was tried in vain
  /// @param left the findings that are still there and wanted
  /// @param facts of the project as it is then
  public record Result(
      Map<String, byte[]> files,
      List<Applied> applied,
      List<TakenBack> back,
      List<Finding> left,
      ProjectFacts facts) {}

  /// Cures what can be cured.
  ///
  /// @param wanted which of a project's findings to cure
  /// @param unsafe whether to apply unsafe cures too
  public static Result run(
      ProjectFiles files,
      Function<ProjectFacts, List<Finding>> wanted,
      boolean unsafe,
      Optional<Preference> preference) {
    return new Rounds(wanted, unsafe, preference).run(Snapshot.of(files));
  }

  private Result run(Snapshot start) {
    Snapshot project = start;
    boolean progress = false;
    for (int i = 0; i < MAX_ROUNDS; i++) {
      List<Applied> chosen = choose(project);
      if (chosen.isEmpty() && progress && !taken.isEmpty()) {
        // What was taken back may do by now; if not, a second run would find the same.
        taken.clear();
        back.clear();
        progress = false;
        chosen = choose(project);
      }
      if (chosen.isEmpty()) {
        break;
      }
      List<Applied> accepted = accepted(project, chosen);
      if (!accepted.isEmpty()) {
        project = project.with(accepted.stream().map(Applied::candidate).toList());
        applied.addAll(accepted);
        progress = true;
      }
    }
    return new Result(
        project.changed(), applied, back, wanted.apply(project.facts()), project.facts());
  }

  private List<Applied> accepted(Snapshot project, List<Applied> chosen) {
    var trial =
        Trial.together(project, new Verdicts(project.facts()), this::allowed, MOST_READINGS);
    var out = new ArrayList<Applied>();
    for (Trial.Outcome outcome : trial.of(chosen)) {
      switch (outcome) {
        case Trial.Outcome.Good(Applied cure, Candidate better) -> out.add(cure.with(better));
        case Trial.Outcome.Bad(Applied cure, String reason) -> {
          taken.add(key(cure.finding(), cure.candidate()));
          back.add(new TakenBack(cure.finding(), cure.candidate(), reason));
        }
      }
    }
    return out;
  }

  private static String key(Finding finding, Candidate candidate) {
    return Identity.of(finding) + "|" + candidate.kind() + "|" + candidate.title();
  }

  private boolean allowed(Candidate candidate) {
    return candidate.applicability() == Applicability.SAFE
        || (unsafe && candidate.applicability() == Applicability.UNSAFE);
  }

  /// The first cure of each finding that touches nothing that another one touches.
  private List<Applied> choose(Snapshot project) {
    var fixes = new Fixes(project.facts(), project::bytes, preference);
    List<Finding> findings = wanted.apply(project.facts());
    var options = new LinkedHashMap<Finding, List<Candidate>>();
    findings.forEach(finding -> options.put(finding, List.of()));
    findings.parallelStream()
        .map(finding -> Map.entry(finding, fixes.candidates(finding)))
        .toList()
        .forEach(entry -> options.put(entry.getKey(), entry.getValue()));
    var out = new ArrayList<Applied>();
    options.forEach((finding, candidates) ->
        candidates.stream()
            .filter(each -> allowed(each) && !taken.contains(key(finding, each)))
            .findFirst()
            .map(each -> new Applied(finding, each))
            .filter(each -> out.stream().allMatch(other -> Trial.agree(each, other)))
            .ifPresent(out::add));
    // What goes wrong goes wrong together: where locks are taken and transactions opened.
    out.sort(
        Comparator.comparing((Applied each) -> each.candidate().kind())
            .thenComparing(each -> each.finding().path()));
    return out;
  }
}

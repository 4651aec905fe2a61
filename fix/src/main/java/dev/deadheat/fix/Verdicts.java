package dev.deadheat.fix;

import dev.deadheat.django.ProjectFacts;
import dev.deadheat.rules.Confidence;
import dev.deadheat.rules.Finding;
import dev.deadheat.rules.Rules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What is wrong with a project after cures: findings that are still there, new ones of any rule,
/// and files that are no longer Python.
final class Verdicts {
  private final ProjectFacts before;
  private final Map<Identity, Integer> old;
  private final Map<Race, Integer> oldRaces;

  /// Starts from a project as it is.
  Verdicts(ProjectFacts before) {
    this.before = before;
    List<Finding> earlier = shown(before);
    this.old = count(earlier, Identity::of);
    this.oldRaces = count(earlier, Race::of);
  }

  /// Something that is wrong.
  ///
  /// @param cure the one that is to blame; absent if that is not known
  record Fault(Optional<Rounds.Applied> cure, String reason) {}

  /// What is wrong after some cures, all of which were applied.
  List<Fault> of(List<Rounds.Applied> cures, ProjectFacts after) {
    List<Finding> findings = shown(after);
    Map<Identity, Integer> now = count(findings, Identity::of);
    Map<Race, Integer> nowRaces = count(findings, Race::of);
    var cured = new HashSet<Identity>();
    var out = new ArrayList<Fault>();
    for (Rounds.Applied each : cures) {
      Identity print = Identity.of(each.finding());
      cured.add(print);
      boolean still =
          each.finding().confidence() != Confidence.LOW
              && now.getOrDefault(print, 0) >= old.getOrDefault(print, 0);
      if (still) {
        out.add(new Fault(Optional.of(each), "the finding is still there"));
      }
    }
    for (ProjectFacts.Trouble trouble : after.troubles()) {
      if (before.troubles().stream().noneMatch(t -> t.path().equals(trouble.path()))) {
        out.add(new Fault(Optional.empty(), "it is no longer Python: " + trouble.path()));
      }
    }
    for (Finding finding : findings) {
      Identity print = Identity.of(finding);
      Race race = Race.of(finding);
      boolean fresh =
          now.getOrDefault(print, 0) > old.getOrDefault(print, 0)
              && nowRaces.getOrDefault(race, 0) > oldRaces.getOrDefault(race, 0)
              && !cured.contains(print);
      if (fresh) {
        out.add(
            new Fault(
                Optional.empty(),
                "it brings "
                    + finding.rule().code()
                    + " at "
                    + finding.path()
                    + ":"
                    + finding.line()));
      }
    }
    return out;
  }

  /// What a race is of, whoever gets there: where one caller is cured, another that the rules had
  /// left out as the same story may be shown in its stead, and is not new.
  private record Race(String code, String model, String writePath) {
    static Race of(Finding finding) {
      return new Race(
          finding.rule().code(),
          finding.model(),
          finding.write().map(Finding.Spot::path).orElse(finding.path()));
    }
  }

  /// The findings that a person is shown.
  private static List<Finding> shown(ProjectFacts facts) {
    return Rules.check(facts).stream()
        .filter(finding -> finding.confidence() != Confidence.LOW)
        .toList();
  }

  private static <T> Map<T, Integer> count(List<Finding> findings, Function<Finding, T> by) {
    var out = new HashMap<T, Integer>();
    findings.forEach(finding -> out.merge(by.apply(finding), 1, Integer::sum));
    return out;
  }
}

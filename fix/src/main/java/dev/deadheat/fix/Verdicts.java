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
import java.util.function.Predicate;

/// What is wrong with the cures of one round: findings that are still there, and new ones of any
/// rule, each with the cure that brought it.
final class Verdicts {
  /// How many times the project is read again to find out which cure brought a finding.
  private static final int MOST_TRIALS = 16;

  private final ProjectFacts before;
  private final List<Finding> earlier;
  private final Map<Identity, Integer> old;
  private final Map<Race, Integer> oldRaces;
  private final Function<List<Rounds.Applied>, ProjectFacts> trial;
  private final Map<List<Rounds.Applied>, List<Finding>> tried = new HashMap<>();

  /// Starts from a project as it is.
  ///
  /// @param trial the project as it would be with some of the round's cures
  Verdicts(ProjectFacts before, Function<List<Rounds.Applied>, ProjectFacts> trial) {
    this.before = before;
    this.earlier = shown(before);
    this.old = count(earlier, Identity::of);
    this.oldRaces = count(earlier, Race::of);
    this.trial = trial;
  }

  /// The cures to take back.
  ///
  /// @param after the project with all cures of the round
  List<Rounds.TakenBack> of(List<Rounds.Applied> chosen, ProjectFacts after) {
    List<Finding> findings = shown(after);
    Map<Identity, Integer> now = count(findings, Identity::of);
    var cured = new HashSet<Identity>();
    var bad = new ArrayList<Rounds.TakenBack>();
    for (Rounds.Applied each : chosen) {
      Identity print = Identity.of(each.finding());
      cured.add(print);
      boolean still =
          each.finding().confidence() != Confidence.LOW
              && now.getOrDefault(print, 0) >= old.getOrDefault(print, 0);
      if (still) {
        bad.add(back(each, "the finding is still there"));
      }
    }
    for (ProjectFacts.Trouble trouble : after.troubles()) {
      if (before.troubles().stream().noneMatch(t -> t.path().equals(trouble.path()))) {
        chosen.stream()
            .filter(each -> touches(each, trouble.path()))
            .forEach(each -> bad.add(back(each, "it is no longer Python")));
      }
    }
    for (Finding finding : fresh(findings)) {
      if (!cured.contains(Identity.of(finding))) {
        String reason =
            "it brings " + finding.rule().code() + " at " + finding.path() + ":" + finding.line();
        culprits(finding, chosen).forEach(each -> bad.add(back(each, reason)));
      }
    }
    return bad.stream().distinct().toList();
  }

  private static Rounds.TakenBack back(Rounds.Applied each, String reason) {
    return new Rounds.TakenBack(each.finding(), each.candidate(), reason);
  }

  /// The findings that are new.
  private List<Finding> fresh(List<Finding> findings) {
    Map<Identity, Integer> now = count(findings, Identity::of);
    Map<Race, Integer> nowRaces = count(findings, Race::of);
    return findings.stream()
        .filter(finding -> {
          Identity print = Identity.of(finding);
          Race race = Race.of(finding);
          return now.getOrDefault(print, 0) > old.getOrDefault(print, 0)
              && nowRaces.getOrDefault(race, 0) > oldRaces.getOrDefault(race, 0);
        })
        .toList();
  }

  /// The cures that brought a finding: found by halving, the likely ones tried first. Where it
  /// takes several cures together, or too many trials, the likely ones.
  private List<Rounds.Applied> culprits(Finding finding, List<Rounds.Applied> chosen) {
    List<Rounds.Applied> likely = likely(finding, chosen);
    List<Rounds.Applied> others = chosen.stream().filter(each -> !likely.contains(each)).toList();
    return among(finding, likely).or(() -> among(finding, others)).orElse(likely);
  }

  private Optional<List<Rounds.Applied>> among(Finding finding, List<Rounds.Applied> suspects) {
    if (suspects.isEmpty() || !brings(suspects, finding)) {
      return Optional.empty();
    }
    List<Rounds.Applied> left = suspects;
    while (left.size() > 1) {
      List<Rounds.Applied> first = left.subList(0, left.size() / 2);
      List<Rounds.Applied> second = left.subList(left.size() / 2, left.size());
      if (brings(first, finding)) {
        left = first;
      } else if (brings(second, finding)) {
        left = second;
      } else {
        break;
      }
    }
    return Optional.of(left);
  }

  /// Whether some of the cures alone bring a finding; not, if there have been trials enough.
  private boolean brings(List<Rounds.Applied> cures, Finding finding) {
    List<Rounds.Applied> key = List.copyOf(cures);
    if (!tried.containsKey(key)) {
      if (tried.size() >= MOST_TRIALS) {
        return false;
      }
      tried.put(key, fresh(shown(trial.apply(key))));
    }
    Identity print = Identity.of(finding);
    return tried.get(key).stream().map(Identity::of).anyMatch(print::equals);
  }

  /// What most likely brought a finding: a cure in its function, else in its file, else one of its
  /// model, else all.
  private static List<Rounds.Applied> likely(Finding finding, List<Rounds.Applied> chosen) {
    List<Predicate<Rounds.Applied>> suspicions =
        List.of(
            each ->
                each.finding().path().equals(finding.path())
                    && each.finding().function().equals(finding.function()),
            each -> touches(each, finding.path()),
            each -> each.finding().model().equals(finding.model()));
    for (var suspicion : suspicions) {
      List<Rounds.Applied> suspects = chosen.stream().filter(suspicion).toList();
      if (!suspects.isEmpty()) {
        return suspects;
      }
    }
    return chosen;
  }

  private static boolean touches(Rounds.Applied each, String path) {
    return each.candidate().patches().stream().anyMatch(patch -> patch.path().equals(path));
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

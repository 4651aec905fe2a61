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
import java.util.function.Function;

/// What is wrong with a project after cures: findings that are still there, new ones of any rule,
/// and files that are no longer Python.
final class Verdicts {
  private final ProjectFacts before;
  private final Map<Identity, Integer> old;
  private final Map<Race, Integer> oldRaces;
  private final Map<Written, Integer> oldWrites;

  /// Starts from a project as it is.
  Verdicts(ProjectFacts before) {
    this.before = before;
    List<Finding> earlier = shown(before);
    this.old = count(earlier, Identity::of);
    this.oldRaces = count(earlier, Race::of);
    this.oldWrites = count(earlier, Written::of);
  }

  /// Something that is wrong.
  sealed interface Fault {

    /// What to say of it, without a full stop.
    String reason();

    /// Whether a cure may be to blame.
    boolean mayBeOf(Rounds.Applied cure);

    /// Whether a cure is more likely to be to blame than others that may be.
    boolean isNear(Rounds.Applied cure);

    /// A cure does not silence its finding.
    record StillThere(Rounds.Applied cure) implements Fault {
      @Override
      public String reason() {
        return "the finding is still there";
      }

      @Override
      public boolean mayBeOf(Rounds.Applied other) {
        return cure.equals(other);
      }

      @Override
      public boolean isNear(Rounds.Applied other) {
        return mayBeOf(other);
      }
    }

    /// A file is no longer Python.
    record Broken(String path) implements Fault {
      @Override
      public String reason() {
        return "it is no longer Python: " + path;
      }

      @Override
      public boolean mayBeOf(Rounds.Applied cure) {
        return touches(cure, path);
      }

      @Override
      public boolean isNear(Rounds.Applied cure) {
        return mayBeOf(cure);
      }
    }

    /// There is a finding that was not there.
    record Brings(Finding finding) implements Fault {
      @Override
      public String reason() {
        return "it brings "
            + finding.rule().code()
            + " "
            + finding.rule().name()
            + " in `"
            + finding.function()
            + "` ("
            + finding.path()
            + ")";
      }

      @Override
      public boolean mayBeOf(Rounds.Applied cure) {
        return touches(cure, finding.path())
            || finding.read().filter(spot -> touches(cure, spot.path())).isPresent()
            || finding.write().filter(spot -> touches(cure, spot.path())).isPresent();
      }

      @Override
      public boolean isNear(Rounds.Applied cure) {
        return cure.finding().path().equals(finding.path())
            && cure.finding().function().equals(finding.function());
      }
    }

    private static boolean touches(Rounds.Applied cure, String path) {
      return cure.candidate().patches().stream().anyMatch(patch -> patch.path().equals(path));
    }
  }

  /// What is wrong after some cures, all of which were applied.
  List<Fault> of(List<Rounds.Applied> cures, ProjectFacts after) {
    List<Finding> findings = shown(after);
    Map<Identity, Integer> now = count(findings, Identity::of);
    Map<Race, Integer> nowRaces = count(findings, Race::of);
    Map<Written, Integer> nowWrites = count(findings, Written::of);
    var kept = new HashSet<Identity>();
    var out = new ArrayList<Fault>();
    for (Rounds.Applied each : cures) {
      Identity print = Identity.of(each.finding());
      boolean still =
          each.finding().confidence() != Confidence.LOW
              && now.getOrDefault(print, 0) >= old.getOrDefault(print, 0);
      if (still) {
        kept.add(print);
        out.add(new Fault.StillThere(each));
      }
    }
    for (ProjectFacts.Trouble trouble : after.troubles()) {
      if (before.troubles().stream().noneMatch(t -> t.path().equals(trouble.path()))) {
        out.add(new Fault.Broken(trouble.path()));
      }
    }
    for (Finding finding : findings) {
      Written written = Written.of(finding);
      Race race = Race.of(finding);
      boolean fresh =
          nowWrites.getOrDefault(written, 0) > oldWrites.getOrDefault(written, 0)
              && nowRaces.getOrDefault(race, 0) > oldRaces.getOrDefault(race, 0)
              && !kept.contains(written.identity());
      if (fresh) {
        out.add(new Fault.Brings(finding));
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

  /// A finding with the file that writes: where one write of a function is cured, another one may
  /// be told of in its stead, and is new.
  private record Written(Identity identity, String writePath) {
    static Written of(Finding finding) {
      return new Written(Identity.of(finding), Race.of(finding).writePath());
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

package dev.deadheat.fix;

import dev.deadheat.django.ProjectFacts;
import dev.deadheat.django.ProjectOptions;
import dev.deadheat.django.ProjectReader;
import dev.deadheat.fix.cure.Applicability;
import dev.deadheat.fix.cure.Candidate;
import dev.deadheat.fix.cure.Patch;
import dev.deadheat.fix.cure.Preference;
import dev.deadheat.rules.Confidence;
import dev.deadheat.rules.Finding;
import dev.deadheat.rules.Rules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// Cures many findings at once, in rounds: what touches the same lines waits for the next round,
/// and what does not silence its finding, or brings a new one of any rule, is taken back.
///
/// A function of the files alone: nothing is written.
public final class Rounds {
  private static final int MAX_ROUNDS = 12;

  private final Function<String, byte[]> original;
  private final ProjectOptions options;
  private final Function<ProjectFacts, List<Finding>> wanted;
  private final boolean unsafe;
  private final Optional<Preference> preference;
  private final Map<String, byte[]> changed = new LinkedHashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final List<Applied> applied = new ArrayList<>();
  private final List<TakenBack> back = new ArrayList<>();

  private Rounds(
      Function<String, byte[]> original,
      ProjectOptions options,
      Function<ProjectFacts, List<Finding>> wanted,
      boolean unsafe,
      Optional<Preference> preference) {
    this.original = original;
    this.options = options;
    this.wanted = wanted;
    this.unsafe = unsafe;
    this.preference = preference;
  }

  /// A cure that was applied.
  public record Applied(Finding finding, Candidate candidate) {}

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
  public record Result(
      Map<String, byte[]> files, List<Applied> applied, List<TakenBack> back, List<Finding> left) {}

  /// Cures what can be cured.
  ///
  /// @param paths the project's files
  /// @param bytes the content of a file
  /// @param options what the project says of itself
  /// @param wanted which of a project's findings to cure
  /// @param unsafe whether to apply unsafe cures too
  public static Result run(
      List<String> paths,
      Function<String, byte[]> bytes,
      ProjectOptions options,
      Function<ProjectFacts, List<Finding>> wanted,
      boolean unsafe,
      Optional<Preference> preference) {
    return new Rounds(bytes, options, wanted, unsafe, preference).run(paths);
  }

  private byte[] now(String path) {
    byte[] mine = changed.get(path);
    return mine != null ? mine : original.apply(path);
  }

  private Result run(List<String> paths) {
    var all = new TreeSet<>(paths);
    ProjectFacts facts = ProjectReader.read(List.copyOf(all), this::now, options);
    for (int round = 0; round < MAX_ROUNDS; round++) {
      List<Applied> chosen = choose(facts);
      if (chosen.isEmpty()) {
        break;
      }
      var next = new LinkedHashMap<>(changed);
      apply(chosen, next);
      all.addAll(next.keySet());
      ProjectFacts after =
          ProjectReader.read(
              List.copyOf(all),
              path -> next.containsKey(path) ? next.get(path) : now(path),
              options);
      List<TakenBack> bad = judge(chosen, facts, after);
      if (bad.isEmpty()) {
        changed.putAll(next);
        applied.addAll(chosen);
        facts = after;
      } else {
        bad.forEach(each -> taken.add(key(each.finding(), each.candidate())));
        back.addAll(bad);
      }
    }
    return new Result(changed, applied, back, wanted.apply(facts));
  }

  private static String key(Finding finding, Candidate candidate) {
    return Identity.of(finding) + "|" + candidate.kind() + "|" + candidate.title();
  }

  private boolean allowed(Candidate candidate) {
    return candidate.applicability() == Applicability.SAFE
        || (unsafe && candidate.applicability() == Applicability.UNSAFE);
  }

  /// The first cure of each finding that touches nothing that another one touches.
  private List<Applied> choose(ProjectFacts facts) {
    var fixes = new Fixes(facts, this::now, preference);
    List<Finding> findings = wanted.apply(facts);
    var options = new LinkedHashMap<Finding, List<Candidate>>();
    findings.forEach(finding -> options.put(finding, List.of()));
    findings.parallelStream()
        .map(finding -> Map.entry(finding, fixes.candidates(finding)))
        .toList()
        .forEach(entry -> options.put(entry.getKey(), entry.getValue()));
    var out = new ArrayList<Applied>();
    var patches = new ArrayList<Patch>();
    for (Map.Entry<Finding, List<Candidate>> entry : options.entrySet()) {
      for (Candidate candidate : entry.getValue()) {
        if (!allowed(candidate) || taken.contains(key(entry.getKey(), candidate))) {
          continue;
        }
        boolean free =
            candidate.patches().stream()
                .allMatch(mine -> patches.stream().allMatch(other -> agree(mine, other)));
        if (free) {
          patches.addAll(candidate.patches());
          out.add(new Applied(entry.getKey(), candidate));
        }
        break;
      }
    }
    return out;
  }

  /// Whether two cures may be applied together; the same cure of two findings is applied once.
  private static boolean agree(Patch mine, Patch other) {
    return mine.agrees(other);
  }

  private void apply(List<Applied> chosen, Map<String, byte[]> next) {
    var edits = new LinkedHashMap<String, Patch>();
    for (Applied each : chosen) {
      for (Patch patch : each.candidate().patches()) {
        edits.merge(patch.path(), patch, Patch::and);
      }
    }
    edits.forEach((path, patch) -> {
      byte[] before = patch.creates() ? new byte[0] : now(path);
      next.put(
          path,
          patch
              .apply(before)
              .orElseThrow(() -> new IllegalStateException("a patch is out of date: " + path)));
    });
  }

  /// What is wrong with what was chosen: findings that are still there, and new ones.
  private static List<TakenBack> judge(
      List<Applied> chosen, ProjectFacts before, ProjectFacts after) {
    List<Finding> findings = shown(after);
    List<Finding> earlier = shown(before);
    Map<Identity, Integer> old = count(earlier, Identity::of);
    Map<Identity, Integer> now = count(findings, Identity::of);
    var cured = new HashSet<Identity>();
    var bad = new ArrayList<TakenBack>();
    for (Applied each : chosen) {
      Identity print = Identity.of(each.finding());
      cured.add(print);
      boolean still =
          each.finding().confidence() != Confidence.LOW
              && now.getOrDefault(print, 0) >= old.getOrDefault(print, 0);
      if (still) {
        bad.add(new TakenBack(each.finding(), each.candidate(), "the finding is still there"));
      }
    }
    for (ProjectFacts.Trouble trouble : after.troubles()) {
      if (before.troubles().stream().noneMatch(t -> t.path().equals(trouble.path()))) {
        chosen.stream()
            .filter(each -> touches(each, trouble.path()))
            .forEach(each ->
                bad.add(new TakenBack(each.finding(), each.candidate(), "it is no longer Python")));
      }
    }
    Map<Race, Integer> oldRaces = count(earlier, Race::of);
    Map<Race, Integer> nowRaces = count(findings, Race::of);
    for (Finding finding : findings) {
      Identity print = Identity.of(finding);
      Race race = Race.of(finding);
      boolean fresh =
          now.getOrDefault(print, 0) > old.getOrDefault(print, 0)
              && nowRaces.getOrDefault(race, 0) > oldRaces.getOrDefault(race, 0)
              && !cured.contains(print);
      if (fresh) {
        blame(finding, chosen, bad);
      }
    }
    return bad.stream().distinct().toList();
  }

  /// Takes back what most likely brought a finding: a cure in its function, else in its file, else
  /// one of its model, else all.
  private static void blame(Finding finding, List<Applied> chosen, List<TakenBack> bad) {
    String reason =
        "it brings " + finding.rule().code() + " at " + finding.path() + ":" + finding.line();
    List<java.util.function.Predicate<Applied>> suspicions =
        List.of(
            each ->
                each.finding().path().equals(finding.path())
                    && each.finding().function().equals(finding.function()),
            each -> touches(each, finding.path()),
            each -> each.finding().model().equals(finding.model()),
            _ -> true);
    for (var suspicion : suspicions) {
      List<Applied> suspects = chosen.stream().filter(suspicion).toList();
      if (!suspects.isEmpty()) {
        suspects.forEach(each -> bad.add(new TakenBack(each.finding(), each.candidate(), reason)));
        return;
      }
    }
  }

  private static boolean touches(Applied each, String path) {
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

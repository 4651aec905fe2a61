package dev.deadheat.fix;

import dev.deadheat.django.ProjectFacts;
import dev.deadheat.django.ProjectOptions;
import dev.deadheat.django.ProjectReader;
import dev.deadheat.fix.cure.Applicability;
import dev.deadheat.fix.cure.Candidate;
import dev.deadheat.fix.cure.Kind;
import dev.deadheat.fix.cure.Patch;
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
import java.util.TreeSet;
import java.util.function.Function;

/// Cures many findings at once, in rounds: what touches the same lines waits for the next round,
/// and what does not silence its finding, or brings a new one of any rule, is taken back.
///
/// A function of the files alone: nothing is written.
public final class Rounds {
  private static final int MAX_ROUNDS = 50;

  private final Function<String, byte[]> original;
  private final ProjectOptions options;
  private final Function<ProjectFacts, List<Finding>> wanted;
  private final boolean unsafe;
  private final Optional<Preference> preference;
  private final Map<String, byte[]> changed = new LinkedHashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final List<Applied> applied = new ArrayList<>();
  private final List<TakenBack> back = new ArrayList<>();
  private byte[] memory = new byte[0];

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
    ProjectFacts facts = settled(all);
    boolean progress = false;
    for (int i = 0; i < MAX_ROUNDS; i++) {
      List<Applied> chosen = choose(facts);
      if (chosen.isEmpty() && progress && !taken.isEmpty()) {
        // What was taken back may do by now; if not, a second run would find the same.
        taken.clear();
        back.clear();
        progress = false;
        chosen = choose(facts);
      }
      if (chosen.isEmpty()) {
        break;
      }
      var round = new Round(new Verdicts(facts), all);
      round.settle(chosen);
      if (!round.accepted.isEmpty()) {
        Map<String, byte[]> next = with(round.accepted);
        changed.putAll(next);
        all.addAll(next.keySet());
        facts = settled(all);
        applied.addAll(round.accepted);
        progress = true;
      }
    }
    return new Result(changed, applied, back, wanted.apply(facts));
  }

  /// Finds out which cures of a round may stay: all at once, if nothing is wrong then, else the one
  /// half and then the other.
  private final class Round {
    /// How often the project is read again in one round; what is open then waits for the next.
    private static final int MOST_TRIALS = 48;

    private final Verdicts verdicts;
    private final Set<String> paths;
    private final List<Applied> accepted = new ArrayList<>();
    private int trials;

    Round(Verdicts verdicts, Set<String> paths) {
      this.verdicts = verdicts;
      this.paths = paths;
    }

    void settle(List<Applied> cures) {
      if (cures.isEmpty() || trials++ >= MOST_TRIALS) {
        return;
      }
      var both = new ArrayList<>(accepted);
      both.addAll(cures);
      List<Verdicts.Fault> faults = verdicts.of(both, read(paths, with(both)));
      if (faults.isEmpty()) {
        accepted.addAll(cures);
        return;
      }
      if (cures.size() == 1) {
        takeBack(cures.getFirst(), faults.getFirst().reason());
        return;
      }
      var left = new ArrayList<>(cures);
      for (Verdicts.Fault fault : faults) {
        fault.cure().filter(left::remove).ifPresent(cure -> takeBack(cure, fault.reason()));
      }
      if (left.size() < cures.size()) {
        settle(left);
      } else {
        settle(left.subList(0, left.size() / 2));
        settle(left.subList(left.size() / 2, left.size()));
      }
    }

    private void takeBack(Applied cure, String reason) {
      taken.add(key(cure.finding(), cure.candidate()));
      back.add(new TakenBack(cure.finding(), cure.candidate(), reason));
    }
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
                    .allMatch(mine -> patches.stream().allMatch(other -> agree(mine, other)))
                && out.stream().noneMatch(other -> isSameStart(other, entry.getKey(), candidate));
        if (free) {
          patches.addAll(candidate.patches());
          out.add(new Applied(entry.getKey(), candidate));
        }
        break;
      }
    }
    // What goes wrong goes wrong together: where locks are taken and transactions opened.
    out.sort(
        Comparator.comparing((Applied each) -> each.candidate().kind())
            .thenComparing(each -> each.finding().path()));
    return out;
  }

  /// Whether the same start of a task waits for the commit already, where another path leads to it.
  private static boolean isSameStart(Applied other, Finding finding, Candidate candidate) {
    return candidate.kind() == Kind.ON_COMMIT
        && other.candidate().kind() == Kind.ON_COMMIT
        && other.finding().write().equals(finding.write())
        && !other.candidate().patches().equals(candidate.patches());
  }

  /// Whether two cures may be applied together; the same cure of two findings is applied once.
  private static boolean agree(Patch mine, Patch other) {
    return mine.agrees(other);
  }

  /// The project as it is; what was learnt of it makes the next readings quick.
  private ProjectFacts settled(Set<String> paths) {
    var reading = ProjectReader.read(List.copyOf(paths), this::now, options, memory);
    memory = reading.memory().orElse(memory);
    return reading.facts();
  }

  /// The project as it would be.
  private ProjectFacts read(Set<String> paths, Map<String, byte[]> next) {
    var all = new TreeSet<>(paths);
    all.addAll(next.keySet());
    return ProjectReader.read(
            List.copyOf(all),
            path -> next.containsKey(path) ? next.get(path) : now(path),
            options,
            memory)
        .facts();
  }

  /// The files as they would be after some cures.
  private Map<String, byte[]> with(List<Applied> chosen) {
    var next = new LinkedHashMap<>(changed);
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
    return next;
  }
}

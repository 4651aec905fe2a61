package dev.deadheat.loop;

import dev.deadheat.fix.Fixes;
import dev.deadheat.fix.Tried;
import dev.deadheat.fix.cure.Candidate;
import dev.deadheat.fix.cure.Kind;
import dev.deadheat.fix.cure.Patch;
import dev.deadheat.fix.cure.Preference;
import dev.deadheat.prove.ProveException;
import dev.deadheat.prove.scenario.Scenario;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.rules.Finding;
import dev.deadheat.source.SourceFile;
import dev.deadheat.source.UnifiedDiff;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// From a race that was reproduced to a patch that is proved: joins findings to the statements that
/// broke, tries each of their cures on a copy of the project, and keeps what holds.
///
/// A cure holds if the order that broke no longer breaks, the whole search of the patched project
/// is complete and clean, faults leave nothing behind that they did not leave before, and the
/// project's own tests fail no more than before. Where one finding's cure is not enough, the
/// finding that still breaks is cured as well: a lock on one side only protects nobody.
///
/// Used from one thread.
public final class Loop {
  /// A race needs few places to be mended; what needs more is no cure but a rewriting.
  private static final int MOST_PARTS = 4;

  /// Findings that are tried as a start, the best fitting first.
  private static final int MOST_STARTS = 3;

  private final Project project;
  private final Optional<Preference> preference;
  private final ProvingGround ground;

  /// A loop over a project.
  ///
  /// @param paths the project's Python files, relative to its folder, with `/`
  /// @param preference which cures to try first
  /// @param ground where they are tried
  public Loop(List<String> paths, Optional<Preference> preference, ProvingGround ground) {
    this.project = new Project(ground.folder(), paths, Map.of());
    this.preference = preference;
    this.ground = ground;
  }

  /// Cures one scenario.
  ///
  /// @param broken the verdict on the project as it is, with a replay file
  /// @throws ProveException if the project does not boot, or the server is gone for good
  public Cured cure(Scenario scenario, Verdict broken) throws ProveException, InterruptedException {
    List<Finding> touched = Touching.by(broken, project.findings());
    var attempts = new ArrayList<Attempt>();
    var seen = new ArrayList<Map<String, byte[]>>();
    for (Finding start : touched.subList(0, Math.min(MOST_STARTS, touched.size()))) {
      for (Candidate candidate : candidates(project, start)) {
        Optional<Attempt> attempt =
            attempt(scenario, broken, new Part(start, candidate), attempts.size() + 1, seen);
        attempt.ifPresent(attempts::add);
      }
      if (attempts.stream().anyMatch(Attempt::holds)) {
        break;
      }
    }
    return new Cured(
        broken,
        touched,
        attempts,
        Recommendation.of(attempts),
        touched.isEmpty()
            ? "no rule finds this race: its statements stand where `check` sees nothing"
            : Recommendation.why(attempts));
  }

  private Optional<Attempt> attempt(
      Scenario scenario, Verdict broken, Part first, int number, List<Map<String, byte[]>> seen)
      throws ProveException, InterruptedException {
    var parts = new ArrayList<Part>();
    Project patched = project;
    Part next = first;
    while (true) {
      parts.add(next);
      patched = patched.with(applied(next.candidate(), patched));
      if (isAmong(seen, patched.changed())) {
        return Optional.empty();
      }
      seen.add(patched.changed());
      ground.begin("cure %d: %s".formatted(number, next.candidate().title()));
      ProvingGround.Trial trial = ground.tried(patched, scenario, broken, number);
      Optional<Part> more = Optional.empty();
      if (Cured.isRace(trial.proof()) && parts.size() < MOST_PARTS) {
        more = next(trial.proof(), patched, parts, first.candidate().kind());
      }
      if (more.isEmpty()) {
        return Optional.of(
            new Attempt(
                parts,
                changes(patched),
                diff(patched),
                trial.before(),
                trial.proof(),
                trial.result()));
      }
      next = more.get();
    }
  }

  /// What else has to be mended: the cure, of the same kind if there is one, of a finding that the
  /// order that still breaks touches.
  private Optional<Part> next(Verdict still, Project patched, List<Part> parts, Kind kind) {
    for (Finding finding : Touching.by(still, patched.findings())) {
      List<Candidate> candidates = candidates(patched, finding);
      Optional<Candidate> alike =
          candidates.stream().filter(candidate -> candidate.kind() == kind).findFirst();
      Optional<Part> part =
          alike
              .or(() -> candidates.stream().findFirst())
              .map(candidate -> new Part(finding, candidate));
      if (part.isPresent() && !parts.contains(part.get())) {
        return part;
      }
    }
    return Optional.empty();
  }

  /// The cures of a finding that the rules find nothing wrong with. If there are none such, all
  /// that can be applied: the proof decides.
  private List<Candidate> candidates(Project at, Finding finding) {
    List<Candidate> tried =
        applicable(
            Tried.of(List.of(finding), at.files(), preference).getOrDefault(finding, List.of()));
    return tried.isEmpty()
        ? applicable(new Fixes(at.facts(), at::bytes, preference).candidates(finding))
        : tried;
  }

  private static List<Candidate> applicable(List<Candidate> candidates) {
    return candidates.stream().filter(Candidate::applicable).toList();
  }

  private static Map<String, byte[]> applied(Candidate candidate, Project at) {
    var out = new LinkedHashMap<String, byte[]>();
    for (Patch patch : candidate.patches()) {
      byte[] before = at.bytes(patch.path());
      out.put(
          patch.path(),
          patch
              .apply(before)
              .orElseThrow(
                  () -> new IllegalStateException("a patch is out of date: " + patch.path())));
    }
    return out;
  }

  private static Map<String, Attempt.Change> changes(Project patched) {
    var out = new TreeMap<String, Attempt.Change>();
    patched
        .changed()
        .forEach((path, after) ->
            out.put(
                path,
                new Attempt.Change(
                    SourceFile.of(path, patched.original(path)), SourceFile.of(path, after))));
    return out;
  }

  private static List<String> diff(Project patched) {
    var out = new ArrayList<String>();
    changes(patched)
        .forEach((path, change) ->
            out.addAll(UnifiedDiff.of(path, change.before().text(), change.after().text())));
    return out;
  }

  private static boolean isAmong(List<Map<String, byte[]>> seen, Map<String, byte[]> files) {
    return seen.stream().anyMatch(other -> same(other, files));
  }

  private static boolean same(Map<String, byte[]> one, Map<String, byte[]> other) {
    return one.keySet().equals(other.keySet())
        && one.keySet().stream().allMatch(path -> Arrays.equals(one.get(path), other.get(path)));
  }
}

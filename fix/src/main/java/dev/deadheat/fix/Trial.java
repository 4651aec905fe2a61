package dev.deadheat.fix;

import dev.deadheat.fix.cure.Candidate;
import dev.deadheat.fix.cure.Kind;
import dev.deadheat.fix.cure.Patch;
import dev.deadheat.rules.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Tries cures that touch nothing in common, by the rules, on the project as it would be: all at
/// once, and if something is wrong then, those that may be to blame apart from the others.
///
/// What a cure brings that another cure mends, as a task that starts inside the transaction which
/// it opens, is mended with it: both are one cure from then on.
final class Trial {
  /// More than this is no longer one cure.
  private static final int MOST_MORE = 4;

  private final Snapshot project;
  private final Verdicts verdicts;
  private final Predicate<Candidate> allowed;
  private final boolean together;
  private final int most;
  private final List<Outcome> outcomes = new ArrayList<>();
  private final List<Rounds.Applied> good = new ArrayList<>();
  private int readings;

  /// @param together whether all that are good will be applied, so that each is tried with those
  ///   that were found good before; else each is for the project as it is
  private Trial(
      Snapshot project,
      Verdicts verdicts,
      Predicate<Candidate> allowed,
      boolean together,
      int most) {
    this.project = project;
    this.verdicts = verdicts;
    this.allowed = allowed;
    this.together = together;
    this.most = most;
  }

  /// A trial of cures of which one or another may be applied. It is quicker, as what few files say
  /// is soon read again.
  ///
  /// @param verdicts on the same project
  static Trial apart(Snapshot project, Verdicts verdicts) {
    return new Trial(project, verdicts, Candidate::applicable, false, Integer.MAX_VALUE);
  }

  /// A trial of cures that are all to be applied.
  ///
  /// @param verdicts on the same project
  /// @param allowed what a cure may be that was made of two
  /// @param most how often the project may be read; cures that are still open then get no outcome
  static Trial together(
      Snapshot project, Verdicts verdicts, Predicate<Candidate> allowed, int most) {
    return new Trial(project, verdicts, allowed, true, most);
  }

  /// What came of a cure.
  sealed interface Outcome {
    Rounds.Applied cure();

    /// It silences its finding and brings no other.
    ///
    /// @param better the cure, with all that is needed besides
    record Good(Rounds.Applied cure, Candidate better) implements Outcome {}

    /// It does not.
    record Bad(Rounds.Applied cure, String reason) implements Outcome {}
  }

  /// Whether two cures may be tried at once.
  static boolean agree(Rounds.Applied one, Rounds.Applied other) {
    for (Patch mine : one.candidate().patches()) {
      for (Patch theirs : other.candidate().patches()) {
        if (!mine.agrees(theirs)) {
          return false;
        }
      }
    }
    return !isSameStart(one, other);
  }

  /// Whether the same start of a task waits for the commit already, where another path leads to it.
  private static boolean isSameStart(Rounds.Applied one, Rounds.Applied other) {
    return one.candidate().kind() == Kind.ON_COMMIT
        && other.candidate().kind() == Kind.ON_COMMIT
        && one.finding().write().equals(other.finding().write())
        && !one.candidate().patches().equals(other.candidate().patches());
  }

  /// Tries cures, all of which agree. One that no longer does, because another was made better,
  /// gets no outcome; at least one gets one.
  List<Outcome> of(List<Rounds.Applied> cures) {
    settle(cures);
    return List.copyOf(outcomes);
  }

  private void settle(List<Rounds.Applied> all) {
    List<Rounds.Applied> cures =
        all.stream().filter(cure -> good.stream().allMatch(other -> agree(cure, other))).toList();
    if (cures.isEmpty() || readings >= most) {
      return;
    }
    List<Verdicts.Fault> faults = faults(cures);
    if (faults.isEmpty()) {
      cures.forEach(cure -> accept(cure, cure.candidate()));
      return;
    }
    if (cures.size() == 1) {
      single(cures.getFirst(), faults.getFirst());
      return;
    }
    List<Rounds.Applied> near = those(cures, cure -> faults.stream().anyMatch(f -> f.isNear(cure)));
    List<Rounds.Applied> far = those(cures, cure -> faults.stream().anyMatch(f -> f.mayBeOf(cure)));
    if (!near.isEmpty()) {
      settle(those(cures, cure -> !near.contains(cure)));
      near.forEach(cure -> settle(List.of(cure)));
    } else if (!far.isEmpty() && far.size() < cures.size()) {
      settle(those(cures, cure -> !far.contains(cure)));
      settle(far);
    } else {
      settle(cures.subList(0, cures.size() / 2));
      settle(cures.subList(cures.size() / 2, cures.size()));
    }
  }

  private static List<Rounds.Applied> those(
      List<Rounds.Applied> cures, Predicate<Rounds.Applied> which) {
    return cures.stream().filter(which).toList();
  }

  private void single(Rounds.Applied cure, Verdicts.Fault fault) {
    Optional<Candidate> more = completed(cure);
    boolean good =
        more.isPresent() && (!together || faults(List.of(cure.with(more.get()))).isEmpty());
    if (good) {
      accept(cure, more.get());
    } else {
      outcomes.add(new Outcome.Bad(cure, fault.reason()));
    }
  }

  private void accept(Rounds.Applied cure, Candidate better) {
    if (together) {
      good.add(cure.with(better));
    }
    outcomes.add(new Outcome.Good(cure, better));
  }

  /// What is wrong with the project with some cures and all that are good.
  private List<Verdicts.Fault> faults(List<Rounds.Applied> cures) {
    readings++;
    var both = new ArrayList<>(good);
    both.addAll(cures);
    return verdicts.of(both, project.trying(candidates(both)).facts());
  }

  private static List<Candidate> candidates(List<Rounds.Applied> cures) {
    return cures.stream().map(Rounds.Applied::candidate).toList();
  }

  /// The cure with the cures of what it brings.
  private Optional<Candidate> completed(Rounds.Applied cure) {
    Candidate whole = cure.candidate();
    for (int i = 0; i <= MOST_MORE; i++) {
      readings++;
      Snapshot patched = project.trying(List.of(whole));
      List<Verdicts.Fault> faults = verdicts.of(List.of(cure), patched.facts());
      if (faults.isEmpty()) {
        Rounds.Applied made = cure.with(whole);
        boolean fits = good.stream().allMatch(other -> agree(other, made));
        return fits && allowed.test(whole) ? Optional.of(whole) : Optional.empty();
      }
      if (!(faults.getFirst() instanceof Verdicts.Fault.Brings(Finding brought))) {
        return Optional.empty();
      }
      Optional<Candidate> next =
          new Fixes(patched.facts(), patched::bytes, Optional.empty())
              .candidates(brought).stream()
                  .filter(Candidate::applicable)
                  .filter(more -> belongs(more, brought, cure.finding()))
                  .findFirst();
      if (next.isEmpty()) {
        return Optional.empty();
      }
      whole = whole.and(next.get());
    }
    return Optional.empty();
  }

  /// Whether the cure of what a cure brings is no story of its own: nobody asked for a lock that
  /// those wait for who make rows of another table.
  private static boolean belongs(Candidate more, Finding brought, Finding asked) {
    boolean crowd = more.kind() == Kind.ADVISORY_LOCK || more.kind() == Kind.PARENT_LOCK;
    return !crowd || brought.model().equals(asked.model());
  }
}

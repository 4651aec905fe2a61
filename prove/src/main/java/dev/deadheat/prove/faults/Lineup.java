package dev.deadheat.prove.faults;

import dev.deadheat.prove.run.Recording;
import dev.deadheat.prove.run.StepRecord;
import dev.deadheat.search.Access;
import dev.deadheat.search.Event;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// An order of the lanes' steps into which faults are injected.
///
/// @param label `A alone`, `A before B`, `B waits for A`
/// @param lanes those that run, in lane order
/// @param base the run without a fault
public record Lineup(String label, List<Lane> lanes, Recording base) {
  private static final Pattern UNLOCK =
      Pattern.compile("pg_advisory_unlock", Pattern.CASE_INSENSITIVE);

  public Lineup {
    lanes = List.copyOf(lanes);
  }

  /// Every fault of this order: at each step of each lane; after a step only where the server then
  /// has saved something that the lane cannot know of.
  List<Fault> faults() {
    List<Fault> faults = new ArrayList<>();
    for (Lane lane : lanes) {
      int steps = (int) base.run().choices().stream().filter(c -> c.chosen().equals(lane)).count();
      for (int step = 1; step <= steps; step++) {
        Optional<StepRecord> at = step(lane, step);
        if (at.isPresent()) {
          add(lane, step, at.get(), faults);
        }
      }
    }
    return faults;
  }

  private void add(Lane lane, int step, StepRecord at, List<Fault> faults) {
    for (Fault.Kind kind : Fault.Kind.values()) {
      if (!(givesBack(at) && kind == Fault.Kind.SERVER_ERROR)) {
        faults.add(new Fault(lane, step, kind, Fault.Moment.BEFORE));
      }
      if (saves(at) && kind != Fault.Kind.SERVER_ERROR) {
        faults.add(new Fault(lane, step, kind, Fault.Moment.AFTER));
      }
    }
  }

  /// No server refuses a ROLLBACK or an unlock.
  private static boolean givesBack(StepRecord step) {
    return step.kind() == Event.Kind.ROLLBACK || UNLOCK.matcher(step.sql()).find();
  }

  /// Whether others see a change after the step that they did not see before it.
  private boolean saves(StepRecord step) {
    return switch (step.kind()) {
      case COMMIT -> base.steps().stream().anyMatch(each -> writes(each) && commits(step, each));
      case STATEMENT -> !step.inTransaction() && writes(step);
      case BEGIN, SAVEPOINT, RELEASE_SAVEPOINT, ROLLBACK_TO_SAVEPOINT, ROLLBACK, DISCONNECT ->
          false;
    };
  }

  private static boolean writes(StepRecord step) {
    return step.accesses().stream()
        .anyMatch(access ->
            switch (access) {
              case Access.WriteRow _, Access.Unknown _ -> true;
              case Access.WholeTable table -> table.write();
              case Access.ReadRow _,
                  Access.ReadWhere _,
                  Access.LockRow _,
                  Access.UniqueProbe _,
                  Access.Advisory _,
                  Access.MoveSequence _ ->
                  false;
            });
  }

  /// Whether a COMMIT ends the transaction of an earlier step.
  private boolean commits(StepRecord commit, StepRecord step) {
    return step.lane().equals(commit.lane())
        && step.session() == commit.session()
        && step.event() < commit.event()
        && base.steps().stream()
            .noneMatch(between ->
                between.lane().equals(step.lane())
                    && between.session() == step.session()
                    && between.event() > step.event()
                    && between.event() < commit.event()
                    && (between.kind() == Event.Kind.COMMIT
                        || between.kind() == Event.Kind.ROLLBACK));
  }

  /// Whether a fault strikes when its lane has nothing left to save: what it answers then says
  /// nothing of what it has done.
  boolean isLate(Fault fault) {
    return step(fault.lane(), fault.step())
        .map(at ->
            base.steps().stream()
                .filter(step -> step.lane().equals(fault.lane()))
                .filter(step ->
                    step.event() > at.event()
                        || (fault.moment() == Fault.Moment.BEFORE && step.event() == at.event()))
                .noneMatch(this::saves))
        .orElse(false);
  }

  /// A lane's step at the gate.
  ///
  /// @param number from 1
  public Optional<StepRecord> step(Lane lane, int number) {
    return choice(base.run(), lane, number)
        .flatMap(choice ->
            base.steps().stream()
                .filter(step -> step.lane().equals(lane) && step.event() >= choice.firstEvent())
                .findFirst());
  }

  /// The n-th choice of a lane in a run.
  public Optional<Run.Choice> choice(Run run, Lane lane, int number) {
    return run.choices().stream()
        .filter(choice -> choice.chosen().equals(lane))
        .skip(number - 1L)
        .findFirst();
  }
}

package dev.deadheat.rules;

import dev.deadheat.django.flow.Dispatch;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Write;

/// A column of an unlocked row is tested, and then the row is changed on the strength of it: two
/// requests pass the test.
final class CheckThenActOnRow extends RowRule {
  static final RuleId ID = new RuleId("DH203", "check-then-act", 367);

  @Override
  public RuleId id() {
    return ID;
  }

  @Override
  RowRaces.Defect defect() {
    return RowRaces.Defect.CHECK_THEN_ACT;
  }

  @Override
  String message(RowRaces.Race race, Write write) {
    if (race.columns().isEmpty()) {
      return "a row of "
          + write.table().name()
          + " is used and then deleted, and nothing locks it: two requests can both use it";
    }
    return Findings.list(race.columns())
        + " of "
        + write.table().name()
        + " is tested on a row that is not locked, and then the row is written: two requests can"
        + " pass the test";
  }

  /// A row that is only written again is seldom hurt; and a test in one place and an `UPDATE` in
  /// another may be of two rows.
  @Override
  Confidence confidence(Write write, RowRaces.Race race, Project project) {
    return write.kind() != Write.Kind.DELETE && !race.sure()
        ? Confidence.LOW
        : super.confidence(write, race, project);
  }

  /// A job that goes over rows and gives all of them their next state can do it twice; and if
  /// nobody was seen to ask for it, it is done alone.
  @Override
  Confidence reached(
      Confidence usual, RowRaces.Race race, Write write, FunctionFlow flow, Project.Reach reach) {
    boolean asked =
        reach.handled() || reach.entries().stream().anyMatch(entry -> entry.kind().isRequest());
    boolean unseen = !reach.known() && flow.dispatches().stream().noneMatch(this::isTold);
    boolean swept =
        !asked && Stakes.isSwept(race, write) && (unseen || !Stakes.hasEffect(race.read(), flow));
    // A command is started by a person, or by a timer that waits for the last time to end.
    return swept || (!reach.handled() && reach.byCommand())
        ? Confidence.LOW
        : Findings.reached(usual, reach, flow);
  }

  private boolean isTold(Dispatch dispatch) {
    return switch (dispatch.kind()) {
      case HTTP -> !Stakes.onlyAsks(dispatch);
      case MAIL -> true;
      case TASK, OWN_TASK, LATER_TASK, MESSAGE -> false;
    };
  }

  @Override
  String cure(RowRaces.Race race, Write write) {
    return "Test and write under one lock (`select_for_update()` in `transaction.atomic()`), or"
        + " make the test part of the write: `filter(pk=..., "
        + race.columns().stream().sorted().findFirst().orElse("status")
        + "=...).update(...)` and look at how many rows it changed.";
  }

  @Override
  String harm(RowRaces.Race race, Write write) {
    return "both passed the test, so both act.";
  }
}

package dev.deadheat.rules;

import dev.deadheat.django.flow.Write;

/// A row is read, changed in Python and written without a lock: the later write erases the earlier.
///
/// Anomaly: P4, lost update (Berenson et al. 1995). Possible at READ COMMITTED.
final class LostUpdate extends RowRule {
  private static final RuleId ID = new RuleId("DH101", "lost-update", 362);

  @Override
  public RuleId id() {
    return ID;
  }

  @Override
  RowRaces.Defect defect() {
    return RowRaces.Defect.LOST_UPDATE;
  }

  @Override
  String message(RowRaces.Race race, Write write) {
    return Findings.list(race.columns())
        + " of "
        + write.table().name()
        + " is computed from a value that was read without a lock and written back: of two"
        + " requests at once, one change is lost";
  }

  @Override
  String cure(RowRaces.Race race, Write write) {
    return "Let the database compute the value (`F()` in `update()`), or read the row with"
        + " `select_for_update()` inside the `transaction.atomic()` that saves it.";
  }

  @Override
  String harm(RowRaces.Race race, Write write) {
    return "B's change of " + Findings.list(race.columns()) + " is lost.";
  }
}

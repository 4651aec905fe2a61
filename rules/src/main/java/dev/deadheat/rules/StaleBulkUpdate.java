package dev.deadheat.rules;

import dev.deadheat.django.flow.Write;

/// `bulk_update` of rows that were read without a lock.
final class StaleBulkUpdate extends RowRule {
  private static final RuleId ID = new RuleId("DH104", "stale-bulk-update", 362);

  @Override
  public RuleId id() {
    return ID;
  }

  @Override
  RowRaces.Defect defect() {
    return RowRaces.Defect.STALE_BULK_UPDATE;
  }

  @Override
  String message(RowRaces.Race race, Write write) {
    return "`bulk_update` writes "
        + Findings.list(race.columns())
        + " of rows of "
        + write.table().name()
        + " that were read and judged without a lock";
  }

  @Override
  String cure(RowRaces.Race race, Write write) {
    return "Select the rows with `select_for_update()` inside the `transaction.atomic()` that"
        + " updates them.";
  }

  @Override
  String harm(RowRaces.Race race, Write write) {
    return "B's change of " + Findings.list(race.columns()) + " is lost.";
  }
}

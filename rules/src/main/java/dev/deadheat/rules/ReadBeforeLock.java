package dev.deadheat.rules;

import dev.deadheat.django.flow.Write;

/// The row is locked, but what is written was read before the lock.
final class ReadBeforeLock extends RowRule {
  static final RuleId ID = new RuleId("DH103", "read-before-lock", 667);

  @Override
  public RuleId id() {
    return ID;
  }

  @Override
  RowRaces.Defect defect() {
    return RowRaces.Defect.READ_BEFORE_LOCK;
  }

  @Override
  String message(RowRaces.Race race, Write write) {
    return "a row of "
        + write.table().name()
        + " is locked, but the instance that is saved was read before the lock: it may be stale";
  }

  @Override
  String cure(RowRaces.Race race, Write write) {
    return "Use the instance that `select_for_update()` returned, or refresh from it, before"
        + " deciding anything.";
  }

  @Override
  String harm(RowRaces.Race race, Write write) {
    return "it saves what it read before the lock, so B's change is lost.";
  }
}

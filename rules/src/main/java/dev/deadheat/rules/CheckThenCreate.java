package dev.deadheat.rules;

import dev.deadheat.django.flow.Write;

/// A row is created because a look found none: two requests look before either creates.
final class CheckThenCreate extends CreationRule {
  private static final RuleId ID = new RuleId("DH201", "check-then-create", 367);

  @Override
  public RuleId id() {
    return ID;
  }

  @Override
  CreationRaces.Defect defect() {
    return CreationRaces.Defect.CHECK_THEN_CREATE;
  }

  /// What nobody is seen to reach is mostly a script that fills an empty database, or runs while a
  /// new installation is made.
  @Override
  boolean holdsUnreached() {
    return false;
  }

  @Override
  String message(CreationRaces.Race race, Write write) {
    return "a row of "
        + write.table().name()
        + " is created because none was found before: two requests at once both find none, and"
        + (CreationRaces.hasKey(write) && write.table().model().isPresent()
            ? " the second may fail on a unique key or create it twice"
            : " both create it");
  }

  @Override
  String cure(CreationRaces.Race race, Write write) {
    return "Put a unique constraint on what is looked up, and use `get_or_create()`, or catch the"
        + " `IntegrityError`; or lock the parent row before looking.";
  }
}

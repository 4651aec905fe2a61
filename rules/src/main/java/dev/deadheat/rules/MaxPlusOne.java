package dev.deadheat.rules;

import dev.deadheat.django.flow.Write;

/// The next number is made from the last one that is there.
final class MaxPlusOne extends CreationRule {
  private static final RuleId ID = new RuleId("DH205", "max-plus-one", 362);

  @Override
  public RuleId id() {
    return ID;
  }

  @Override
  CreationRaces.Defect defect() {
    return CreationRaces.Defect.MAX_PLUS_ONE;
  }

  @Override
  String message(CreationRaces.Race race, Write write) {
    return "`"
        + race.column()
        + "` of a new row of "
        + write.table().name()
        + " is computed from the rows that are there: two requests at once take the same number";
  }

  @Override
  String cure(CreationRaces.Race race, Write write) {
    return "Use a database sequence, or lock the parent row before reading the last number, and put"
        + " a unique constraint on it.";
  }
}

package dev.deadheat.rules;

import dev.deadheat.django.flow.Table;
import dev.deadheat.django.flow.Write;

/// A count or sum of rows decides whether one more is created: write skew over a predicate.
///
/// Anomaly: A5B, write skew, here over a predicate (Berenson et al. 1995).
final class QuotaCheck extends CreationRule {
  static final RuleId ID = new RuleId("DH204", "quota-check", 362);

  @Override
  public RuleId id() {
    return ID;
  }

  @Override
  CreationRaces.Defect defect() {
    return CreationRaces.Defect.QUOTA_CHECK;
  }

  @Override
  String message(CreationRaces.Race race, Write write) {
    boolean pairs = write.table().label().startsWith(Table.PAIRS);
    return "rows of "
        + (pairs ? race.read().table() : write.table()).name()
        + " are counted, and one more is "
        + (pairs ? "added" : "created")
        + " on the strength of it: requests at once all count before any "
        + (pairs ? "adds" : "creates");
  }

  @Override
  String cure(CreationRaces.Race race, Write write) {
    return "Lock the row that the limit belongs to (`select_for_update()` on the parent) before"
        + " counting, in the transaction that creates.";
  }
}

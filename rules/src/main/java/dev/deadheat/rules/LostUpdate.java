package dev.deadheat.rules;

import dev.deadheat.django.flow.Write;
import dev.deadheat.django.model.FieldFacts;
import java.util.Set;

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
  Confidence confidence(Write write, RowRaces.Race race, Project project) {
    // Of two columns that are named at run time nobody knows whether they are the same.
    boolean unnamed = race.columns().equals(Set.of("*"));
    return unnamed || isGivenUp(write, race.columns())
        ? Confidence.LOW
        : super.confidence(write, race, project);
  }

  /// Whether the row is marked as deleted, and its name, say, made free for another: nobody misses
  /// a change of that name.
  private static boolean isGivenUp(Write write, Set<String> columns) {
    return write.columns().keySet().stream().anyMatch(LostUpdate::marksDeleted)
        && columns.stream()
            .allMatch(column ->
                write
                    .table()
                    .model()
                    .flatMap(model -> model.field(column))
                    .filter(FieldFacts::isText)
                    .isPresent());
  }

  private static boolean marksDeleted(String column) {
    return column.contains("deleted")
        || column.contains("archived")
        || column.equals("is_active")
        || column.equals("active");
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

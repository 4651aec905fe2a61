package dev.deadheat.rules;

import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Write;

/// `save()` writes every column back as it was read: another request's change to another column is
/// undone.
final class StaleOverwrite extends RowRule {
  private static final RuleId ID = new RuleId("DH102", "stale-overwrite", 362);

  @Override
  public RuleId id() {
    return ID;
  }

  @Override
  RowRaces.Defect defect() {
    return RowRaces.Defect.STALE_OVERWRITE;
  }

  @Override
  String message(RowRaces.Race race, Write write) {
    boolean named = !race.columns().isEmpty() && !race.columns().contains("*");
    return "`save()` writes back every column of "
        + write.table().name()
        + " as it was read"
        + (named ? ", though only " + Findings.list(race.columns()) + " changed" : "")
        + ": a change that another request made meanwhile is undone";
  }

  @Override
  String cure(RowRaces.Race race, Write write) {
    return race.columns().isEmpty() || race.columns().contains("*")
        ? "Name the columns that changed: `save(update_fields=[...])`."
        : "Name the columns that changed: `save(update_fields=["
            + String.join(
                ", ", race.columns().stream().sorted().map(column -> '"' + column + '"').toList())
            + "])`.";
  }

  @Override
  String harm(RowRaces.Race race, Write write) {
    return "B's change of any other column is undone.";
  }

  /// What is undone is what others write, not what is changed here.
  @Override
  Severity severity(RowRaces.Race race, Write write, Project project) {
    return project.undoesGravely(write) ? Severity.HIGH : Severity.MEDIUM;
  }

  @Override
  Confidence confidence(Write write, RowRaces.Race race, Project project) {
    if (write.implied() && project.changesGravely(write.table())) {
      return Confidence.MEDIUM;
    }
    // The admin's form writes the whole row in any case.
    boolean administered =
        race.read().kind() == Read.Kind.PARAMETER
            && race.read().site().function().name().equals("save_model");
    Confidence usual = super.confidence(write, race, project);
    boolean undoes =
        project.hasCounterpart(write)
            || write
                .table()
                .model()
                .filter(model -> OtherColumns.isTranslated(model, project))
                .isPresent();
    return administered || usual == Confidence.LOW || !undoes ? Confidence.LOW : Confidence.MEDIUM;
  }
}

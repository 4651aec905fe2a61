package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.Read;
import dev.deadheat.django.model.ModelFacts;
import java.util.Optional;

/// By which class a row is read again: the model's name where it is certain, else `type(row)`, so
/// that the second row is of the class that the caller holds.
final class RowClass {
  private RowClass() {}

  /// The manager to read it by.
  static Optional<String> manager(
      Case each, Draft draft, Case.Race race, Region region, ModelFacts model, String row) {
    boolean uncertain =
        isOfSeveral(each, race)
            || isGuessed(race, region, row, model)
            || isInherited(race, row, model)
            || isChild(each, race, region, row, model);
    return uncertain
        ? Optional.of(ModelName.ofRow(each, model, row))
        : ModelName.manager(each, draft, race.flow().function().module(), model, Optional.of(row));
  }

  /// Whether only a caller says which model a parameter is of, and the file does not name that
  /// model.
  private static boolean isGuessed(Case.Race race, Region region, String name, ModelFacts model) {
    boolean parameter = region.function().args().all().anyMatch(arg -> arg.arg().equals(name));
    return parameter
        && race.read().filter(read -> read.kind() != Read.Kind.PARAMETER).isPresent()
        && race.flow().function().module().binding(model.name()).isEmpty();
  }

  /// Whether the row is `self` in a class that is not the model: a mixin, or what it extends.
  private static boolean isInherited(Case.Race race, String name, ModelFacts model) {
    return name.equals("self")
        && race.flow()
            .function()
            .owner()
            .filter(owner -> !owner.equals(model.definition()))
            .isPresent();
  }

  /// Whether the row may be of a model that extends the one that is named: for a parameter, and in
  /// a class that others extend, which may read other rows.
  private static boolean isChild(
      Case each, Case.Race race, Region region, String name, ModelFacts model) {
    if (race.readsHere() || !ModelName.isExtended(each, model)) {
      return false;
    }
    String root = name.split("\\.", 2)[0];
    return region.function().args().all().anyMatch(arg -> arg.arg().equals(root))
        || race.flow().function().owner().filter(each::isExtended).isPresent();
  }

  /// Whether rows of several models are written there, as far as the function is concerned.
  private static boolean isOfSeveral(Case each, Case.Race race) {
    return each.facts().flows().stream()
            .filter(flow -> race.writesHere() || flow.function().equals(race.flow().function()))
            .flatMap(flow -> flow.writes().stream())
            .filter(write -> write.site().equals(race.write().site()))
            .flatMap(write -> write.table().model().stream())
            .distinct()
            .count()
        > 1;
  }
}

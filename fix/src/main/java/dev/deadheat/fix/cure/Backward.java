package dev.deadheat.fix.cure;

import dev.deadheat.django.model.FieldFacts;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import java.util.Optional;

/// Relations that are followed backwards: `owner.items`, `user.profile`.
final class Backward {
  private Backward() {}

  /// Whether an attribute of the row that a field points to leads back to the field's model.
  static boolean leads(Case each, ModelFacts model, FieldFacts field, String attribute) {
    return field.toOne()
        && each.facts()
            .models()
            .target(model, field)
            .flatMap(target -> each.facts().models().reverse(target, attribute))
            .filter(found -> found.field().equals(field.name()))
            .isPresent();
  }

  /// How to look for the row a second time: what a one-to-one relation has found, or not, its row
  /// remembers. A query is asked as it was.
  static Optional<String> query(
      Case each, Draft draft, Case.Race race, Document document, Node look) {
    if (!(look instanceof Expression.Attribute related)) {
      return Optional.of(document.text(look));
    }
    ModelFacts model = race.write().table().model().orElseThrow();
    String row = document.text(related.value());
    return model.fields().values().stream()
        .filter(field -> leads(each, model, field, related.attr()))
        .findFirst()
        .flatMap(field ->
            ModelName.manager(each, draft, race.flow().function().module(), model, Optional.empty())
                .map(manager -> manager + ".get(" + field.name() + "=" + row + ")"));
  }
}

package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.model.FieldFacts;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.ExprContext;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Keyword;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import java.util.List;
import java.util.Optional;

/// What two requests must have in common to be in each other's way: what the look looks for, as the
/// new row gets it. Those who look for something else need not wait.
final class LockKey {
  private LockKey() {}

  /// The text that names it in the key of a lock, if it is known before the look: `user.pk`.
  static Optional<String> part(Document document, Region region, Case.Race race) {
    Optional<ModelFacts> model = race.write().table().model();
    Optional<Expression.Call> create =
        document.nearest(Place.node(document, race.write().outermost()), Expression.Call.class);
    Read look = race.read().orElseThrow();
    if (model.isEmpty() || create.isEmpty() || !look.table().equals(race.write().table())) {
      return Optional.empty();
    }
    List<Keyword> given =
        create.get().keywords().stream()
            .filter(keyword ->
                keyword.arg().filter(look.lookups()::contains).isPresent()
                    || (keyword.arg().isPresent() && isAsked(document, look, keyword.value())))
            .filter(keyword -> isKnown(document, region, keyword.value()))
            .toList();
    return given.stream()
        .flatMap(keyword -> reference(document, region, model.get(), keyword).stream())
        .findFirst()
        .or(() ->
            given.stream()
                .filter(keyword -> isPlain(model.get(), keyword))
                .map(keyword -> document.text(keyword.value()))
                .findFirst());
  }

  /// Whether the call that looks is given a value.
  private static boolean isAsked(Document document, Read look, Expression value) {
    Site site = look.via().isEmpty() ? look.site() : look.via().getFirst();
    String text = document.text(value);
    return value instanceof Expression.Name
        && site.path().equals(document.path())
        && document
            .nearest(Place.node(document, site), Expression.Call.class)
            .filter(call -> call.args().stream().map(document::text).anyMatch(text::equals))
            .isPresent();
  }

  /// The key of a row that the new one belongs to, and that is there for certain.
  private static Optional<String> reference(
      Document document, Region region, ModelFacts model, Keyword keyword) {
    Optional<FieldFacts> field = model.field(keyword.arg().orElseThrow());
    String text = document.text(keyword.value());
    boolean certain =
        field.filter(found -> found.toOne() && !found.nullable()).isPresent()
            || isUsed(document, region, text);
    return field.filter(FieldFacts::toOne).isPresent() && certain
        ? Optional.of(keyword.arg().get().endsWith("_id") ? text : text + ".pk")
        : Optional.empty();
  }

  private static boolean isPlain(ModelFacts model, Keyword keyword) {
    return model.field(keyword.arg().orElseThrow()).filter(field -> !field.toOne()).isPresent();
  }

  /// Whether an attribute of it is read before the region, in the block that the region stands in.
  private static boolean isUsed(Document document, Region region, String text) {
    return region.block().subList(0, region.first()).stream()
        .anyMatch(statement ->
            (statement instanceof Statement.Assign || statement instanceof Statement.Expr)
                && !Document.all(
                        statement,
                        node ->
                            node instanceof Expression.Attribute attribute
                                && document.text(attribute.value()).equals(text))
                    .isEmpty());
  }

  /// Whether a value is a name, or what hangs on one, that the region does not bind again.
  private static boolean isKnown(Document document, Region region, Expression value) {
    Expression root = value;
    while (root instanceof Expression.Attribute attribute) {
      root = attribute.value();
    }
    if (!(root instanceof Expression.Name name)) {
      return false;
    }
    String text = document.text(value);
    return Document.all(region.function(), Expression.class::isInstance).stream()
        .filter(node -> region.contains(node))
        .noneMatch(node -> isStored(document, node, name.id(), text));
  }

  private static boolean isStored(Document document, Node node, String root, String text) {
    return switch (node) {
      case Expression.Name name -> name.ctx() == ExprContext.STORE && name.id().equals(root);
      case Expression.Attribute attribute ->
          attribute.ctx() == ExprContext.STORE && document.text(attribute).equals(text);
      case Node other -> false;
    };
  }
}

package dev.deadheat.fix.cure;

import dev.deadheat.django.code.Parameter;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.model.FieldFacts;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import java.util.List;
import java.util.Optional;

/// The row that others belong to, where another function looks for them: it is asked itself, or
/// handed to that function.
final class HandedParent {
  private HandedParent() {}

  /// The parent whose own method looks: `activity.is_full()`.
  static Optional<ParentRow> asked(
      Case each, Case.Race race, Document document, Node at, ModelFacts model) {
    Optional<Expression.Call> call = document.nearest(at, Expression.Call.class);
    if (call.isEmpty()
        || !(call.get().func() instanceof Expression.Attribute method)
        || !ParentRow.isPath(method.value())) {
      return Optional.empty();
    }
    List<ModelFacts> owners =
        race.flow().calls().stream()
            .filter(found -> found.site().equals(race.read().orElseThrow().via().getFirst()))
            .flatMap(found -> found.callee().owner().stream())
            .flatMap(owner -> each.facts().models().of(owner).stream())
            .distinct()
            .toList();
    String row = document.text(method.value());
    boolean belongs =
        owners.size() == 1
            && model.fields().values().stream()
                .filter(FieldFacts::toOne)
                .anyMatch(field ->
                    each.facts()
                        .models()
                        .target(model, field)
                        .filter(owners.getFirst()::equals)
                        .isPresent());
    return belongs
        ? Optional.of(new ParentRow(Optional.of(owners.getFirst()), row + ".pk", Optional.of(row)))
        : Optional.empty();
  }

  /// The parent that is handed to the function which looks, through others or not:
  /// `close_others(owner)`, where that looks at `owner.items`; `known(event)`, where that looks for
  /// `filter(owner=event.owner_id)`.
  static Optional<ParentRow> handed(
      Case each, Case.Race race, Document document, Node at, ModelFacts model) {
    Read read = race.read().orElseThrow();
    List<Site> via = read.via();
    if (read.site().module().library() || via.stream().anyMatch(s -> s.module().library())) {
      return Optional.empty();
    }
    Document inner = each.documents().at(read.site().path());
    Node look = Place.node(inner, read.site());
    Optional<ParentRow> found = ParentRow.named(each, inner, look, model);
    FunctionFacts callee = read.site().function();
    for (Site site : via.reversed()) {
      Optional<Statement.Function> definition = Place.function(inner, look);
      boolean first = site.equals(via.getFirst());
      inner = first ? document : each.documents().at(site.path());
      look = first ? at : Place.node(inner, site);
      Optional<Expression.Call> call = inner.nearest(look, Expression.Call.class);
      if (found.isEmpty() || call.isEmpty() || definition.isEmpty()) {
        return Optional.empty();
      }
      found = above(each, inner, found.get(), definition.get(), callee, call.get());
      callee = site.function();
    }
    return found;
  }

  /// A parent as those call it who call a function: its parameter is their argument.
  private static Optional<ParentRow> above(
      Case each,
      Document caller,
      ParentRow parent,
      Statement.Function definition,
      FunctionFacts callee,
      Expression.Call call) {
    String root = parent.key().split("\\.", 2)[0];
    int index = callee.parameters().stream().map(Parameter::name).toList().indexOf(root);
    Document inner = each.documents().at(callee.module().path());
    return index < 0 || !isCertain(inner, definition, root)
        ? Optional.empty()
        : Arguments.of(call, callee, index, root)
            .filter(ParentRow::isPath)
            .map(caller::text)
            .map(text ->
                new ParentRow(
                    parent.model(),
                    text + parent.key().substring(root.length()),
                    parent.row().map(row -> text + row.substring(root.length()))));
  }

  /// Whether a parameter is never asked for being there, and has no default.
  private static boolean isCertain(Document document, Statement.Function definition, String name) {
    int tests =
        Document.all(definition, Expression.Compare.class::isInstance).stream()
            .map(document::text)
            .filter(text -> text.startsWith(name + " is "))
            .toList()
            .size();
    boolean optional =
        document
            .source()
            .text(definition.start(), definition.body().getFirst().start())
            .matches("(?s).*\\b" + name + "\\b\\s*(:[^,=()]*)?=.*");
    return tests == 0 && !optional;
  }
}

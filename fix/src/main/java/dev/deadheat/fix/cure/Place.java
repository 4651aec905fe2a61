package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.Site;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Span;
import java.util.List;
import java.util.Optional;

/// Finds in the tree what the facts name by place.
final class Place {
  private Place() {}

  /// The node at a site; the whole module for what a framework does at no place of its own.
  static Node node(Document document, Site site) {
    if (site.place().start() < 0) {
      return document.parsed().tree();
    }
    return document.at(new Span(site.place().start(), site.place().end()));
  }

  /// The innermost statement at a site.
  static Optional<Statement> statement(Document document, Site site) {
    return document.statement(node(document, site));
  }

  /// The innermost call of a method or function of one of these names at or around a site, looking
  /// first inside it.
  static Optional<Expression.Call> call(Document document, Node node, List<String> names) {
    for (Node each : Document.all(node, Expression.Call.class::isInstance)) {
      if (names.contains(name((Expression.Call) each))) {
        return Optional.of((Expression.Call) each);
      }
    }
    for (Node each : document.above(node)) {
      if (each instanceof Statement) {
        break;
      }
      if (each instanceof Expression.Call call && names.contains(name(call))) {
        return Optional.of(call);
      }
    }
    return Optional.empty();
  }

  /// The last name of what a call calls.
  static String name(Expression.Call call) {
    return switch (call.func()) {
      case Expression.Name name -> name.id();
      case Expression.Attribute attribute -> attribute.attr();
      case Expression other -> "";
    };
  }

  /// The function around a node.
  static Optional<Statement.Function> function(Document document, Node node) {
    return document.nearest(node, Statement.Function.class);
  }

  /// The first of some names that a function does not use; the last one if it uses all.
  static String free(Statement.Function function, List<String> names) {
    return names.stream()
        .filter(name ->
            Document.all(
                    function,
                    node -> node instanceof Expression.Name used && used.id().equals(name))
                .isEmpty())
        .findFirst()
        .orElse(names.getLast());
  }
}

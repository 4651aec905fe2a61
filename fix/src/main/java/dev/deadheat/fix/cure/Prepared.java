package dev.deadheat.fix.cure;

import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.ExprContext;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Keyword;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Data that a function fills in itself before a serializer or form validates them: the number or
/// address that it picked from what was read before. A lock that begins at the validation comes too
/// late for that.
final class Prepared {
  private Prepared() {}

  /// Where the function writes into the data of the `is_valid()` that a region begins with.
  static Optional<Node> before(Document document, Region region) {
    return Document.all(region.firstStatement(), Expression.Call.class::isInstance).stream()
        .map(Expression.Call.class::cast)
        .filter(call -> Place.name(call).equals("is_valid"))
        .findFirst()
        .flatMap(
            call -> call.func() instanceof Expression.Attribute to ? root(to) : Optional.empty())
        .flatMap(validator -> {
          Set<String> data = data(document, region, validator);
          return Document.all(region.function(), Expression.Subscript.class::isInstance).stream()
              .filter(node -> node.end() < region.firstStatement().start())
              .filter(node -> ((Expression.Subscript) node).ctx() == ExprContext.STORE)
              .filter(node -> root((Expression) node).filter(data::contains).isPresent())
              .findFirst();
        });
  }

  /// The names of what the validator was made with, and of their elements.
  private static Set<String> data(Document document, Region region, String validator) {
    var out = new TreeSet<String>();
    for (Node node : Document.all(region.function(), Statement.Assign.class::isInstance)) {
      Statement.Assign assign = (Statement.Assign) node;
      if (assign.value() instanceof Expression.Call made
          && document.text(assign.targets().getFirst()).equals(validator)) {
        Stream.concat(made.args().stream(), made.keywords().stream().map(Keyword::value))
            .flatMap(given -> root(given).stream())
            .forEach(out::add);
      }
    }
    for (Node node : Document.all(region.function(), Statement.ForLoop.class::isInstance)) {
      Statement.ForLoop loop = (Statement.ForLoop) node;
      boolean over =
          Document.all(loop.iter(), Expression.Name.class::isInstance).stream()
              .anyMatch(name -> out.contains(((Expression.Name) name).id()));
      if (over) {
        Document.all(loop.target(), Expression.Name.class::isInstance)
            .forEach(name -> out.add(((Expression.Name) name).id()));
      }
    }
    return out;
  }

  /// The name that a chain of attributes and elements begins with.
  private static Optional<String> root(Expression expression) {
    return switch (expression) {
      case Expression.Name name -> Optional.of(name.id());
      case Expression.Attribute attribute -> root(attribute.value());
      case Expression.Subscript subscript -> root(subscript.value());
      case Expression other -> Optional.empty();
    };
  }
}

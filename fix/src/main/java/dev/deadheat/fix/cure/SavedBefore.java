package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.Write;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.ExprContext;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import java.util.List;
import java.util.Optional;

/// Columns that an earlier `save()` of the same row in the same function has written already: the
/// later one need not name them.
final class SavedBefore {
  private SavedBefore() {}

  /// Whether a column is not assigned between the two.
  static boolean is(Case each, Write write, String column) {
    Document document = each.documents().at(write.site().path());
    Node at = Place.node(document, write.site());
    Optional<Statement.Function> function = Place.function(document, at);
    Optional<Expression.Call> last = Place.call(document, at, List.of("save", "asave"));
    Optional<String> row = last.flatMap(call -> saves(document, call));
    if (function.isEmpty() || row.isEmpty()) {
      return false;
    }
    return Document.all(function.get(), Expression.Call.class::isInstance).stream()
        .map(Expression.Call.class::cast)
        .filter(call -> call.end() < last.get().start() && call.keywords().isEmpty())
        .filter(call -> saves(document, call).equals(row))
        .filter(call -> isAlways(document, call, last.get()))
        .anyMatch(
            call -> isUntouched(document, function.get(), row.get(), column, call, last.get()));
  }

  private static Optional<String> saves(Document document, Expression.Call call) {
    return Place.name(call).endsWith("save")
            && call.args().isEmpty()
            && call.func() instanceof Expression.Attribute method
        ? Optional.of(document.text(method.value()))
        : Optional.empty();
  }

  /// Whether whoever comes to the later call has come through the earlier one.
  private static boolean isAlways(Document document, Expression.Call early, Expression.Call late) {
    return document.statement(early).stream()
        .flatMap(statement -> document.block(statement).stream())
        .anyMatch(other -> other.start() > early.end() && other.span().contains(late.span()));
  }

  /// Whether nothing between the two calls sets the column, or is done to the row that may set it.
  private static boolean isUntouched(
      Document document,
      Statement.Function function,
      String row,
      String column,
      Expression.Call early,
      Expression.Call late) {
    return Document.all(function, Expression.class::isInstance).stream()
        .filter(node -> node.start() > early.end() && node.end() < late.start())
        .noneMatch(node ->
            switch (node) {
              case Expression.Attribute attribute ->
                  attribute.ctx() == ExprContext.STORE && attribute.attr().equals(column);
              case Expression.Name name -> name.ctx() == ExprContext.STORE && name.id().equals(row);
              case Expression.Call call ->
                  call.args().stream().anyMatch(arg -> document.text(arg).equals(row))
                      || (call.func() instanceof Expression.Attribute method
                          && document.text(method.value()).equals(row));
              case Node other -> false;
            });
  }
}

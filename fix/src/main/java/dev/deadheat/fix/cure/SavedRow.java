package dev.deadheat.fix.cure;

import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import java.util.List;
import java.util.Optional;

/// A statement that saves a row and does nothing else: `row.save()`, or `await row.asave()`.
///
/// @param row how the row is written there
/// @param function the function around it
/// @param awaited whether it is `asave()`
record SavedRow(
    Document document,
    String row,
    Expression.Call call,
    Statement.Expr statement,
    Statement.Function function,
    boolean awaited) {

  /// The one at the race's write; empty if the row is saved in another way.
  static Optional<SavedRow> of(Document document, Case.Race race) {
    Node at = Place.node(document, race.write().site());
    Optional<Expression.Call> found = Place.call(document, at, List.of("save", "asave"));
    if (found.isEmpty() || !(found.get().func() instanceof Expression.Attribute to)) {
      return Optional.empty();
    }
    boolean awaited = to.attr().equals("asave");
    Node whole = found.get();
    if (awaited && document.parent(whole).orElse(whole) instanceof Expression.Await await) {
      whole = await;
    }
    Optional<Statement.Function> function = Place.function(document, found.get());
    boolean fits =
        function.isPresent()
            && awaited == function.get() instanceof Statement.AsyncFunctionDef
            && document.parent(whole).orElse(whole) instanceof Statement.Expr statement
            && document.alone(statement);
    return fits && document.parent(whole).orElse(whole) instanceof Statement.Expr statement
        ? Optional.of(
            new SavedRow(
                document,
                document.text(to.value()),
                found.get(),
                statement,
                function.get(),
                awaited))
        : Optional.empty();
  }

  /// `update(...)` of a query, as this function calls it.
  ///
  /// @param query what is updated, as written
  /// @param values the columns with their values, as written
  String update(String query, String values) {
    return awaited
        ? "await " + query + ".aupdate(" + values + ")"
        : query + ".update(" + values + ")";
  }

  /// `refresh_from_db()` for columns, as this function calls it.
  ///
  /// @param columns the columns' names in quotes, with commas
  String refresh(String columns) {
    return (awaited ? "await " + row + ".arefresh_from_db" : row + ".refresh_from_db")
        + "(fields=["
        + columns
        + "])";
  }

  /// The column of the row that an expression is; empty if it is none.
  Optional<String> column(Expression expression) {
    return expression instanceof Expression.Attribute attribute
            && document.text(attribute.value()).equals(row)
        ? Optional.of(attribute.attr())
        : Optional.empty();
  }

  /// Whether an expression is made of the row.
  boolean isIn(Expression expression) {
    return !Document.all(
            expression, node -> node instanceof Expression each && document.text(each).equals(row))
        .isEmpty();
  }
}

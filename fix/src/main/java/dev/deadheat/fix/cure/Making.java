package dev.deadheat.fix.cure;

import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Keyword;
import dev.deadheat.python.ast.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Statements that make one row: `create(...)`, or an instance of the model that is filled and
/// saved.
///
/// @param last the last of the statements
/// @param row what the row is called; empty if it has no name
/// @param table what makes it: a manager, or the model
/// @param constructed whether that is the model
/// @param values the columns' values as written, by the names that the code gives them
/// @param saved whether it is saved there, too
record Making(
    Statement last,
    Optional<String> row,
    Expression table,
    boolean constructed,
    Map<String, String> values,
    boolean saved) {
  private static final Set<String> CREATES = Set.of("create", "acreate");
  private static final Set<String> SAVES = Set.of("save", "asave");

  /// What a block begins with; empty if that is anything else, or if a value is not named.
  ///
  /// @param model the model's name
  static Optional<Making> of(Document document, List<Statement> block, String model) {
    Statement first = block.getFirst();
    Optional<String> row = row(document, first);
    Optional<Expression.Call> call = value(first).flatMap(Making::call);
    if (call.isEmpty() || !(row.isPresent() || isAlone(first))) {
      return Optional.empty();
    }
    Expression.Call made = call.get();
    if (CREATES.contains(Place.name(made)) && made.func() instanceof Expression.Attribute method) {
      return named(document, made)
          .map(values -> new Making(first, row, method.value(), false, values, true));
    }
    if (SAVES.contains(Place.name(made))
        && made.args().isEmpty()
        && made.keywords().isEmpty()
        && made.func() instanceof Expression.Attribute method
        && method.value() instanceof Expression.Call inner
        && Place.name(inner).equals(model)) {
      return named(document, inner)
          .map(values -> new Making(first, row, inner.func(), true, values, true));
    }
    return row.isPresent() && Place.name(made).equals(model)
        ? named(document, made)
            .map(values -> filled(document, block, row.get(), made.func(), values))
        : Optional.empty();
  }

  private static boolean isAlone(Statement statement) {
    return statement instanceof Statement.Expr || statement instanceof Statement.Return;
  }

  private static Optional<String> row(Document document, Statement statement) {
    return statement instanceof Statement.Assign assign
            && assign.targets().size() == 1
            && assign.targets().getFirst() instanceof Expression.Name
        ? Optional.of(document.text(assign.targets().getFirst()))
        : Optional.empty();
  }

  private static Optional<Expression> value(Statement statement) {
    return switch (statement) {
      case Statement.Assign assign -> Optional.of(assign.value());
      case Statement.Expr expr -> Optional.of(expr.value());
      case Statement.Return answer -> answer.value();
      case Statement other -> Optional.empty();
    };
  }

  private static Optional<Expression.Call> call(Expression value) {
    Expression made = value instanceof Expression.Await await ? await.value() : value;
    return made instanceof Expression.Call call ? Optional.of(call) : Optional.empty();
  }

  /// An instance with the columns that are assigned to it next, and whether it is saved then.
  private static Making filled(
      Document document,
      List<Statement> block,
      String row,
      Expression model,
      Map<String, String> values) {
    var all = new LinkedHashMap<>(values);
    int at = 1;
    while (at < block.size() && assigned(document, block.get(at), row) instanceof Column column) {
      all.put(column.name(), column.value());
      at++;
    }
    boolean saved = at < block.size() && isSaved(document, block.get(at), row);
    return new Making(block.get(saved ? at : at - 1), Optional.of(row), model, true, all, saved);
  }

  /// What a statement assigns to a row.
  sealed interface Assigned {}

  /// One column, to a value that is not made of the row itself.
  record Column(String name, String value) implements Assigned {}

  /// Anything else.
  record Other() implements Assigned {}

  static Assigned assigned(Document document, Statement statement, String row) {
    return statement instanceof Statement.Assign assign
            && assign.targets().size() == 1
            && assign.targets().getFirst() instanceof Expression.Attribute column
            && document.text(column.value()).equals(row)
            && Document.all(
                    assign.value(), node -> node instanceof Expression.Name n && n.id().equals(row))
                .isEmpty()
        ? new Column(column.attr(), document.text(assign.value()))
        : new Other();
  }

  /// Whether a statement saves the whole row and does nothing else.
  static boolean isSaved(Document document, Statement statement, String row) {
    return statement instanceof Statement.Expr expr
        && call(expr.value())
            .filter(save -> SAVES.contains(Place.name(save)))
            .filter(save -> save.args().isEmpty() && save.keywords().isEmpty())
            .filter(save ->
                save.func() instanceof Expression.Attribute method
                    && document.text(method.value()).equals(row))
            .isPresent();
  }

  /// A call's arguments by name, each as its text; empty if some have none.
  static Optional<Map<String, String>> named(Document document, Expression.Call call) {
    var out = new LinkedHashMap<String, String>();
    for (Keyword keyword : call.keywords()) {
      keyword.arg().ifPresent(name -> out.put(name, document.text(keyword.value())));
    }
    return call.args().isEmpty() && out.size() == call.keywords().size()
        ? Optional.of(out)
        : Optional.empty();
  }
}

package dev.deadheat.fix.cure;

import dev.deadheat.django.model.FieldFacts;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.fix.text.Blocks;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.CmpOperator;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.python.ast.UnaryOperator;
import dev.deadheat.source.Edit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes the test part of the write: `filter(pk=..., status="open").update(...)`, and looks at how
/// many rows it changed. For a test that leaves the function before plain assignments and a save.
final class ConditionalUpdate implements Cure {
  private static final String TITLE = "Test and write in one statement: a conditional `update()`";

  @Override
  public List<Candidate> offer(Case each) {
    return each.writer().flatMap(race -> of(each, race)).map(List::of).orElse(List.of());
  }

  private static Optional<Candidate> of(Case each, Case.Race race) {
    Document document = each.documents().at(race.write().site().path());
    Optional<Expression.Call> call =
        Place.call(document, Place.node(document, race.write().site()), List.of("save"));
    Optional<ModelFacts> model = race.write().table().model();
    if (call.isEmpty()
        || model.isEmpty()
        || !(call.get().func() instanceof Expression.Attribute to)
        || !(document.parent(call.get()).orElse(call.get()) instanceof Statement.Expr save)
        || !document.alone(save)) {
      return Optional.empty();
    }
    String row = document.text(to.value());
    List<Statement> block = document.block(save);
    int end = block.indexOf(save);
    int start = end;
    while (start > 0 && assigned(document, block.get(start - 1), row).isPresent()) {
      start--;
    }
    if (start == 0 || start == end || !(block.get(start - 1) instanceof Statement.If test)) {
      return Optional.empty();
    }
    boolean leaves =
        test.orelse().isEmpty()
            && isExit(test.body().getLast())
            && document.line(test.body().getFirst()) > document.line(test)
            && !document.text(test).startsWith("elif");
    Optional<String> condition =
        leaves ? condition(document, test, row, model.get()) : Optional.empty();
    Optional<Statement.Function> function = Place.function(document, save);
    if (condition.isEmpty()
        || function.isEmpty()
        || function.get() instanceof Statement.AsyncFunctionDef) {
      return Optional.empty();
    }
    var draft = new Draft(document, function.get());
    Optional<String> manager =
        ModelName.manager(
            each, draft, race.flow().function().module(), model.get(), Optional.of(row));
    if (manager.isEmpty()) {
      return Optional.empty();
    }
    var values = new ArrayList<String>();
    for (Statement statement : block.subList(start, end)) {
      values.add(assigned(document, statement, row).orElseThrow());
    }
    String changed = free(document, function.get());
    String statement =
        changed
            + " = "
            + manager.get()
            + ".filter(pk="
            + row
            + ".pk, "
            + condition.get()
            + ").update("
            + String.join(", ", values)
            + ")";
    draft.add(new Edit(save.span(), statement));
    var lines = new ArrayList<String>();
    lines.add("if not " + changed + ":");
    lines.addAll(body(document, test));
    draft.add(Blocks.after(document, save, lines));
    return Optional.of(
        new Candidate(
            Kind.CONDITIONAL,
            TITLE,
            Applicability.UNSAFE,
            "`update()` calls no `save()`, sends no signal, fills no `auto_now` column and writes"
                + " no history; who comes second is answered as if the test had failed",
            List.of(draft.patch())));
  }

  /// `column=row.column` for an assignment of a column of the row.
  private static Optional<String> assigned(Document document, Statement statement, String row) {
    return statement instanceof Statement.Assign assign
            && assign.targets().size() == 1
            && assign.targets().getFirst() instanceof Expression.Attribute target
            && document.text(target.value()).equals(row)
            && document.alone(statement)
        ? Optional.of(target.attr() + "=" + row + "." + target.attr())
        : Optional.empty();
  }

  private static boolean isExit(Statement statement) {
    return statement instanceof Statement.Return
        || statement instanceof Statement.Raise
        || statement instanceof Statement.Continue
        || statement instanceof Statement.Break;
  }

  /// The lookup that a row must meet for the test not to leave.
  private static Optional<String> condition(
      Document document, Statement.If test, String row, ModelFacts model) {
    return switch (test.test()) {
      case Expression.Compare compare
          when compare.ops().size() == 1 && column(document, compare.left(), row).isPresent() -> {
        String name = column(document, compare.left(), row).get();
        Expression value = compare.comparators().getFirst();
        String text = document.text(value);
        boolean none = text.equals("None");
        CmpOperator op = compare.ops().getFirst();
        if (!Document.all(value, n -> n instanceof Expression e && document.text(e).equals(row))
            .isEmpty()) {
          yield Optional.empty();
        }
        yield switch (op) {
          case NOT_EQ -> none ? Optional.empty() : Optional.of(name + "=" + text);
          case IS_NOT -> none ? Optional.of(name + "__isnull=True") : Optional.empty();
          case IS -> none ? Optional.of(name + "__isnull=False") : Optional.empty();
          case LT -> Optional.of(name + "__gte=" + text);
          case LT_E -> Optional.of(name + "__gt=" + text);
          case GT -> Optional.of(name + "__lte=" + text);
          case GT_E -> Optional.of(name + "__lt=" + text);
          case NOT_IN -> Optional.of(name + "__in=" + text);
          case EQ, IN -> Optional.empty();
        };
      }
      case Expression.Attribute attribute
          when column(document, attribute, row)
              .flatMap(model::field)
              .filter(ConditionalUpdate::isBoolean)
              .isPresent() ->
          Optional.of(attribute.attr() + "=False");
      case Expression.UnaryOp not
          when not.op() == UnaryOperator.NOT
              && column(document, not.operand(), row)
                  .flatMap(model::field)
                  .filter(ConditionalUpdate::isBoolean)
                  .isPresent() ->
          Optional.of(column(document, not.operand(), row).get() + "=True");
      case Expression other -> Optional.empty();
    };
  }

  private static boolean isBoolean(FieldFacts field) {
    return field.type().equals("BooleanField") && !field.nullable();
  }

  private static Optional<String> column(Document document, Expression expression, String row) {
    return expression instanceof Expression.Attribute attribute
            && document.text(attribute.value()).equals(row)
        ? Optional.of(attribute.attr())
        : Optional.empty();
  }

  private static String free(Document document, Statement.Function function) {
    var names = new ArrayList<String>();
    for (Node node : Document.all(function, Expression.Name.class::isInstance)) {
      names.add(((Expression.Name) node).id());
    }
    for (String name : List.of("changed", "updated", "changed_rows")) {
      if (!names.contains(name)) {
        return name;
      }
    }
    return "rows_changed_by_" + document.line(function);
  }

  /// The lines of the test's body, indented below a statement of the test's own level.
  private static List<String> body(Document document, Statement.If test) {
    String outer = document.indentAt(test.start());
    var lines = document.source().lines();
    var out = new ArrayList<String>();
    int last = document.endLine(test.body().getLast());
    for (int line = document.line(test.body().getFirst()); line <= last; line++) {
      String text = document.source().text(lines.spanOf(line));
      out.add(text.startsWith(outer) ? text.substring(outer.length()) : text);
    }
    return out;
  }
}

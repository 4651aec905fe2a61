package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.Write;
import dev.deadheat.django.model.FieldFacts;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.fix.text.Blocks;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.ExprContext;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Keyword;
import dev.deadheat.python.ast.Operator;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Edit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Lets the database compute a number from itself: `F()`.
///
/// Only where nothing tests the value: a test would be made on the old one.
final class ComputeInDatabase implements Cure {
  private static final String TITLE = "Let the database compute it: `F()`";
  private static final Set<Operator> OPERATORS = Set.of(Operator.ADD, Operator.SUB, Operator.MULT);

  @Override
  public List<Candidate> offer(Case each) {
    Optional<Case.Race> writer = each.writer();
    if (writer.isEmpty() || each.finding().fields().size() != 1) {
      return List.of();
    }
    Write write = writer.get().write();
    String column = each.finding().fields().getFirst();
    Optional<ModelFacts> model = write.table().model();
    boolean number =
        model.flatMap(m -> m.field(column)).filter(ComputeInDatabase::isNumber).isPresent();
    if (!number || Decided.byChange(each, writer.get(), column)) {
      return List.of();
    }
    Document document = each.documents().at(write.site().path());
    return switch (write.kind()) {
      case UPDATE -> inUpdate(document, write, column).map(List::of).orElse(List.of());
      case SAVE ->
          new Save(each, document, writer.get(), model.get(), column)
              .offer()
              .map(List::of)
              .orElse(List.of());
      case DELETE, DELETE_ROWS, CREATE, BULK_CREATE, BULK_UPDATE, GET_OR_CREATE, CACHE_SET, TELL ->
          List.of();
    };
  }

  private static boolean isNumber(FieldFacts field) {
    String type = field.type();
    return type.contains("Integer")
        || type.equals("DecimalField")
        || type.equals("FloatField")
        || type.equals("DurationField");
  }

  private static Optional<Candidate> inUpdate(Document document, Write write, String column) {
    Optional<Expression.Call> call =
        Place.call(document, Place.node(document, write.site()), List.of("update"));
    if (call.isEmpty()) {
      return Optional.empty();
    }
    for (Keyword keyword : call.get().keywords()) {
      if (keyword.arg().filter(column::equals).isPresent()
          && keyword.value() instanceof Expression.BinOp sum
          && OPERATORS.contains(sum.op())) {
        Optional<Expression> own =
            isColumn(sum.left(), column)
                ? Optional.of(sum.left())
                : isColumn(sum.right(), column) ? Optional.of(sum.right()) : Optional.empty();
        if (own.isPresent()) {
          var draft = new Draft(document, call.get());
          String f = draft.name("django.db.models", "F");
          draft.add(new Edit(own.get().span(), f + "(" + document.layout().string(column) + ")"));
          return Optional.of(
              new Candidate(
                  Kind.EXPRESSION,
                  TITLE,
                  Applicability.SAFE,
                  "the same UPDATE is sent, with the value as it is then",
                  List.of(draft.patch())));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isColumn(Expression expression, String column) {
    return expression instanceof Expression.Attribute attribute && attribute.attr().equals(column);
  }

  /// `row.column += n` and `row.save()`.
  private record Save(
      Case each, Document document, Case.Race race, ModelFacts model, String column) {

    Optional<Candidate> offer() {
      Optional<SavedRow> found = SavedRow.of(document, race);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      SavedRow saved = found.get();
      String row = saved.row();
      Statement.Function function = saved.function();
      Statement.Expr save = saved.statement();
      List<Statement> block = document.block(save);
      int index = block.indexOf(save);
      if (isUsedBetween(function, row, save) || !isPlain(saved.call())) {
        return Optional.empty();
      }
      int nearest = index - 1;
      while (nearest >= 0 && value(block.get(nearest), row).isEmpty()) {
        nearest--;
      }
      if (nearest < 0 || !document.alone(block.get(nearest))) {
        return Optional.empty();
      }
      Statement assignment = block.get(nearest);
      String value = value(assignment, row).orElseThrow();
      var columns = race.write().columns().keySet();
      boolean alone = columns.equals(Set.of(column)) && nearest == index - 1;
      boolean known = columns.stream().allMatch(c -> model.field(c).isPresent());
      return alone || (known && columns.size() > 1)
          ? Optional.of(update(saved, assignment, value, alone))
          : Optional.empty();
    }

    private static boolean isPlain(Expression.Call save) {
      return save.args().isEmpty()
          && save.keywords().stream()
              .allMatch(k -> k.arg().filter("update_fields"::equals).isPresent());
    }

    private Candidate update(SavedRow saved, Statement assignment, String value, boolean alone) {
      String row = saved.row();
      Statement.Function function = saved.function();
      Statement.Expr save = saved.statement();
      var draft = new Draft(document, function);
      String f = draft.name("django.db.models", "F");
      String name = document.layout().string(column);
      Optional<String> override = seen();
      boolean used = isUsedAfter(function, row, save);
      String refresh = saved.refresh(name);
      String expression = f + "(" + name + ")" + value;
      Optional<String> manager =
          alone && override.isEmpty()
              ? ModelName.manager(
                  each, draft, race.flow().function().module(), model, Optional.of(row))
              : Optional.empty();
      boolean plain = manager.isPresent();
      if (plain) {
        draft.add(Blocks.remove(document, assignment));
        draft.add(
            new Edit(
                save.span(),
                saved.update(
                    manager.get() + ".filter(pk=" + row + ".pk)", column + "=" + expression)));
      } else {
        draft.add(new Edit(assignment.span(), row + "." + column + " = " + expression));
        var columns = new LinkedHashSet<>(race.write().columns().keySet());
        model.fields().keySet().stream()
            .filter(other -> UpdateFields.isTouched(each, model, other))
            .forEach(columns::add);
        String names = String.join(", ", columns.stream().map(document.layout()::string).toList());
        String written = saved.awaited() ? "await " + row + ".asave" : row + ".save";
        draft.add(new Edit(save.span(), written + "(update_fields=[" + names + "])"));
      }
      if (used) {
        draft.add(Blocks.after(document, save, List.of(refresh)));
      }
      return new Candidate(
          Kind.EXPRESSION,
          TITLE,
          plain && !used ? Applicability.SAFE : Applicability.UNSAFE,
          plain && !used
              ? "one UPDATE of one column; nobody sees the row afterwards"
              : override.orElse(
                  "the row is used afterwards, so its column is read again: one more query"),
          List.of(draft.patch()));
    }

    /// Who would miss `save()`, or see an expression where a number was.
    private Optional<String> seen() {
      var save = each.facts().hierarchy().method(model.definition(), "save");
      if (save.isPresent() && !save.get().module().library()) {
        return Optional.of(
            "`" + save.get().qualifiedName() + "()` sees an expression in place of the number");
      }
      if (model.fields().values().stream().anyMatch(FieldFacts::automatic)) {
        return Optional.of("columns with `auto_now` are filled by `save()` only");
      }
      return UpdateFields.receiver(each, model)
          .map(name -> "the signal receiver `" + name + "` sees an expression");
    }

    /// What is done to the column, as text that follows it: ` + 1`.
    private Optional<String> value(Statement assignment, String row) {
      return switch (assignment) {
        case Statement.AugAssign sum
            when isOwn(sum.target(), row)
                && OPERATORS.contains(sum.op())
                && !mentions(sum.value(), row) ->
            Optional.of(" " + sum.op().symbol() + " " + operand(sum.value()));
        case Statement.Assign assign
            when assign.targets().size() == 1
                && isOwn(assign.targets().getFirst(), row)
                && assign.value() instanceof Expression.BinOp sum
                && OPERATORS.contains(sum.op())
                && isOwn(sum.left(), row)
                && !mentions(sum.right(), row) ->
            Optional.of(" " + sum.op().symbol() + " " + operand(sum.right()));
        case Statement other -> Optional.empty();
      };
    }

    private String operand(Expression value) {
      boolean plain =
          switch (value) {
            case Expression.Name _,
                Expression.Constant _,
                Expression.Attribute _,
                Expression.Call _,
                Expression.Subscript _ ->
                true;
            case Expression other -> false;
          };
      return plain ? document.text(value) : "(" + document.text(value) + ")";
    }

    private boolean isOwn(Expression expression, String row) {
      return expression instanceof Expression.Attribute attribute
          && attribute.attr().equals(column)
          && document.text(attribute.value()).equals(row);
    }

    private boolean mentions(Expression expression, String row) {
      return !Document.all(
              expression,
              node -> node instanceof Expression each && document.text(each).equals(row))
          .isEmpty();
    }

    /// Whether the column is read anywhere in the function besides where it is computed.
    private boolean isUsedBetween(Statement.Function function, String row, Statement save) {
      return Document.all(
                  function,
                  node ->
                      node instanceof Expression.Attribute attribute
                          && isOwn(attribute, row)
                          && attribute.ctx() == ExprContext.LOAD
                          && attribute.start() < save.start())
              .size()
          > 1;
    }

    private boolean isUsedAfter(Statement.Function function, String row, Statement save) {
      if (row.contains(".") || function.args().all().anyMatch(a -> a.arg().equals(row))) {
        return true;
      }
      boolean looped =
          document.above(save).stream()
              .takeWhile(node -> !node.equals(function))
              .anyMatch(node -> node instanceof Statement.While);
      return looped
          || !Document.all(
                  function,
                  node ->
                      node instanceof Expression.Name name
                          && name.id().equals(row)
                          && name.start() > save.end())
              .isEmpty();
    }
  }
}

package dev.deadheat.fix.cure;

import dev.deadheat.django.model.FieldFacts;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.fix.text.Blocks;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.ExprContext;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Operator;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Edit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Makes the test part of the write: `filter(pk=..., status="open").update(...)`, and looks at how
/// many rows it changed. For a test that leaves the function, or the round of its loop, before
/// plain assignments and a save; in `async def` too.
final class ConditionalUpdate implements Cure {
  private static final String TITLE = "Test and write in one statement: a conditional `update()`";
  private static final Set<Operator> OPERATORS = Set.of(Operator.ADD, Operator.SUB, Operator.MULT);

  @Override
  public List<Candidate> offer(Case each) {
    return each.writer().flatMap(race -> of(each, race)).map(List::of).orElse(List.of());
  }

  private static Optional<Candidate> of(Case each, Case.Race race) {
    Document document = each.documents().at(race.write().site().path());
    Optional<SavedRow> saved = SavedRow.of(document, race);
    Optional<ModelFacts> model = race.write().table().model();
    if (saved.isEmpty() || model.isEmpty()) {
      return Optional.empty();
    }
    List<Statement> block = document.block(saved.get().statement());
    int end = block.indexOf(saved.get().statement());
    int start = end;
    while (start > 0 && target(saved.get(), block.get(start - 1)).isPresent()) {
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
    Optional<Lookup> lookup =
        leaves ? Lookup.unless(saved.get(), model.get(), test.test()) : Optional.empty();
    List<Statement> assignments = block.subList(start, end);
    return lookup.flatMap(
        found -> new Writing(each, race, saved.get(), model.get(), test, assignments).write(found));
  }

  private static boolean isExit(Statement statement) {
    return statement instanceof Statement.Return
        || statement instanceof Statement.Raise
        || statement instanceof Statement.Continue
        || statement instanceof Statement.Break;
  }

  /// The column of the row that a statement assigns or adds to, and nothing else.
  private static Optional<String> target(SavedRow saved, Statement statement) {
    return switch (statement) {
      case Statement.Assign assign
          when assign.targets().size() == 1 && saved.document().alone(assign) ->
          saved.column(assign.targets().getFirst());
      case Statement.AugAssign sum
          when OPERATORS.contains(sum.op()) && saved.document().alone(sum) ->
          saved.column(sum.target());
      case Statement other -> Optional.empty();
    };
  }

  /// @param assignments the statements between the test and the save
  private record Writing(
      Case each,
      Case.Race race,
      SavedRow saved,
      ModelFacts model,
      Statement.If test,
      List<Statement> assignments) {

    Optional<Candidate> write(Lookup lookup) {
      Document document = saved.document();
      var draft = new Draft(document, saved.function());
      Optional<String> manager =
          ModelName.manager(
              each, draft, race.flow().function().module(), model, Optional.of(saved.row()));
      Optional<Map<String, String>> values = values(draft);
      if (manager.isEmpty() || values.isEmpty()) {
        return Optional.empty();
      }
      for (FieldFacts field : model.fields().values()) {
        boolean touched =
            field.type().equals("DateTimeField")
                && UpdateFields.isTouched(each, model, field.name());
        if (touched && !values.get().containsKey(field.name())) {
          values.get().put(field.name(), draft.name("django.utils", "timezone") + ".now()");
        }
      }
      var list = new ArrayList<String>();
      values.get().forEach((column, value) -> list.add(column + "=" + value));
      String update =
          saved.update(lookup.query(manager.get(), saved.row()), String.join(", ", list));
      var lines = new ArrayList<String>();
      if (endsAnyway()) {
        draft.add(new Edit(saved.statement().span(), update));
      } else {
        String changed =
            Place.free(
                saved.function(), List.of("changed", "updated", "changed_rows", "rows_changed"));
        draft.add(new Edit(saved.statement().span(), changed + " = " + update));
        lines.add("if not " + changed + ":");
        lines.addAll(body());
      }
      if (isUsedAfter()) {
        String names =
            String.join(
                ", ", values.get().keySet().stream().map(document.layout()::string).toList());
        lines.add(saved.refresh(names));
      }
      assignments.forEach(assignment -> draft.add(Blocks.remove(document, assignment)));
      if (!lines.isEmpty()) {
        draft.add(Blocks.after(document, saved.statement(), lines));
      }
      return Optional.of(
          new Candidate(
              Kind.CONDITIONAL,
              TITLE,
              Applicability.UNSAFE,
              "`update()` calls no `save()`, sends no signal and writes no history; who comes"
                  + " second is answered as if the test had failed",
              List.of(draft.patch())));
    }

    /// Whether the function does the same, nothing, whether the row was changed or not.
    private boolean endsAnyway() {
      return saved.function().body().getLast().equals(saved.statement())
          && test.body().size() == 1
          && test.body().getFirst() instanceof Statement.Return out
          && out.value().isEmpty();
    }

    /// The columns with what is written into them; empty if one is made of another, which is
    /// written too.
    private Optional<Map<String, String>> values(Draft draft) {
      var out = new LinkedHashMap<String, String>();
      for (Statement assignment : assignments) {
        String name = target(saved, assignment).orElseThrow();
        Optional<FieldFacts> field = model.field(name);
        Optional<String> value = field.flatMap(found -> value(draft, assignment, found.name()));
        if (value.isEmpty() || out.putIfAbsent(column(field.get(), name), value.get()) != null) {
          return Optional.empty();
        }
      }
      return Optional.of(out);
    }

    /// `owner_id` for a key, which `update()` takes as well.
    private static String column(FieldFacts field, String name) {
      return field.toOne() ? name : field.name();
    }

    private Optional<String> value(Draft draft, Statement assignment, String column) {
      return switch (assignment) {
        case Statement.AugAssign sum -> computed(draft, column, sum.op(), sum.value());
        case Statement.Assign assign
            when assign.value() instanceof Expression.BinOp sum
                && OPERATORS.contains(sum.op())
                && saved.column(sum.left()).filter(column::equals).isPresent() ->
            computed(draft, column, sum.op(), sum.right());
        case Statement.Assign assign ->
            saved.isIn(assign.value())
                ? Optional.empty()
                : Optional.of(saved.document().text(assign.value()));
        case Statement other -> Optional.empty();
      };
    }

    private Optional<String> computed(Draft draft, String column, Operator op, Expression operand) {
      if (saved.isIn(operand)) {
        return Optional.empty();
      }
      Document document = saved.document();
      String f = draft.name("django.db.models", "F");
      boolean simple =
          !(operand instanceof Expression.BinOp || operand instanceof Expression.IfExp);
      String text = document.text(operand);
      return Optional.of(
          f
              + "("
              + document.layout().string(column)
              + ") "
              + op.symbol()
              + " "
              + (simple ? text : "(" + text + ")"));
    }

    /// Whether one of the columns, or the whole row, is looked at after it was written.
    private boolean isUsedAfter() {
      var columns = assignments.stream().map(each -> target(saved, each).orElseThrow()).toList();
      if (saved.row().contains(".")
          || saved.function().args().all().anyMatch(a -> a.arg().equals(saved.row()))) {
        return true;
      }
      return !Document.all(
              saved.function(),
              node ->
                  node instanceof Expression.Name name
                      && name.id().equals(saved.row())
                      && name.ctx() == ExprContext.LOAD
                      && name.start() > saved.statement().end()
                      && !isOther(name, columns))
          .isEmpty();
    }

    /// Whether a use of the row looks at a column that was not written.
    private boolean isOther(Node name, List<String> columns) {
      return saved.document().parent(name).orElse(name) instanceof Expression.Attribute attribute
          && model.field(attribute.attr()).isPresent()
          && !columns.contains(attribute.attr());
    }

    /// The lines of the test's body, indented below a statement of the test's own level.
    private List<String> body() {
      Document document = saved.document();
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
}

package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Write;
import dev.deadheat.django.model.FieldFacts;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.ExprContext;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.python.ast.UnaryOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Reads a row a second time, under lock, before anything in it is used: for a row that came from
/// elsewhere, as `self`, a parameter, `self.get_object()` or the logged-in user, and for one that
/// is handed to the function that writes it.
final class LockAgain {
  static final String TITLE = "Read the row again under lock, before its values are used";

  /// What says whether there is a row of the user at all; it never changes.
  private static final Set<String> LOGIN = Set.of("is_authenticated", "is_anonymous");

  /// A cure in the function that writes, or reads, the row.
  Verdict<Candidate> offer(Case each, Case.Race race) {
    Verdict<Candidate> all = offer(each, race, Set.of());
    Set<String> told = Set.copyOf(each.finding().fields());
    return all instanceof Verdict.No<Candidate> && !told.isEmpty()
        ? switch (offer(each, race, told)) {
          case Verdict.Yes<Candidate> found -> found;
          case Verdict.No<Candidate> _ -> all;
        }
        : all;
  }

  /// A cure that covers the use of some columns only; of all that the write hangs on, if none are
  /// named.
  private static Verdict<Candidate> offer(Case each, Case.Race race, Set<String> only) {
    Document document = each.documents().at(race.flow().function().module().path());
    Write write = race.write();
    Optional<Expression> row = RowName.of(document, race);
    if (row.isEmpty()) {
      return new Verdict.No<>("the row has no name where it is written");
    }
    Optional<Read> read = race.read();
    Optional<ModelFacts> model =
        race.writesHere() ? write.table().model() : read.flatMap(found -> found.table().model());
    if (read.isEmpty()) {
      return new Verdict.No<>("where the row comes from is not known");
    }
    if (each.writesThere().stream().anyMatch(Write::creates)) {
      return new Verdict.No<>("the same `save()` also inserts new rows, which cannot be locked");
    }
    String name = document.text(row.get());
    Set<String> chosen = chosen(read.get(), each);
    if (!chosen.isEmpty()) {
      return new Verdict.No<>(
          "the row was chosen by `"
              + String.join("`, `", chosen)
              + "` before the lock, and would have to be tested again under it");
    }
    Statement.Function function = Place.function(document, row.get()).orElseThrow();
    if (function.name().equals("save") && name.equals("self")) {
      return new Verdict.No<>(
          "inside `save()` the row holds what is to be saved: reading it again would drop that");
    }
    Optional<Region> region = region(document, row.get(), race, only);
    if (region.isEmpty()) {
      return new Verdict.No<>("its values are used, or were changed, before they could be locked");
    }
    Optional<Node> doubt =
        Document.all(region.get().firstStatement(), node -> isDoubted(document, node, name))
            .stream()
            .findFirst();
    if (doubt.isPresent()) {
      return new Verdict.No<>(
          "whether there is a row at all is asked at line "
              + document.line(doubt.get())
              + ", and only then could it be locked");
    }
    boolean local = isLocal(function, name);
    Optional<String> unsaved =
        local ? Optional.empty() : new Unsaved(each).in(race.flow().function(), function, name);
    if (unsaved.isPresent()) {
      return new Verdict.No<>(unsaved.get());
    }
    Optional<String> kept =
        local ? Optional.empty() : model.flatMap(found -> kept(document, function, name, found));
    if (kept.isPresent()) {
      return new Verdict.No<>(
          "`refresh_from_db()` would also forget the `"
              + kept.get()
              + "` that the object holds, which callers share");
    }
    var draft = new Draft(document, function);
    String manager =
        model
            .flatMap(found ->
                ModelName.manager(
                    each, draft, race.flow().function().module(), found, Optional.of(name)))
            .orElse("type(" + name + ")._base_manager");
    String locked = manager + ".select_for_update().get(pk=" + name + ".pk)";
    List<String> inside =
        local ? List.of(name + " = " + locked) : List.of(locked, name + ".refresh_from_db()");
    var transaction = new Transaction(each, race.flow(), region.get());
    return switch (transaction.write(draft, inside, Optional.empty())) {
      case Verdict.No<String>(String reason) -> new Verdict.No<>(reason);
      case Verdict.Yes<String> _ ->
          new Verdict.Yes<>(
              new Candidate(
                  Kind.LOCK,
                  TITLE,
                  Applicability.UNSAFE,
                  local
                      ? LockRow.REASON
                      : LockRow.REASON
                          + "; what a caller changed on the object and did not save is dropped",
                  List.of(draft.patch())));
    };
  }

  /// A relation of the row that the function uses: after a second read it is another object.
  private static Optional<String> kept(
      Document document, Statement.Function function, String name, ModelFacts model) {
    return Document.all(function, Expression.Attribute.class::isInstance).stream()
        .map(Expression.Attribute.class::cast)
        .filter(used -> document.text(used.value()).equals(name))
        .map(Expression.Attribute::attr)
        .filter(attr -> model.field(attr).filter(field -> field.name().equals(attr)).isPresent())
        .filter(attr -> model.field(attr).filter(FieldFacts::toOne).isPresent())
        .findFirst();
  }

  /// Whether a node asks if there is a row: `if row`, `not row`, `row is None`.
  private static boolean isDoubted(Document document, Node node, String name) {
    if (!(node instanceof Expression expression) || !document.text(expression).equals(name)) {
      return false;
    }
    return switch (document.parent(node).orElse(node)) {
      case Statement.If _, Expression.BoolOp _, Expression.IfExp _ -> true;
      case Expression.UnaryOp not -> not.op() == UnaryOperator.NOT;
      case Expression.Compare compare -> document.text(compare).endsWith("None");
      case Node other -> false;
    };
  }

  /// The columns that the row was selected by and that the race is about: a second read would have
  /// to look at them again.
  private static Set<String> chosen(Read read, Case each) {
    var out = new TreeSet<String>();
    for (String lookup : read.lookups()) {
      String plain = lookup.startsWith("!") ? lookup.substring(1) : lookup;
      int under = plain.indexOf("__");
      String column = under < 0 ? plain : plain.substring(0, under);
      if (each.finding().fields().contains(column)) {
        out.add(column);
      }
    }
    return out;
  }

  /// Whether a name is bound in the function by a plain assignment or loop, so that it may be bound
  /// again.
  private static boolean isLocal(Statement.Function function, String name) {
    boolean parameter = function.args().all().anyMatch(arg -> arg.arg().equals(name));
    return !parameter && !name.contains(".");
  }

  /// From the first use of the row's values to its write.
  private static Optional<Region> region(
      Document document, Expression row, Case.Race race, Set<String> only) {
    Statement.Function function = Place.function(document, row).orElseThrow();
    String name = document.text(row);
    Set<String> columns = new TreeSet<>(race.write().columns().keySet());
    Case.reads(race.write())
        .forEach(read -> {
          if (read.table().equals(race.write().table())) {
            race.write().guards().stream()
                .filter(guard -> guard.source().read() == read)
                .forEach(guard -> columns.add(guard.source().column()));
          }
        });
    columns.removeAll(LOGIN);
    if (!only.isEmpty()) {
      columns.retainAll(only);
    }
    Statement write = document.statement(row).orElseThrow();
    var statements = new ArrayList<Statement>();
    statements.add(write);
    int bound = bound(document, function, name, write.start());
    for (Node node : Document.all(function, Expression.Attribute.class::isInstance)) {
      Expression.Attribute attribute = (Expression.Attribute) node;
      boolean mine =
          attribute.start() > bound
              && attribute.end() <= write.end()
              && document.text(attribute.value()).equals(name)
              && (!race.writesHere()
                  || attribute.ctx() == ExprContext.STORE
                  || columns.contains(attribute.attr()));
      if (mine) {
        document.statement(attribute).ifPresent(statements::add);
      }
    }
    for (Node node : Document.all(function, Expression.Call.class::isInstance)) {
      // Who is given the row may change it: a second read after that would drop the change.
      Expression.Call call = (Expression.Call) node;
      boolean given =
          call.start() > bound
              && call.end() <= write.end()
              && (call.args().stream().anyMatch(arg -> document.text(arg).equals(name))
                  || call.keywords().stream()
                      .anyMatch(arg -> document.text(arg.value()).equals(name))
                  || (call.func() instanceof Expression.Attribute method
                      && document.text(method.value()).equals(name)));
      if (given) {
        document.statement(call).ifPresent(statements::add);
      }
    }
    if (race.writesHere() && statements.stream().allMatch(write::equals)) {
      return Optional.empty();
    }
    return Region.covering(document, statements)
        .filter(region -> region.firstStatement().start() >= bound || bound == 0);
  }

  /// The end of the last statement that binds the name before an offset; 0 if the name comes from
  /// outside.
  private static int bound(
      Document document, Statement.Function function, String name, int before) {
    int bound = 0;
    for (Node node : Document.all(function, Expression.class::isInstance)) {
      Expression expression = (Expression) node;
      boolean stores =
          (expression instanceof Expression.Name local && local.ctx() == ExprContext.STORE)
              || (expression instanceof Expression.Attribute attribute
                  && attribute.ctx() == ExprContext.STORE);
      if (stores && expression.start() < before && document.text(expression).equals(name)) {
        Statement statement = document.statement(expression).orElseThrow();
        bound =
            Math.max(
                bound,
                statement instanceof Statement.ForLoop loop ? loop.iter().end() : statement.end());
      }
    }
    return bound;
  }
}

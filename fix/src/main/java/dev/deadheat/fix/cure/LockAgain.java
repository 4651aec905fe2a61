package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Write;
import dev.deadheat.django.model.FieldFacts;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.python.ast.UnaryOperator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Reads a row a second time, under lock, before anything in it is used: for a row that came from
/// elsewhere, as `self`, a parameter, `self.get_object()` or the logged-in user, and for one that
/// is handed to the function that writes it.
final class LockAgain {
  static final String TITLE = "Read the row again under lock, before its values are used";

  /// What saving a row that is gone raises, and what people catch for it.
  private static final Set<String> MISSING = Set.of("DatabaseError", "NotUpdated", "Error");

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
    Optional<Expression> row = RowName.of(each, document, race);
    if (row.isEmpty()) {
      return new Verdict.No<>("the row has no name where it is written");
    }
    Optional<Read> read = race.read();
    Optional<ModelFacts> model =
        race.writesHere() ? write.table().model() : read.flatMap(found -> found.table().model());
    if (read.isEmpty()) {
      return new Verdict.No<>("where the row comes from is not known");
    }
    String name = document.text(row.get());
    Statement.Function function = Place.function(document, row.get()).orElseThrow();
    boolean local = isLocal(function, name) && !isShared(document, function, row.get());
    if (local ? write.creates() : each.insertsThere()) {
      return new Verdict.No<>("the same `save()` also inserts new rows, which cannot be locked");
    }
    Set<String> chosen = chosen(each, read.get(), model);
    boolean once = !local && isDeletedOnce(document, race, function, name);
    Optional<String> out =
        chosen.isEmpty() || once ? Optional.empty() : wayOut(document, function, row.get());
    if (!chosen.isEmpty() && !once && out.isEmpty()) {
      return new Verdict.No<>(
          "the row was chosen by `"
              + String.join("`, `", chosen)
              + "` before the lock, and would have to be tested again under it; what is to be"
              + " answered if another request was faster is not clear");
    }
    if (function.name().equals("save") && name.equals("self")) {
      return new Verdict.No<>(
          "inside `save()` the row holds what is to be saved: reading it again would drop that");
    }
    if (isDeserialized(function, name)) {
      return new Verdict.No<>(
          "`"
              + name
              + "` holds what was sent and is not saved yet: reading it again would drop that");
    }
    Optional<Region> region = RowRegion.of(document, row.get(), race, only);
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
    Optional<String> unsaved =
        local || once
            ? race.readsHere() ? Optional.empty() : Unsaved.choice(function)
            : new Unsaved(each).in(race.flow().function(), function, name);
    if (unsaved.isPresent()) {
      return new Verdict.No<>(unsaved.get());
    }
    Optional<String> kept =
        local || once
            ? Optional.empty()
            : model.flatMap(found ->
                kept(document, function, name, found)
                    .or(() -> keptInside(each, race, name, found)));
    if (kept.isPresent()) {
      return new Verdict.No<>(
          "`refresh_from_db()` would also forget the `"
              + kept.get()
              + "` that the object holds, which callers share");
    }
    boolean bare = local && model.filter(LockAgain::remembers).isEmpty();
    boolean missing = write.caught().stream().anyMatch(MISSING::contains);
    var again = new Row(name, bare, once, chosen, out, missing, shortcut(document, race));
    Verdict<Candidate> made = write(each, race, region.get(), model, again);
    boolean wide =
        made instanceof Verdict.No<Candidate>
            && (region.get().isLong()
                || new SlowCalls(each, region.get(), race.flow()).reason().isPresent());
    Optional<Region> tested = wide ? RowRegion.tested(document, row.get(), race) : Optional.empty();
    return tested.map(found -> write(each, race, found, model, again)).orElse(made);
  }

  /// A row that is to be read again.
  ///
  /// @param name how the function writes it
  /// @param local whether the name may be bound again
  /// @param once whether the function deletes it, so that nobody else can have what it stands for
  /// @param chosen the columns that it was chosen by before, to be compared under the lock
  /// @param out how the function, or the round of its loop, ends where one of them is another now
  /// @param shortcut the function that it was got by before, which answers with 404
  /// @param missing whether the code handles the error of saving a row that is gone
  private record Row(
      String name,
      boolean local,
      boolean once,
      Set<String> chosen,
      Optional<String> out,
      boolean missing,
      Optional<String> shortcut) {}

  private static Optional<String> shortcut(Document document, Case.Race race) {
    return race.readsHere()
        ? document
            .nearest(Place.node(document, race.read().orElseThrow().site()), Expression.Call.class)
            .filter(call -> Place.name(call).equals("get_object_or_404"))
            .map(call -> document.text(call.func()))
        : Optional.empty();
  }

  private static Verdict<Candidate> write(
      Case each, Case.Race race, Region region, Optional<ModelFacts> model, Row row) {
    var draft = new Draft(region.document(), region.function());
    String name = row.name();
    String manager =
        model
            .flatMap(found -> RowClass.manager(each, draft, race, region, found, name))
            .orElse("type(" + name + ")._base_manager");
    var transaction = new Transaction(each, race.flow(), region);
    List<String> lines = lines(region, manager + ".select_for_update()", row);
    return switch (transaction.write(draft, lines, Optional.empty())) {
      case Verdict.No<String>(String reason) -> new Verdict.No<>(reason);
      case Verdict.Yes<String>(String more) ->
          new Verdict.Yes<>(
              new Candidate(
                  Kind.LOCK,
                  TITLE,
                  Applicability.UNSAFE,
                  LockRow.REASON
                      + more
                      + (row.local() || row.once()
                          ? ""
                          : "; what a caller changed on the object and did not save is dropped"),
                  List.of(draft.patch())));
    };
  }

  /// Whether instances carry what is in no column: a flag that is set on one and never saved, as
  /// `_importing = None` in the class says. Another instance would not have it.
  private static boolean remembers(ModelFacts model) {
    return model.definition().attributes().keySet().stream()
        .anyMatch(
            name -> name.startsWith("_") && !name.startsWith("__") && model.field(name).isEmpty());
  }

  private static List<String> lines(Region region, String locking, Row row) {
    String name = row.name();
    String unit = region.document().layout().unit();
    if (row.once()) {
      return List.of(
          name + " = " + locking + ".filter(pk=" + name + ".pk).first()",
          "if " + name + " is None:",
          unit + "return");
    }
    String locked =
        row.shortcut()
            .map(call -> call + "(" + locking + ", pk=" + name + ".pk)")
            .orElse(locking + ".get(pk=" + name + ".pk)");
    String last = name + ".refresh_from_db()";
    if (row.out().isPresent()) {
      String now = Place.free(region.function(), List.of("locked", "locked_row", "row_under_lock"));
      String test =
          String.join(
              " or ",
              row.chosen().stream()
                  .map(column -> now + "." + column + " != " + name + "." + column)
                  .toList());
      return List.of(
          now + " = " + locked,
          "if " + test + ":",
          unit + row.out().get(),
          row.local() ? name + " = " + now : last);
    }
    if (row.missing() && !row.local()) {
      String found = Place.free(region.function(), List.of("locked", "locked_row"));
      return List.of(
          found + " = " + locking + ".filter(pk=" + name + ".pk).first()",
          "if " + found + " is not None:",
          unit + last);
    }
    return row.local() ? List.of(name + " = " + locked) : List.of(locked, last);
  }

  /// How to leave the function, or the round of the loop that names the row, without having done
  /// anything; empty if the function answers in several ways.
  private static Optional<String> wayOut(
      Document document, Statement.Function function, Expression row) {
    for (Node node : document.above(row)) {
      if (node.equals(function)) {
        break;
      }
      if (node instanceof Statement.ForLoop loop) {
        return document.text(loop.target()).equals(document.text(row))
            ? Optional.of("continue")
            : Optional.empty();
      }
    }
    Set<String> answers = new TreeSet<>();
    Document.all(function, Statement.Return.class::isInstance)
        .forEach(node -> answers.add(document.text(node)));
    if (answers.isEmpty()) {
      return Optional.of("return");
    }
    boolean always =
        answers.contains("return") || function.body().getLast() instanceof Statement.Return;
    return answers.size() == 1 && always ? answers.stream().findFirst() : Optional.empty();
  }

  /// Whether a function that was handed a row deletes it and answers nothing: who comes second
  /// finds no row, and has nothing to do.
  private static boolean isDeletedOnce(
      Document document, Case.Race race, Statement.Function function, String name) {
    boolean silent =
        Document.all(
                function,
                node ->
                    (node instanceof Statement.Return back && back.value().isPresent())
                        || node instanceof Expression.Yield
                        || node instanceof Expression.YieldFrom)
            .isEmpty();
    return race.writesHere()
        && race.write().kind() == Write.Kind.DELETE
        && silent
        && !name.equals("self")
        && !name.contains(".")
        && Place.statement(document, race.write().site())
            .filter(function.body()::contains)
            .isPresent();
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

  /// The same in the functions that are handed a row which another object holds, as `self.current`
  /// in `self.current.close()`: what they do to that object would be done to another one of it.
  private static Optional<String> keptInside(
      Case each, Case.Race race, String name, ModelFacts model) {
    if (race.writesHere() || !name.contains(".")) {
      return Optional.empty();
    }
    return Stream.concat(race.write().via().stream().skip(1), Stream.of(race.write().site()))
        .filter(site -> !site.module().library())
        .flatMap(site -> {
          Document document = each.documents().at(site.path());
          return Place.function(document, Place.node(document, site)).stream()
              .flatMap(function ->
                  function
                      .args()
                      .all()
                      .flatMap(arg -> kept(document, function, arg.arg(), model).stream()));
        })
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

  /// The columns that the row was selected by and that the race is about: a second read has to look
  /// at them again.
  private static Set<String> chosen(Case each, Read read, Optional<ModelFacts> model) {
    var lookups = new TreeSet<>(read.lookups());
    each.races().stream()
        .flatMap(race -> race.read().stream())
        .filter(found -> found.table().equals(read.table()))
        .forEach(found -> lookups.addAll(found.lookups()));
    var out = new TreeSet<String>();
    for (String lookup : lookups) {
      String plain = lookup.startsWith("!") ? lookup.substring(1) : lookup;
      int under = plain.indexOf("__");
      String column = under < 0 ? plain : plain.substring(0, under);
      if (each.finding().fields().contains(column)) {
        boolean key =
            model.flatMap(found -> found.field(column)).filter(FieldFacts::toOne).isPresent();
        out.add(key && !column.endsWith("_id") ? column + "_id" : column);
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

  /// Whether a row is what a form or serializer has made of a request, which the function made
  /// itself: `serializer.instance`.
  private static boolean isDeserialized(Statement.Function function, String name) {
    String[] path = name.split("\\.", -1);
    String last = path[path.length - 1];
    return path.length == 2
        && (last.equals("object") || last.equals("instance"))
        && function.args().all().noneMatch(arg -> arg.arg().equals(path[0]));
  }

  /// Whether the name was bound to what a call made of another name, which is used later on: both
  /// may mean one object, and the other would not see a second read.
  private static boolean isShared(Document document, Statement.Function function, Expression row) {
    String name = document.text(row);
    return Document.all(function, Statement.Assign.class::isInstance).stream()
        .map(Statement.Assign.class::cast)
        .filter(assign -> assign.end() < row.start())
        .filter(assign -> document.text(assign.targets().getFirst()).equals(name))
        .reduce((_, last) -> last)
        .filter(assign -> assign.value() instanceof Expression.Call)
        .map(assign -> (Expression.Call) assign.value())
        .filter(made -> made.args().stream().anyMatch(arg -> isUsedAfter(function, arg, row)))
        .isPresent();
  }

  private static boolean isUsedAfter(
      Statement.Function function, Expression argument, Expression row) {
    return argument instanceof Expression.Name other
        && !Character.isUpperCase(other.id().charAt(0))
        && !Document.all(
                function,
                node ->
                    node instanceof Expression.Name later
                        && later.id().equals(other.id())
                        && later.start() > row.end()
                        && !function.args().all().anyMatch(arg -> arg.arg().equals(other.id())))
            .isEmpty();
  }
}

package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Table;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Keyword;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Edit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Makes a query lock the rows that it reads.
///
/// @param edits what is to be written into the query
/// @param using the database alias that it names, as written
record LockingQuery(List<Edit> edits, Optional<String> using) {
  private static final Set<String> COLLECTING =
      Set.of("list", "tuple", "set", "sorted", "iter", "enumerate", "reversed");
  private static final Set<String> SHORTCUTS = Set.of("get_object_or_404", "get_list_or_404");

  /// What a manager passes on to its queryset, so that `select_for_update()` may stand before it.
  private static final Set<String> STANDARD =
      Set.of(
          "aget",
          "aget_or_create",
          "afirst",
          "alast",
          "all",
          "annotate",
          "bulk_update",
          "defer",
          "earliest",
          "exclude",
          "filter",
          "first",
          "get",
          "get_or_create",
          "in_bulk",
          "iterator",
          "last",
          "latest",
          "none",
          "only",
          "order_by",
          "prefetch_related",
          "reverse",
          "select_related",
          "update_or_create",
          "using");

  /// PostgreSQL refuses to lock what such a query gives.
  private static final Set<String> UNLOCKABLE =
      Set.of("distinct", "union", "intersection", "difference", "values", "values_list");

  private static final Set<String> GROUPING = Set.of("Count", "Sum", "Avg", "Max", "Min");

  /// For a read of rows in a document.
  static Verdict<LockingQuery> of(Case each, Document document, Node node, Read read) {
    boolean listed =
        read.kind() == Read.Kind.ROWS
            && read.lookups().stream().anyMatch(lookup -> lookup.endsWith("__in"));
    return of(each, document, node, new Rows(read.table(), listed));
  }

  /// What is locked.
  ///
  /// @param listed whether they are those of a list that the caller made
  record Rows(Table table, boolean listed) {}

  /// For a query of rows in a document.
  static Verdict<LockingQuery> of(Case each, Document document, Node node, Rows rows) {
    Node query = node;
    if (query instanceof Expression.Subscript subscript) {
      if (subscript.slice() instanceof Expression.Slice) {
        return new Verdict.No<>("the rows are a slice of a query");
      }
      query = subscript.value();
    }
    if (query instanceof Expression.Call call
        && call.func() instanceof Expression.Name
        && COLLECTING.contains(Place.name(call))
        && !call.args().isEmpty()) {
      query = call.args().getFirst();
    }
    if (query instanceof Expression.Call call && SHORTCUTS.contains(Place.name(call))) {
      if (call.args().isEmpty()) {
        return new Verdict.No<>("the query is not named in the call");
      }
      Expression first = call.args().getFirst();
      String last = last(first);
      if (!last.isEmpty() && Character.isUpperCase(last.charAt(0))) {
        String text = ".objects.select_for_update()";
        return new Verdict.Yes<>(
            new LockingQuery(List.of(Edit.insert(first.end(), text)), Optional.empty()));
      }
      query = first;
    }
    return switch (query) {
      case Expression.Call call -> chain(each, document, call, rows);
      case Expression.Name name -> append(each, document, name, rows);
      case Expression.Attribute attribute -> append(each, document, attribute, rows);
      case Node other -> new Verdict.No<>("the query could not be followed");
    };
  }

  /// A statement that takes the locks of a query in the order of the keys, on one line.
  String statement(Document document, Node query) {
    var out = new StringBuilder();
    int at = query.start();
    for (Edit edit : edits) {
      out.append(document.source().text(at, edit.span().start())).append(edit.text());
      at = edit.span().end();
    }
    String text = out.append(document.source().text(at, query.end())).toString();
    String line = text.replaceAll("\\s*\\R\\s*", "");
    String order =
        line.contains(".order_by(") ? "" : ".order_by(" + document.layout().string("pk") + ")";
    return "list(" + line + order + ")";
  }

  private static Verdict<LockingQuery> append(
      Case each, Document document, Expression query, Rows rows) {
    boolean joined = false;
    List<Expression.Call> built = built(document, query);
    Verdict<Optional<String>> using = Alias.of(each, document, built);
    if (using instanceof Verdict.No<Optional<String>>(String reason)) {
      return new Verdict.No<>(reason);
    }
    for (Expression.Call call : built) {
      if (isUnlockable(call)) {
        return new Verdict.No<>(
            "PostgreSQL cannot lock rows read through `" + Place.name(call) + "()`");
      }
      joined |= Place.name(call).equals("select_related");
    }
    String order =
        !built.isEmpty() && isUnordered(each, built, rows)
            ? ".order_by(" + document.layout().string("pk") + ")"
            : "";
    return new Verdict.Yes<>(
        new LockingQuery(
            List.of(
                Edit.insert(
                    query.end(), locking(each, document, joined ? "of" : "", rows) + order)),
            ((Verdict.Yes<Optional<String>>) using).value()));
  }

  /// The calls that made a query which has a name in its function.
  private static List<Expression.Call> built(Document document, Expression query) {
    var out = new ArrayList<Expression.Call>();
    Optional<Statement.Function> function = Place.function(document, query);
    if (!(query instanceof Expression.Name name) || function.isEmpty()) {
      return out;
    }
    for (Node node : Document.all(function.get(), Statement.Assign.class::isInstance)) {
      Statement.Assign assign = (Statement.Assign) node;
      boolean same =
          assign.targets().stream()
              .anyMatch(t -> t instanceof Expression.Name target && target.id().equals(name.id()));
      Expression each =
          assign.value() instanceof Expression.Subscript part ? part.value() : assign.value();
      while (same && each instanceof Expression.Call call) {
        out.add(call);
        each = call.func() instanceof Expression.Attribute to ? to.value() : call.func();
      }
    }
    return out;
  }

  private static boolean isUnlockable(Expression.Call call) {
    String name = Place.name(call);
    return UNLOCKABLE.contains(name) || (name.equals("annotate") && groups(call));
  }

  private static Verdict<LockingQuery> chain(
      Case each, Document document, Expression.Call outermost, Rows rows) {
    var calls = new ArrayList<Expression.Call>();
    Expression inner = outermost;
    while (inner instanceof Expression.Call call
        && call.func() instanceof Expression.Attribute to) {
      calls.add(call);
      inner = to.value();
    }
    if (calls.isEmpty()) {
      return new Verdict.No<>("the rows are read by `" + document.text(outermost.func()) + "()`");
    }
    boolean joined = false;
    var begun = new ArrayList<>(calls);
    if (inner instanceof Expression.Call helper) {
      begun.add(helper);
    }
    Verdict<Optional<String>> alias = Alias.of(each, document, begun);
    if (alias instanceof Verdict.No<Optional<String>>(String reason)) {
      return new Verdict.No<>(reason);
    }
    Optional<String> using = ((Verdict.Yes<Optional<String>>) alias).value();
    for (Expression.Call call : calls) {
      String name = Place.name(call);
      if (name.equals("select_for_update")) {
        return new Verdict.Yes<>(new LockingQuery(List.of(), using));
      }
      if (isUnlockable(call)) {
        return new Verdict.No<>("PostgreSQL cannot lock rows read through `" + name + "()`");
      }
      joined |= name.equals("select_related");
    }
    // The innermost call that a plain queryset would know: the lock goes before it.
    int at = calls.size() - 1;
    while (at > 0 && !STANDARD.contains(Place.name(calls.get(at)))) {
      at--;
    }
    Expression.Call before = calls.get(at);
    boolean known = STANDARD.contains(Place.name(before));
    int offset = known ? ((Expression.Attribute) before.func()).value().end() : before.end();
    var edits = new ArrayList<Edit>();
    edits.add(Edit.insert(offset, locking(each, document, joined ? "of" : "", rows)));
    if (isUnordered(each, calls, rows)) {
      String order = ".order_by(" + document.layout().string("pk") + ")";
      edits.add(Edit.insert(outermost.end(), order));
    }
    return new Verdict.Yes<>(new LockingQuery(edits, using));
  }

  /// Whether rows of a list that the caller made would be locked in no order.
  private static boolean isUnordered(Case each, List<Expression.Call> calls, Rows rows) {
    return rows.listed()
        && Place.name(calls.getFirst()).equals("filter")
        && calls.stream().noneMatch(call -> Place.name(call).equals("order_by"))
        && rows.table()
            .model()
            .flatMap(model -> each.facts().hierarchy().inner(model.definition(), "Meta"))
            .filter(meta -> meta.attributes().containsKey("ordering"))
            .isEmpty();
  }

  private static boolean groups(Expression.Call annotate) {
    return annotate.keywords().stream()
        .map(Keyword::value)
        .anyMatch(
            value -> value instanceof Expression.Call call && GROUPING.contains(Place.name(call)));
  }

  /// `.select_for_update()`. With a join the rows of other tables would be locked too, and a join
  /// that may be empty cannot be locked at all: `of` names the row's own tables.
  private static String locking(Case each, Document document, String joined, Rows rows) {
    if (joined.isEmpty()) {
      return ".select_for_update()";
    }
    var tables = new ArrayList<String>(List.of(document.layout().string("self")));
    rows.table()
        .model()
        .flatMap(model -> parentLink(each, model))
        .ifPresent(link -> tables.add(document.layout().string(link)));
    String list = tables.size() == 1 ? tables.getFirst() + "," : String.join(", ", tables);
    return ".select_for_update(of=(" + list + "))";
  }

  /// The link to the table of the model that this one extends, if it extends one.
  private static Optional<String> parentLink(Case each, ModelFacts model) {
    return each.facts().hierarchy().ancestry(model.definition()).order().stream()
        .filter(ancestor -> !ancestor.equals(model.definition()))
        .flatMap(ancestor -> each.facts().models().of(ancestor).stream())
        .filter(ancestor -> !ancestor.isAbstract() && !ancestor.definition().module().library())
        .map(ancestor -> ancestor.name().toLowerCase(Locale.ROOT) + "_ptr")
        .findFirst();
  }

  private static String last(Expression expression) {
    return switch (expression) {
      case Expression.Name name -> name.id();
      case Expression.Attribute attribute -> attribute.attr();
      case Expression other -> "";
    };
  }
}

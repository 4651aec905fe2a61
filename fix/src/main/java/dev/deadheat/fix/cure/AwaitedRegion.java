package dev.deadheat.fix.cure;

import dev.deadheat.fix.text.Blocks;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Comprehension;
import dev.deadheat.python.ast.ExprContext;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Edit;
import dev.deadheat.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A region of an `async def` that goes into a function of its own, which is called through
/// `sync_to_async`: Django's transactions work in synchronous code only.
///
/// The region may wait for nothing but queries, which the function makes without waiting, and what
/// it binds for the code after it is answered.
record AwaitedRegion(Region region) {
  /// Of a manager or a queryset.
  private static final Set<String> QUERIES =
      Set.of(
          "aget",
          "afirst",
          "alast",
          "aexists",
          "acount",
          "acreate",
          "aget_or_create",
          "aupdate",
          "aupdate_or_create",
          "adelete");

  /// Of a row.
  private static final Set<String> ROWS = Set.of("asave", "adelete", "arefresh_from_db");

  private static final Pattern QUERY =
      Pattern.compile("(?s).*(\\b(objects|\\w+_set|\\w*manager)|\\.(all|filter|exclude)\\(.*\\))");

  /// Whether the region stands in an `async def`.
  boolean isNeeded() {
    return region.function() instanceof Statement.AsyncFunctionDef;
  }

  /// Why it cannot be moved.
  Optional<String> refusal() {
    if (!region.movable()) {
      return Optional.of("the statements share their lines with others");
    }
    for (Node node : region.nodes()) {
      Optional<String> no =
          switch (node) {
            case Expression.Await await when query(await).isEmpty() ->
                no("it waits for something else than a query", node);
            case Statement.AsyncFor _, Statement.AsyncWith _ ->
                no("it waits for something else than a query", node);
            case Comprehension each when each.isAsync() ->
                no("it waits for something else than a query", node);
            case Statement.Return _, Statement.Break _, Statement.Continue _ ->
                no("it ends the function or a loop", node);
            case Statement.Function _, Statement.ClassDef _, Statement.Global _ ->
                no("it defines more than values", node);
            case Statement.Nonlocal _, Statement.Import _, Statement.ImportFrom _ ->
                no("it defines more than values", node);
            case Statement.TryBlock _ -> no("it handles errors", node);
            case Node other -> Optional.empty();
          };
      if (no.isPresent()) {
        return no;
      }
    }
    return outer()
        .map(name ->
            "`"
                + name
                + "` is bound before, or not in every case, and the function would have one"
                + " of its own");
  }

  private Optional<String> no(String reason, Node node) {
    return Optional.of(reason + " at line " + region.document().line(node));
  }

  /// Writes it: the function with the transaction, and its call.
  ///
  /// @param threaded how `sync_to_async` is written
  /// @param header the line that opens the transaction
  /// @param inside the lines that lock
  void write(Draft draft, String threaded, String header, List<String> inside) {
    Document document = region.document();
    Statement first = region.firstStatement();
    String unit = document.layout().unit();
    String name = Place.free(region.function(), List.of("locked", "under_lock", "in_transaction"));
    var lines = new ArrayList<String>();
    if (region.first() > 0) {
      lines.add("");
    }
    lines.add("def " + name + "():");
    lines.add(unit + header);
    inside.forEach(line -> lines.add(unit + unit + line));
    draft.add(Blocks.before(document, first, lines));
    draft.add(Blocks.indent(document, first.start(), region.lastStatement().end(), unit + unit));
    for (Node node : region.nodes()) {
      if (node instanceof Expression.Await await) {
        Expression.Attribute method = query(await).orElseThrow();
        int at = method.end() - method.attr().length();
        draft.add(Edit.delete(new Span(await.start(), await.value().start())));
        draft.add(Edit.delete(new Span(at, at + 1)));
      }
    }
    String results = String.join(", ", results());
    var after = new ArrayList<String>();
    if (!results.isEmpty()) {
      after.add(unit + "return " + results);
    }
    after.add("");
    String call = "await " + threaded + "(" + name + ")()";
    after.add(results.isEmpty() ? call : results + " = " + call);
    draft.add(Blocks.after(document, region.lastStatement(), after));
  }

  /// The asynchronous query that is waited for; other libraries have methods of these names, too.
  private Optional<Expression.Attribute> query(Expression.Await await) {
    Document document = region.document();
    return await.value() instanceof Expression.Call call
            && call.func() instanceof Expression.Attribute method
            && ((QUERIES.contains(method.attr())
                    && QUERY.matcher(document.text(method.value())).matches())
                || (ROWS.contains(method.attr())
                    && method.value() instanceof Expression.Name
                    && call.args().isEmpty()))
        ? Optional.of(method)
        : Optional.empty();
  }

  /// The names that the region binds.
  private Set<String> bound() {
    var out = new LinkedHashSet<String>();
    names(region.nodes()).stream()
        .filter(name -> name.ctx() != ExprContext.LOAD)
        .forEach(name -> out.add(name.id()));
    return out;
  }

  private static List<Expression.Name> names(List<Node> nodes) {
    return nodes.stream()
        .filter(Expression.Name.class::isInstance)
        .map(Expression.Name.class::cast)
        .toList();
  }

  /// The names that the code outside the region uses.
  private Set<String> used() {
    var out = new LinkedHashSet<String>();
    names(Document.all(region.function(), Expression.Name.class::isInstance)).stream()
        .filter(name -> !region.contains(name))
        .forEach(name -> out.add(name.id()));
    return out;
  }

  /// What the code after the region needs of it.
  private List<String> results() {
    Set<String> used = used();
    return bound().stream().filter(used::contains).toList();
  }

  /// A name that the region binds and that means more than its own: it is read before it is bound,
  /// or needed afterwards and not always bound.
  private Optional<String> outer() {
    Set<String> used = used();
    for (String name : bound()) {
      List<Expression.Name> all =
          names(region.nodes()).stream().filter(each -> each.id().equals(name)).toList();
      Optional<Statement> binding =
          region.statements().stream()
              .filter(statement ->
                  statement instanceof Statement.Assign assign
                      && assign.targets().stream()
                          .anyMatch(t -> t instanceof Expression.Name n && n.id().equals(name)))
              .findFirst();
      int from = binding.map(Node::start).orElse(Integer.MAX_VALUE);
      boolean early = all.stream().anyMatch(each -> each.start() < from);
      boolean own =
          binding
              .filter(statement ->
                  names(Document.all(((Statement.Assign) statement).value(), n -> true)).stream()
                      .noneMatch(each -> each.id().equals(name)))
              .isPresent();
      boolean outside =
          used.contains(name)
              || region.function().args().all().anyMatch(arg -> arg.arg().equals(name));
      if (outside && (early || !own)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }
}

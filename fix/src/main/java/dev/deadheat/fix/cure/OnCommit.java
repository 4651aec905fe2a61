package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.CallSite;
import dev.deadheat.django.flow.Dispatch;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Site;
import dev.deadheat.django.flow.Write;
import dev.deadheat.fix.text.Blocks;
import dev.deadheat.fix.text.Document;
import dev.deadheat.fix.text.Layout;
import dev.deadheat.python.ast.ExceptHandler;
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

/// Starts a task when the transaction has committed, instead of before.
final class OnCommit implements Cure {
  private static final String TITLE = "Start it after the commit: `transaction.on_commit()`";
  private static final Set<String> WRITING =
      Set.of("save", "delete", "create", "update", "bulk_create", "save_base", "form_valid");

  /// What may be called later as well as now.
  private static final Set<String> PURE = Set.of("str", "int", "float", "bool", "repr");

  private static final String REASON =
      "the task starts later, and not at all where the transaction is rolled back; a `TestCase`,"
          + " which never commits, does not see it without `captureOnCommitCallbacks(execute=True)`";

  @Override
  public List<Candidate> offer(Case each) {
    Optional<Dispatch> dispatch = each.dispatch();
    if (dispatch.isEmpty()) {
      return List.of();
    }
    var sites = new ArrayList<Site>();
    if (!dispatch.get().via().isEmpty() && onlyDispatches(each, dispatch.get().outermost())) {
      sites.add(dispatch.get().outermost());
    }
    Site started = dispatch.get().site();
    if (!started.module().library()) {
      sites.add(started);
    }
    var out = new ArrayList<Candidate>();
    Optional<String> no = Optional.empty();
    for (Site site : sites) {
      Document document = each.documents().at(site.path());
      Node node = Place.node(document, site);
      var draft = new Draft(document, node);
      Optional<String> handled = handled(each, dispatch.get(), site);
      if (handled.isPresent()) {
        no = no.or(() -> handled);
        continue;
      }
      switch (delay(each, draft, node)) {
        case Verdict.No<List<Edit>>(String reason) -> no = no.or(() -> Optional.of(reason));
        case Verdict.Yes<List<Edit>>(List<Edit> edits) ->
            out.add(
                new Candidate(
                    Kind.ON_COMMIT,
                    TITLE,
                    Applicability.UNSAFE,
                    REASON,
                    List.of(draft.add(edits).patch())));
      }
    }
    if (out.isEmpty()) {
      return List.of(
          Candidate.refused(Kind.ON_COMMIT, TITLE, no.orElse("a library's code starts it")));
    }
    return out.stream().distinct().toList();
  }

  /// Why the call cannot wait if somebody on the way to it, inside the transaction, handles what
  /// goes wrong when it is made: after the commit nobody would.
  private static Optional<String> handled(Case each, Dispatch dispatch, Site delayed) {
    var way = new ArrayList<>(dispatch.via());
    way.add(dispatch.site());
    for (Site site : way.subList(0, way.indexOf(delayed) + 1).reversed()) {
      Document document = each.documents().at(site.path());
      Node node = Place.node(document, site);
      for (Node above : document.above(node)) {
        if (above instanceof Statement.With with && Region.isAtomic(with)) {
          return Optional.empty();
        }
        if (above instanceof Statement.TryBlock attempt
            && attempt.body().stream().anyMatch(body -> body.span().contains(node.span()))
            && attempt.handlers().stream().anyMatch(OnCommit::catchesAll)) {
          return Optional.of(
              "what goes wrong in `"
                  + dispatch.task()
                  + "` is handled by the `try` at line "
                  + document.line(attempt)
                  + " of "
                  + document.path()
                  + ": after the commit nobody would handle it, and what else waits for the commit"
                  + " would not run");
        }
      }
    }
    return Optional.empty();
  }

  private static boolean catchesAll(ExceptHandler handler) {
    return handler.type().isEmpty()
        || handler
            .type()
            .filter(type ->
                type instanceof Expression.Name name
                    && Set.of("Exception", "BaseException").contains(name.id()))
            .isPresent();
  }

  /// Whether what a call leads to writes nothing: then the whole call can wait.
  private static boolean onlyDispatches(Case each, Site call) {
    List<CallSite> calls =
        each.facts().flows().stream()
            .filter(flow -> flow.function().equals(call.function()))
            .flatMap(flow -> flow.calls().stream())
            .filter(found -> found.site().place().equals(call.place()))
            .toList();
    Document document = each.documents().at(call.path());
    Optional<String> name =
        document.nearest(Place.node(document, call), Expression.Call.class).map(Place::name);
    return !calls.isEmpty()
        && name.filter(WRITING::contains).isEmpty()
        && calls.stream()
            .allMatch(found ->
                name.filter(found.callee().name()::equals).isPresent()
                    && each.facts().flows().stream()
                        .filter(flow -> flow.function().equals(found.callee()))
                        .allMatch(OnCommit::onlyTells));
  }

  private static boolean onlyTells(FunctionFlow flow) {
    return !flow.dispatches().isEmpty()
        && flow.writes().stream().allMatch(write -> write.kind() == Write.Kind.TELL);
  }

  /// The edits that put a call into `on_commit`.
  static Verdict<List<Edit>> delay(Case each, Draft draft, Node node) {
    Document document = draft.document();
    Optional<Expression.Call> found = document.nearest(node, Expression.Call.class);
    if (found.isEmpty()) {
      return new Verdict.No<>("the call could not be found");
    }
    Expression.Call call = found.get();
    Optional<Node> above = document.parent(call);
    if (above.isPresent() && above.get() instanceof Expression.Await) {
      return new Verdict.No<>("the call is awaited, and `on_commit` calls no coroutine");
    }
    if (above.isEmpty() || !(above.get() instanceof Statement.Expr statement)) {
      return new Verdict.No<>(
          "the result of `"
              + document.text(call.func())
              + "()` is used at once, and there is none"
              + " before the commit");
    }
    Optional<String> closed = closed(document, call);
    if (closed.isPresent()) {
      return new Verdict.No<>("`" + closed.get() + "` is closed by the time of the commit");
    }
    if (!document.alone(statement)) {
      return new Verdict.No<>("the call shares its line with other statements");
    }
    String prefix = CommitHook.of(each, draft) + "(";
    boolean late = calls(document, call) || late(document, call);
    int open = open(document, call);
    if (late && call.args().isEmpty() && call.keywords().isEmpty()) {
      return new Verdict.Yes<>(
          List.of(Edit.insert(call.start(), prefix), new Edit(new Span(open, call.end()), ")")));
    }
    String partial = late ? draft.name("functools", "partial") + "(" : "";
    boolean several = document.line(call) < document.endLine(call);
    boolean opens = document.line(call) == document.source().lines().lineOf(open);
    boolean hangs = several && opens && endsLine(document, open + 1);
    boolean nested = several && opens && partial.isEmpty() && opensOnly(document, open + 1);
    if (hangs || nested) {
      return new Verdict.Yes<>(hanging(document, call, open, prefix, partial));
    }
    return new Verdict.Yes<>(
        several && opens
            ? aligned(document, call, open, prefix, partial)
            : inline(document, call, open, prefix, partial));
  }

  /// What the call is made on, if the `with` that it stands in closes it.
  private static Optional<String> closed(Document document, Expression.Call call) {
    Expression root = call.func();
    while (root instanceof Expression.Attribute attribute) {
      root = attribute.value();
    }
    String name = document.text(root);
    boolean opened =
        document.above(call).stream()
            .filter(Statement.With.class::isInstance)
            .flatMap(with -> ((Statement.With) with).items().stream())
            .flatMap(item -> item.optionalVars().stream())
            .anyMatch(bound -> document.text(bound).equals(name));
    return opened ? Optional.of(name) : Optional.empty();
  }

  /// On the lines that the call stands on. A lambda would look its names up when it runs: where
  /// they may be others by then, `partial` keeps what they are now.
  private static List<Edit> inline(
      Document document, Expression.Call call, int open, String prefix, String partial) {
    if (partial.isEmpty()) {
      return List.of(Edit.insert(call.start(), prefix + "lambda: "), Edit.insert(call.end(), ")"));
    }
    boolean breaks = endsLine(document, open + 1);
    return List.of(
        Edit.insert(call.start(), prefix + partial),
        new Edit(new Span(open, open + 1), breaks ? "," : ", "),
        Edit.insert(call.end(), ")"));
  }

  /// For a call with its arguments on lines of their own: everything moves in by a step.
  private static List<Edit> hanging(
      Document document, Expression.Call call, int open, String prefix, String partial) {
    Layout layout = document.layout();
    String indent = document.indentAt(call.start());
    String inner = layout.lineBreak() + indent + layout.unit();
    var edits = new ArrayList<Edit>();
    edits.add(
        Edit.insert(
            call.start(),
            prefix + inner + (partial.isEmpty() ? "lambda: " : partial + inner + layout.unit())));
    if (!partial.isEmpty()) {
      edits.add(new Edit(new Span(open, open + 1), ","));
    }
    int second = document.source().lines().startOf(document.line(call) + 1);
    edits.addAll(Blocks.indent(document, second, call.end()));
    edits.add(Edit.insert(call.end(), layout.lineBreak() + indent + ")"));
    return edits;
  }

  /// For a call whose arguments stand under each other: they move with what they stand under.
  private static List<Edit> aligned(
      Document document, Expression.Call call, int open, String prefix, String partial) {
    Layout layout = document.layout();
    String indent = document.indentAt(call.start());
    String head = partial.isEmpty() ? "lambda: " : partial;
    int under = indent.length() + layout.unit().length() + head.length();
    int before = open + 1 - document.source().lines().startOf(document.line(call));
    var edits = new ArrayList<Edit>();
    edits.add(
        Edit.insert(call.start(), prefix + layout.lineBreak() + indent + layout.unit() + head));
    if (!partial.isEmpty()) {
      edits.add(new Edit(new Span(open, open + 1), ", "));
    }
    int second = document.source().lines().startOf(document.line(call) + 1);
    // A lambda's call moves as a whole; what `partial` is given stands under its first argument.
    int more = partial.isEmpty() ? layout.unit().length() + head.length() : under - before;
    String blanks = " ".repeat(Math.max(more, 0));
    edits.addAll(Blocks.indent(document, second, call.end(), blanks));
    edits.add(Edit.insert(call.end(), layout.lineBreak() + indent + ")"));
    return edits;
  }

  /// Whether nothing but opening brackets is left on the line.
  private static boolean opensOnly(Document document, int offset) {
    var lines = document.source().lines();
    return document
        .source()
        .text(offset, lines.endOf(lines.lineOf(offset)))
        .strip()
        .matches("[(\\[{]+");
  }

  private static boolean endsLine(Document document, int offset) {
    var lines = document.source().lines();
    return document.source().text(offset, lines.endOf(lines.lineOf(offset))).isBlank();
  }

  private static int open(Document document, Expression.Call call) {
    int at = call.func().end();
    while (document.source().utf8()[at] != '(') {
      at++;
    }
    return at;
  }

  /// Whether what the call is given is made by other calls: they may write, and are to run now.
  private static boolean calls(Document document, Expression.Call call) {
    return Document.all(call, Expression.Call.class::isInstance).stream()
        .filter(node -> !node.equals(call))
        .filter(node -> document.nearest(node, Expression.Lambda.class).isEmpty())
        .anyMatch(node -> !PURE.contains(Place.name((Expression.Call) node)));
  }

  /// Whether a name in the call, or a row that it looks at, may be another one when the transaction
  /// commits.
  private static boolean late(Document document, Expression.Call call) {
    Optional<Statement.Function> function = Place.function(document, call);
    if (function.isEmpty()) {
      return false;
    }
    Set<String> used = new LinkedHashSet<>();
    for (Node node : Document.all(call, Expression.Name.class::isInstance)) {
      used.add(((Expression.Name) node).id());
    }
    for (Node node : Document.all(function.get(), Expression.Name.class::isInstance)) {
      Expression.Name name = (Expression.Name) node;
      boolean stored = name.ctx() != ExprContext.LOAD && used.contains(name.id());
      if (stored && (name.start() > call.end() || sharesLoop(document, name, call))) {
        return true;
      }
    }
    return changesLater(document, function.get(), call);
  }

  /// Whether a row whose attributes the call looks at is deleted, or given another value for one,
  /// further down.
  private static boolean changesLater(
      Document document, Statement.Function function, Expression.Call call) {
    var rows = new LinkedHashSet<String>();
    for (Node node : Document.all(call, Expression.Attribute.class::isInstance)) {
      rows.add(document.text(((Expression.Attribute) node).value()));
    }
    for (Node node : Document.all(function, Expression.Attribute.class::isInstance)) {
      Expression.Attribute attribute = (Expression.Attribute) node;
      boolean later = attribute.start() > call.end();
      boolean changes = attribute.ctx() == ExprContext.STORE || attribute.attr().equals("delete");
      if (later && changes && rows.contains(document.text(attribute.value()))) {
        return true;
      }
    }
    return false;
  }

  private static boolean sharesLoop(Document document, Node name, Node call) {
    for (Node each : document.above(call)) {
      if (each instanceof Statement.Function) {
        return false;
      }
      boolean loop = each instanceof Statement.ForLoop || each instanceof Statement.While;
      if (loop && each.span().contains(name.span())) {
        return true;
      }
    }
    return false;
  }
}

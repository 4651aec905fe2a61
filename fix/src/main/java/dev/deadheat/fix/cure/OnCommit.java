package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.Dispatch;
import dev.deadheat.fix.text.Document;
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

  @Override
  public List<Candidate> offer(Case each) {
    Optional<Dispatch> dispatch = each.dispatch();
    if (dispatch.isEmpty()) {
      return List.of();
    }
    Document document = each.documents().at(dispatch.get().site().path());
    Node node = Place.node(document, dispatch.get().site());
    var draft = new Draft(document, node);
    return switch (delay(draft, node)) {
      case Verdict.No<List<Edit>>(String reason) ->
          List.of(Candidate.refused(Kind.ON_COMMIT, TITLE, reason));
      case Verdict.Yes<List<Edit>>(List<Edit> edits) ->
          List.of(
              new Candidate(
                  Kind.ON_COMMIT,
                  TITLE,
                  Applicability.UNSAFE,
                  "the task starts later, and not at all where the transaction is rolled back; a"
                      + " `TestCase`, which never commits, does not see it without"
                      + " `captureOnCommitCallbacks(execute=True)`",
                  List.of(draft.add(edits).patch())));
    };
  }

  /// The edits that put a call into `on_commit`.
  static Verdict<List<Edit>> delay(Draft draft, Node node) {
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
    if (!document.alone(statement)) {
      return new Verdict.No<>("the call shares its line with other statements");
    }
    String prefix = draft.name("django.db", "transaction") + ".on_commit(";
    if (!late(document, call)) {
      return new Verdict.Yes<>(
          List.of(Edit.insert(call.start(), prefix + "lambda: "), Edit.insert(call.end(), ")")));
    }
    // A lambda would look its names up when it runs: by then a loop has moved on.
    String partial = draft.name("functools", "partial");
    boolean bare = call.args().isEmpty() && call.keywords().isEmpty();
    int open = open(document, call);
    var edits = new ArrayList<Edit>();
    edits.add(Edit.insert(call.start(), prefix + (bare ? "" : partial + "(")));
    if (bare) {
      edits.add(new Edit(new Span(open, call.end()), ")"));
    } else {
      edits.add(new Edit(new Span(open, open + 1), ", "));
      edits.add(Edit.insert(call.end(), ")"));
    }
    return new Verdict.Yes<>(edits);
  }

  private static int open(Document document, Expression.Call call) {
    int at = call.func().end();
    while (document.source().utf8()[at] != '(') {
      at++;
    }
    return at;
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

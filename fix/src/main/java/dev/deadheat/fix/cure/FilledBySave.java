package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.Write;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.ExprContext;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Columns that only the model's own `save()` assigns, and only of a row that is new or where they
/// are empty: a row that is there has them, and who saves other columns need not write them.
final class FilledBySave {
  private static final Set<String> NEW =
      Set.of(
          "not self.pk", "not self.id", "self.pk is None", "self.id is None", "self._state.adding");

  private FilledBySave() {}

  /// Whether a column is one of those, and is not assigned where the row is saved either.
  static boolean is(Case each, Write write, ModelFacts model, String column) {
    Optional<FunctionFacts> save = each.facts().hierarchy().method(model.definition(), "save");
    if (save.isEmpty()
        || save.get().module().library()
        || save.get().equals(write.site().function())) {
      return false;
    }
    Document own = each.documents().at(write.site().path());
    boolean elsewhere =
        Place.function(own, Place.node(own, write.site()))
            .filter(function -> !stores(function, column).isEmpty())
            .isPresent();
    Document document = each.documents().at(save.get().module().path());
    Optional<Statement.Function> definition = definition(document, save.get());
    if (elsewhere || definition.isEmpty()) {
      return false;
    }
    Set<String> fresh = fresh(document, definition.get());
    List<Node> direct = stores(definition.get(), column);
    var inside = new ArrayList<Node>();
    for (Expression.Call call : methods(definition.get())) {
      List<Node> stores =
          each.facts().hierarchy().method(model.definition(), Place.name(call)).stream()
              .filter(method -> method.module().equals(save.get().module()))
              .flatMap(method -> definition(document, method).stream())
              .flatMap(method -> stores(method, column).stream())
              .toList();
      if (!stores.isEmpty()) {
        inside.add(call);
      }
    }
    return !(direct.isEmpty() && inside.isEmpty())
        && direct.stream()
            .allMatch(store -> isWhereEmpty(document, store) || isWhereNew(document, store, fresh))
        && inside.stream().allMatch(call -> isWhereNew(document, call, fresh));
  }

  private static Optional<Statement.Function> definition(
      Document document, FunctionFacts function) {
    int start = function.node().place().start();
    int end = function.node().place().end();
    return Document.all(document.parsed().tree(), Statement.Function.class::isInstance).stream()
        .map(Statement.Function.class::cast)
        .filter(each -> each.name().equals(function.name()))
        .filter(each -> start <= each.body().getFirst().start() && each.end() <= end)
        .findFirst();
  }

  /// The calls of `self`'s own methods.
  private static List<Expression.Call> methods(Statement.Function function) {
    return Document.all(function, Expression.Call.class::isInstance).stream()
        .map(Expression.Call.class::cast)
        .filter(call ->
            call.func() instanceof Expression.Attribute method
                && method.value() instanceof Expression.Name self
                && self.id().equals("self"))
        .toList();
  }

  private static List<Node> stores(Node function, String column) {
    return Document.all(
        function,
        node ->
            node instanceof Expression.Attribute attribute
                && attribute.ctx() == ExprContext.STORE
                && attribute.attr().equals(column));
  }

  /// Whether an assignment stands below `if not self.column` or `if self.column is None`.
  private static boolean isWhereEmpty(Document document, Node store) {
    String text = document.text(store);
    return below(document, store).stream()
        .anyMatch(test -> test.equals("not " + text) || test.equals(text + " is None"));
  }

  /// Whether something is done for a new row only.
  private static boolean isWhereNew(Document document, Node node, Set<String> fresh) {
    return below(document, node).stream()
        .anyMatch(test -> NEW.contains(test) || fresh.contains(test));
  }

  /// The tests under which something is done.
  private static List<String> below(Document document, Node node) {
    return document.above(node).stream()
        .filter(Statement.If.class::isInstance)
        .map(Statement.If.class::cast)
        .filter(
            branch -> branch.body().stream().anyMatch(each -> each.span().contains(node.span())))
        .map(branch -> document.text(branch.test()))
        .toList();
  }

  /// Names that tell in a function whether the row is new: `created = self.pk is None`.
  private static Set<String> fresh(Document document, Statement.Function function) {
    var out = new TreeSet<String>();
    for (Node node : Document.all(function, Statement.Assign.class::isInstance)) {
      Statement.Assign assign = (Statement.Assign) node;
      if (NEW.contains(document.text(assign.value()))) {
        out.add(document.text(assign.targets().getFirst()));
      }
    }
    return out;
  }
}

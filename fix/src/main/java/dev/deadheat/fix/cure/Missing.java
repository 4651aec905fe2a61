package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.CallSite;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Arg;
import dev.deadheat.python.ast.BoolOperator;
import dev.deadheat.python.ast.CmpOperator;
import dev.deadheat.python.ast.ExprContext;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Literal;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.python.ast.UnaryOperator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Whether a name may be `None` where a region begins: the region asks that, or what it was bound
/// to last may be `None`; and it was not tested on the way to the region.
///
/// @param race the race as the region's function sees it
/// @param name a variable, or the attribute of one: `shop`, `self.shop`, `shop.pk`
record Missing(Case each, Case.Race race, Region region, String name) {
  private static final Set<String> ONE_OR_NONE = Set.of("first", "last", "afirst", "alast");

  /// Why there may be no row to lock where a region begins.
  ///
  /// @param key the row's key, as it is written there
  /// @param row the row, if it has a name there
  static Optional<String> reason(
      Case each, Case.Race race, Region region, String key, Optional<String> row) {
    var asked = new Missing(each, race, region, key);
    return asked.isTestedInside() && !asked.isTestedBefore()
        ? Optional.of("`" + key + "` may be missing: the row may not be saved yet")
        : row.filter(name -> new Missing(each, race, region, name).isPossible())
            .map(name -> "`" + name + "` may be None here: there would be no row to lock");
  }

  private boolean isPossible() {
    return !isTestedBefore() && (isTestedInside() || (!isUsedFirst() && isBoundToNone()));
  }

  private Document document() {
    return region.document();
  }

  private boolean isName(Node node) {
    return node instanceof Expression && document().text(node).equals(name);
  }

  /// Whether the region tests the name before it binds it again.
  private boolean isTestedInside() {
    List<Node> nodes = region.nodes();
    int bound =
        nodes.stream()
            .filter(this::isBinding)
            .map(node -> document().statement(node).map(Node::end).orElse(node.end()))
            .min(Integer::compare)
            .orElse(Integer.MAX_VALUE);
    return nodes.stream().filter(this::isName).anyMatch(node -> node.end() <= bound && tests(node));
  }

  private boolean isBinding(Node node) {
    return switch (node) {
      case Expression.Name bound -> bound.ctx() == ExprContext.STORE && isName(bound);
      case Expression.Attribute bound -> bound.ctx() == ExprContext.STORE && isName(bound);
      case Node other -> false;
    };
  }

  private boolean tests(Node at) {
    return switch (document().parent(at).orElse(at)) {
      case Expression.Compare compare -> compare.left().equals(at) && isWithNone(compare);
      case Expression.UnaryOp not -> not.op() == UnaryOperator.NOT;
      case Expression.BoolOp _ -> true;
      case Expression.IfExp either -> either.test().equals(at);
      case Statement.If branch -> branch.test().equals(at);
      case Node other -> false;
    };
  }

  private static boolean isWithNone(Expression.Compare compare) {
    return compare.comparators().size() == 1 && isNone(compare.comparators().getFirst());
  }

  private static boolean isNone(Expression expression) {
    return expression instanceof Expression.Constant(Literal.None _, int _, int _);
  }

  /// Whether a test stands on the way to the region that lets nobody through who has none.
  private boolean isTestedBefore() {
    Node inner = region.firstStatement();
    for (Node above : document().above(region.firstStatement())) {
      Node at = inner;
      boolean tested =
          (above instanceof Statement.If branch
                  && (branch.body().contains(at)
                      ? implies(branch.test(), true)
                      : branch.orelse().contains(at) && implies(branch.test(), false)))
              || Document.blocks(above).stream()
                  .filter(block -> at instanceof Statement && block.contains(at))
                  .flatMap(block -> block.subList(0, block.indexOf(at)).stream())
                  .anyMatch(this::settles);
      if (tested || above.equals(region.function())) {
        return tested;
      }
      inner = above;
    }
    return false;
  }

  /// Whether who comes past a statement has one: others are sent away, or given one.
  private boolean settles(Statement statement) {
    return switch (statement) {
      case Statement.Assert test -> implies(test.test(), true);
      case Statement.If branch -> implies(branch.test(), false) && leaves(branch.body());
      case Statement other -> false;
    };
  }

  private boolean leaves(List<Statement> body) {
    return switch (body.getLast()) {
      case Statement.Return _, Statement.Raise _, Statement.Continue _, Statement.Break _ -> true;
      case Statement other ->
          body.stream()
              .anyMatch(each ->
                  each instanceof Statement.Assign assign
                      && assign.targets().stream().anyMatch(this::isName)
                      && !isNone(assign.value()));
    };
  }

  /// Whether a test that comes out like this says that there is one.
  private boolean implies(Expression test, boolean outcome) {
    return switch (test) {
      case Expression.UnaryOp not when not.op() == UnaryOperator.NOT ->
          implies(not.operand(), !outcome);
      case Expression.BoolOp all ->
          (all.op() == BoolOperator.AND) == outcome
              && all.values().stream().anyMatch(value -> implies(value, outcome));
      case Expression.Compare compare when isName(compare.left()) && isWithNone(compare) ->
          compare.ops().getFirst() == (outcome ? CmpOperator.IS_NOT : CmpOperator.IS);
      case Expression.NamedExpr named -> outcome && isName(named.target());
      case Expression other -> outcome && isName(other);
    };
  }

  /// Whether code that runs before the lock, or the region's first statement, fails without one.
  private boolean isUsedFirst() {
    return Stream.concat(
            document().block(region.firstStatement()).stream()
                .takeWhile(each -> !each.equals(region.firstStatement())),
            Stream.of(region.firstStatement()))
        .filter(each -> each instanceof Statement.Assign || each instanceof Statement.Expr)
        .flatMap(each ->
            Document.all(each, Expression.Attribute.class::isInstance).stream()
                .map(Expression.Attribute.class::cast))
        .anyMatch(attribute -> isName(attribute.value()));
  }

  /// Whether the last binding before the region, or the parameter's default, may be `None`.
  private boolean isBoundToNone() {
    Optional<Statement.Assign> last =
        Document.all(region.function(), Statement.Assign.class::isInstance).stream()
            .map(Statement.Assign.class::cast)
            .filter(assign -> assign.end() <= region.firstStatement().start())
            .filter(assign -> assign.targets().stream().anyMatch(this::isName))
            .reduce((_, later) -> later);
    return last.map(assign -> mayBeNone(assign.value())).orElseGet(this::isOptionalParameter);
  }

  private boolean isOptionalParameter() {
    var given = region.function().args();
    List<Arg> positional =
        Stream.concat(given.posonlyargs().stream(), given.args().stream()).toList();
    int first = positional.size() - given.defaults().size();
    for (int i = Math.max(0, first); i < positional.size(); i++) {
      if (positional.get(i).arg().equals(name)) {
        return isNone(given.defaults().get(i - first));
      }
    }
    for (int i = 0; i < given.kwonlyargs().size(); i++) {
      if (given.kwonlyargs().get(i).arg().equals(name)) {
        return given.kwDefaults().get(i).filter(Missing::isNone).isPresent();
      }
    }
    return false;
  }

  private boolean mayBeNone(Expression value) {
    return switch (value) {
      case Expression.Constant _ -> isNone(value);
      case Expression.IfExp either -> mayBeNone(either.body()) || mayBeNone(either.orelse());
      case Expression.BoolOp any ->
          any.op() == BoolOperator.OR && mayBeNone(any.values().getLast());
      case Expression.Await await -> mayBeNone(await.value());
      case Expression.Call call ->
          ONE_OR_NONE.contains(Place.name(call))
              || Place.name(call).endsWith("_or_none")
              || race.flow().calls().stream()
                  .filter(found -> isAt(found, call))
                  .anyMatch(this::answersNone);
      case Expression other -> false;
    };
  }

  private boolean isAt(CallSite found, Expression.Call call) {
    return found.site().path().equals(document().path())
        && found.site().place().start() == call.start()
        && found.site().place().end() == call.end();
  }

  /// Whether a function of the project says `return None` somewhere.
  private boolean answersNone(CallSite call) {
    if (call.callee().module().library()) {
      return false;
    }
    Document inner = each.documents().at(call.callee().module().path());
    return Document.all(inner.parsed().tree(), Statement.Function.class::isInstance).stream()
        .map(Statement.Function.class::cast)
        .filter(found -> found.name().equals(call.callee().name()))
        .filter(found -> found.end() == call.callee().node().place().end())
        .flatMap(found -> Document.all(found, Statement.Return.class::isInstance).stream())
        .map(Statement.Return.class::cast)
        .anyMatch(answer -> answer.value().filter(Missing::isNone).isPresent());
  }
}

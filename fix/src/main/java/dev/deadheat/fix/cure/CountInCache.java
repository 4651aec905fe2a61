package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.Site;
import dev.deadheat.fix.text.Blocks;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.ExprContext;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Keyword;
import dev.deadheat.python.ast.Literal;
import dev.deadheat.python.ast.Operator;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Edit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Lets the cache count: `cache.incr()` in the place of `get`, an addition, and `set`. The key is
/// made first, as a cache cannot count what is not there, and lives as long as `set` let it.
final class CountInCache implements Cure {
  private static final String TITLE = "Let the cache count: `incr()`";
  private static final String REASON =
      "Redis, Memcached and the local memory count in one step; Django's database and file caches"
          + " do not, and no cache counts a value that is no whole number";

  @Override
  public List<Candidate> offer(Case each) {
    Optional<Case.Race> race = each.writer().filter(Case.Race::readsHere);
    if (race.isEmpty()) {
      return List.of();
    }
    Document document = each.documents().at(race.get().flow().function().module().path());
    var get = call(document, race.get().read().orElseThrow().site(), "get");
    var set = call(document, race.get().write().site(), "set");
    Verdict<Candidate> verdict =
        get.isEmpty() || set.isEmpty()
            ? new Verdict.No<>("the value is not got and set by `get()` and `set()`")
            : of(document, get.get(), set.get());
    return List.of(
        switch (verdict) {
          case Verdict.Yes<Candidate>(Candidate candidate) -> candidate;
          case Verdict.No<Candidate>(String reason) ->
              Candidate.refused(Kind.EXPRESSION, TITLE, reason);
        });
  }

  private static Optional<Expression.Call> call(Document document, Site site, String name) {
    return Place.call(document, Place.node(document, site), List.of(name))
        .filter(call -> call.func() instanceof Expression.Attribute && !call.args().isEmpty());
  }

  /// What is added, and the name under which the sum is known afterwards.
  ///
  /// @param first the statement that gets the value
  /// @param more the statement that adds to it, if that is one of its own
  private record Sum(
      Operator op,
      Expression number,
      Statement first,
      Optional<String> name,
      Optional<Statement> more) {}

  private static Verdict<Candidate> of(
      Document document, Expression.Call get, Expression.Call set) {
    Optional<Statement> last = document.statement(set);
    boolean plain =
        last.isPresent()
            && last.get() instanceof Statement.Expr
            && document.alone(last.get())
            && set.args().size() > 1
            && document.text(set.args().getFirst()).equals(document.text(get.args().getFirst()))
            && document.text(receiver(set)).equals(document.text(receiver(get)));
    Optional<Sum> sum = plain ? sum(document, get, set, last.get()) : Optional.empty();
    Optional<String> start = start(document, get);
    if (sum.isEmpty() || start.isEmpty()) {
      return new Verdict.No<>(
          "only a whole number that begins at one can be counted by the cache itself: hold a lock"
              + " that all workers share, or keep the value in a table");
    }
    Statement.Function function = Place.function(document, set).orElseThrow();
    Optional<String> name = sum.get().name();
    boolean tested =
        name.isPresent()
            && uses(function, name.get())
                .anyMatch(use ->
                    use.start() > sum.get().first().end()
                        && use.end() < last.get().start()
                        && sum.get().more().filter(m -> m.span().contains(use.span())).isEmpty());
    if (tested) {
      return new Verdict.No<>(
          "`"
              + name.get()
              + "` is looked at before it is set: count first, and test what `incr()`"
              + " gives back");
    }
    return new Verdict.Yes<>(
        new Candidate(
            Kind.EXPRESSION,
            TITLE,
            Applicability.UNSAFE,
            REASON,
            List.of(write(document, set, sum.get(), start.get(), last.get(), function))));
  }

  private static Patch write(
      Document document,
      Expression.Call set,
      Sum sum,
      String start,
      Statement last,
      Statement.Function function) {
    String cache = document.text(receiver(set));
    String key = document.text(set.args().getFirst());
    var timeout = new StringBuilder();
    set.args().stream().skip(2).forEach(a -> timeout.append(", ").append(document.text(a)));
    set.keywords().forEach(k -> timeout.append(", ").append(document.text(k)));
    String by = document.text(sum.number());
    boolean one = by.equals("1");
    String count =
        cache
            + (sum.op() == Operator.SUB ? ".decr(" : ".incr(")
            + key
            + (one ? "" : ", " + by)
            + ")";
    boolean used =
        sum.name().isPresent()
            && uses(function, sum.name().get()).anyMatch(u -> u.start() > last.end());
    if (used && sum.more().isPresent()) {
      count = sum.name().get() + " = " + count;
    } else if (used) {
      String back = sum.op() == Operator.SUB ? " + " : " - ";
      count = sum.name().get() + " = " + count + back + (one ? by : "(" + by + ")");
    }
    String add = cache + ".add(" + key + ", " + start + timeout + ")";
    String touch = cache + ".touch(" + key + timeout + ")";
    var draft = new Draft(document, function);
    if (sum.first().equals(last)) {
      draft.add(Blocks.before(document, last, List.of(add)));
    } else {
      draft.add(new Edit(sum.first().span(), add));
    }
    sum.more().ifPresent(more -> draft.add(Blocks.remove(document, more)));
    draft.add(new Edit(last.span(), count));
    draft.add(Blocks.after(document, last, List.of(touch)));
    return draft.patch();
  }

  private static Expression receiver(Expression.Call call) {
    return ((Expression.Attribute) call.func()).value();
  }

  /// `set(key, value + n)`, `value += n; set(key, value)`, or `set(key, get(key, 0) + n)`.
  private static Optional<Sum> sum(
      Document document, Expression.Call get, Expression.Call set, Statement last) {
    Optional<Statement> first = document.statement(get);
    Expression value = set.args().get(1);
    List<Statement> block = document.block(last);
    if (first.isEmpty() || !block.contains(first.get()) || !document.alone(first.get())) {
      return Optional.empty();
    }
    if (first.get().equals(last)) {
      return value instanceof Expression.BinOp sum && counts(sum.op()) && holds(sum.left(), get)
          ? Optional.of(new Sum(sum.op(), sum.right(), last, Optional.empty(), Optional.empty()))
          : Optional.empty();
    }
    if (!(first.get() instanceof Statement.Assign assign)
        || assign.targets().size() != 1
        || !(assign.targets().getFirst() instanceof Expression.Name name)
        || !holds(assign.value(), get)) {
      return Optional.empty();
    }
    if (value instanceof Expression.BinOp sum && counts(sum.op()) && is(sum.left(), name.id())) {
      return Optional.of(
          new Sum(sum.op(), sum.right(), assign, Optional.of(name.id()), Optional.empty()));
    }
    for (Statement each : block.subList(block.indexOf(assign), block.indexOf(last))) {
      if (each instanceof Statement.AugAssign more
          && counts(more.op())
          && is(more.target(), name.id())
          && is(value, name.id())
          && document.alone(more)) {
        return Optional.of(
            new Sum(more.op(), more.value(), assign, Optional.of(name.id()), Optional.of(more)));
      }
    }
    return Optional.empty();
  }

  private static boolean counts(Operator op) {
    return op == Operator.ADD || op == Operator.SUB;
  }

  private static boolean is(Expression expression, String name) {
    return expression instanceof Expression.Name found && found.id().equals(name);
  }

  /// Whether an expression is what `get()` gives, or that or zero.
  private static boolean holds(Expression expression, Expression.Call get) {
    return expression.equals(get)
        || (expression instanceof Expression.BoolOp or
            && or.values().size() == 2
            && or.values().getFirst().equals(get)
            && number(or.values().getLast()));
  }

  private static boolean number(Expression expression) {
    return expression instanceof Expression.Constant constant
        && constant.value() instanceof Literal.Int;
  }

  /// What the count begins with: the default of `get()`, or what stands in its place for `None`.
  private static Optional<String> start(Document document, Expression.Call get) {
    var values = new ArrayList<Expression>(get.args().stream().skip(1).toList());
    for (Keyword keyword : get.keywords()) {
      if (keyword.arg().filter("default"::equals).isPresent()) {
        values.add(keyword.value());
      }
    }
    if (document.parent(get).orElse(get) instanceof Expression.BoolOp or) {
      values.add(or.values().getLast());
    }
    return values.stream().filter(CountInCache::number).map(document::text).findFirst();
  }

  private static Stream<Expression.Name> uses(Statement.Function function, String name) {
    return Document.all(function, Expression.Name.class::isInstance).stream()
        .map(node -> (Expression.Name) node)
        .filter(found -> found.ctx() == ExprContext.LOAD && found.id().equals(name));
  }
}

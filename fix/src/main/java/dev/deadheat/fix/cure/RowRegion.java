package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.Guard;
import dev.deadheat.django.flow.Write;
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

/// From where a row's values are first used to where it is written: what a lock on it must cover.
final class RowRegion {
  /// What says whether there is a row of the user at all; it never changes.
  private static final Set<String> LOGIN = Set.of("is_authenticated", "is_anonymous");

  private RowRegion() {}

  /// The region, if the row's values are not used before it could begin.
  ///
  /// @param row what the row is called where it is written, or handed to those who do
  /// @param only the columns to look at; all that the write hangs on, if none are named
  static Optional<Region> of(Document document, Expression row, Case.Race race, Set<String> only) {
    Statement.Function function = Place.function(document, row).orElseThrow();
    String name = document.text(row);
    Set<String> columns = columns(race, only);
    Statement named = document.statement(row).orElseThrow();
    Statement write =
        Optional.of(race.write().outermost())
            .filter(site -> site.path().equals(document.path()))
            .flatMap(site -> Place.statement(document, site))
            .filter(site -> site.start() > named.start())
            .orElse(named);
    var statements = new ArrayList<Statement>();
    statements.add(write);
    int bound = bound(document, function, name, named.start());
    for (Node node : Document.all(function, Expression.Attribute.class::isInstance)) {
      Expression.Attribute attribute = (Expression.Attribute) node;
      boolean mine =
          attribute.start() > bound
              && attribute.end() <= write.end()
              && document.text(attribute.value()).equals(name)
              && !Permission.holds(document, attribute)
              && (!race.writesHere()
                  || race.write().kind() == Write.Kind.DELETE
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
              && isGiven(document, call, name)
              && !Permission.holds(document, call);
      if (given) {
        document.statement(call).ifPresent(statements::add);
      }
    }
    Decided.looks(race).stream()
        .filter(site -> site.path().equals(document.path()))
        .flatMap(site -> Place.statement(document, site).stream())
        .filter(look -> look.start() > bound && look.start() < write.start())
        .forEach(statements::add);
    if (race.writesHere() && statements.stream().allMatch(write::equals)) {
      return Optional.empty();
    }
    return Region.covering(document, statements)
        .filter(region -> region.firstStatement().start() >= bound || bound == 0);
  }

  /// From the last test of the row to its write, where what comes before the test is slow: looked
  /// at again under lock, the test holds, whatever was done in between.
  static Optional<Region> tested(Document document, Expression row, Case.Race race) {
    if (!race.writesHere()) {
      return Optional.empty();
    }
    String name = document.text(row);
    Set<String> columns = new TreeSet<>();
    for (Guard guard : race.write().guards()) {
      columns.add(guard.source().column());
    }
    for (Node node : document.above(row)) {
      if (node instanceof Statement.Function) {
        break;
      }
      if (node instanceof Statement.If branch
          && !Document.all(branch.test(), each -> isColumn(document, each, name, columns))
              .isEmpty()) {
        return isUsed(document, name, race, columns, branch)
            ? Optional.empty()
            : Region.covering(document, List.of(branch));
      }
    }
    return Optional.empty();
  }

  /// Whether the row is changed before a test of it, or a column is looked at that is written after
  /// the test: what comes of it would not be read again.
  private static boolean isUsed(
      Document document, String name, Case.Race race, Set<String> tested, Statement.If branch) {
    Statement.Function function = Place.function(document, branch).orElseThrow();
    int bound = bound(document, function, name, branch.start());
    return Document.all(function, Expression.Attribute.class::isInstance).stream()
        .map(Expression.Attribute.class::cast)
        .filter(used -> used.start() > bound && used.end() <= branch.start())
        .filter(used -> document.text(used.value()).equals(name))
        .anyMatch(used ->
            used.ctx() == ExprContext.STORE
                || (race.write().columns().containsKey(used.attr())
                    && !tested.contains(used.attr())));
  }

  private static boolean isColumn(Document document, Node node, String name, Set<String> columns) {
    return node instanceof Expression.Attribute attribute
        && document.text(attribute.value()).equals(name)
        && columns.contains(attribute.attr());
  }

  private static boolean isGiven(Document document, Expression.Call call, String name) {
    return call.args().stream().anyMatch(arg -> document.text(arg).equals(name))
        || call.keywords().stream().anyMatch(arg -> document.text(arg.value()).equals(name))
        || (call.func() instanceof Expression.Attribute method
            && document.text(method.value()).equals(name));
  }

  /// The columns that the write hangs on.
  private static Set<String> columns(Case.Race race, Set<String> only) {
    Set<String> columns = new TreeSet<>(race.write().columns().keySet());
    race.write().guards().stream()
        .filter(guard -> guard.source().read().table().equals(race.write().table()))
        .forEach(guard -> columns.add(guard.source().column()));
    columns.removeAll(LOGIN);
    if (!only.isEmpty()) {
      columns.retainAll(only);
    }
    return columns;
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

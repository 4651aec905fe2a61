package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Table;
import dev.deadheat.django.flow.Write;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Edit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Locks many rows in the order of their keys. Where one statement locks and writes them, a query
/// of its own locks them before.
final class LockByKey implements Cure {
  private static final Set<String> LAZY =
      Set.of("all", "exclude", "filter", "only", "prefetch_related", "select_related", "using");

  private static final String TITLE = "Lock the rows in one order: `order_by(\"pk\")`";

  @Override
  public List<Candidate> offer(Case each) {
    Document document = each.documents().at(each.finding().path());
    for (FunctionFlow flow : each.facts().flows()) {
      for (Write write : flow.writes()) {
        boolean here =
            write.via().isEmpty()
                && write.site().function().equals(flow.function())
                && each.finding()
                    .write()
                    .filter(s -> Case.is(s, write.site(), List.of()))
                    .isPresent();
        Optional<Expression.Call> call =
            here
                ? Place.call(
                    document, Place.node(document, write.site()), List.of("update", "delete"))
                : Optional.empty();
        if (call.isPresent() && call.get().func() instanceof Expression.Attribute method) {
          return List.of(
              switch (before(each, document, flow, write.table(), method.value())) {
                case Verdict.Yes<Candidate>(Candidate candidate) -> candidate;
                case Verdict.No<Candidate>(String reason) ->
                    Candidate.refused(Kind.ORDER, TITLE, reason);
              });
        }
      }
    }
    return List.of(
        DatabaseLockCures.locking(document, each.finding().line())
            .flatMap(call -> ordered(document, call))
            .orElseGet(() ->
                Candidate.refused(Kind.ORDER, TITLE, "the query that locks them was not found")));
  }

  private static Optional<Candidate> ordered(Document document, Expression.Call locking) {
    if (!(locking.func() instanceof Expression.Attribute)) {
      return Optional.empty();
    }
    Expression.Call last = locking;
    while (next(document, last).isPresent()) {
      last = next(document, last).orElseThrow();
    }
    String order = ".order_by(" + document.layout().string("pk") + ")";
    var draft = new Draft(document, locking).add(Edit.insert(last.end(), order));
    return Optional.of(
        new Candidate(
            Kind.ORDER,
            TITLE,
            Applicability.UNSAFE,
            "the rows are read in another order than before",
            List.of(draft.patch())));
  }

  /// The next call of a query, if it gives a query as well.
  private static Optional<Expression.Call> next(Document document, Expression.Call call) {
    return document.parent(call).orElse(call) instanceof Expression.Attribute method
            && document.parent(method).orElse(method) instanceof Expression.Call next
            && next.func().equals(method)
            && LAZY.contains(method.attr())
        ? Optional.of(next)
        : Optional.empty();
  }

  /// A query that locks the rows, before the statement that writes them.
  private static Verdict<Candidate> before(
      Case each, Document document, FunctionFlow flow, Table table, Expression rows) {
    Optional<Statement> statement = document.statement(rows);
    Optional<Region> region = statement.flatMap(s -> Region.covering(document, List.of(s)));
    if (region.isEmpty()) {
      return new Verdict.No<>("it stands in no function");
    }
    var wanted = new LockingQuery.Rows(table, true);
    return switch (LockingQuery.of(each, document, rows, wanted)) {
      case Verdict.No<LockingQuery>(String reason) -> new Verdict.No<>(reason);
      case Verdict.Yes<LockingQuery>(LockingQuery query) -> {
        var draft = new Draft(document, region.get().function());
        List<String> locking = List.of(query.statement(document, rows));
        yield switch (new Transaction(each, flow, region.get())
            .write(draft, locking, query.using())) {
          case Verdict.No<String>(String reason) -> new Verdict.No<>(reason);
          case Verdict.Yes<String> _ ->
              new Verdict.Yes<>(
                  new Candidate(
                      Kind.ORDER,
                      TITLE,
                      Applicability.UNSAFE,
                      "one more query, and a transaction that holds the locks until its end",
                      List.of(draft.patch())));
        };
      }
    };
  }
}

package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Read;
import dev.deadheat.fix.text.Blocks;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.ExprContext;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Keyword;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.rules.Finding;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Locks two rows of one table in the order of their keys before the request's own order locks
/// them: the queries that are there find them locked already.
final class LockTwins implements Cure {
  private static final String TITLE = "Lock both rows first, in the order of their keys";
  private static final Set<String> KEYS = Set.of("pk", "id");

  @Override
  public List<Candidate> offer(Case each) {
    for (FunctionFlow flow : each.facts().flows()) {
      Optional<Read> first = lock(flow, each.finding().read());
      Optional<Read> second = lock(flow, each.finding().write());
      if (first.isPresent() && second.isPresent() && first.get() != second.get()) {
        boolean twins = first.get().table().equals(second.get().table());
        return twins
            ? List.of(
                switch (of(each, flow, first.get(), second.get())) {
                  case Verdict.Yes<Candidate>(Candidate candidate) -> candidate;
                  case Verdict.No<Candidate>(String reason) ->
                      Candidate.refused(Kind.ORDER, TITLE, reason);
                })
            : List.of();
      }
    }
    return List.of();
  }

  private static Optional<Read> lock(FunctionFlow flow, Optional<Finding.Spot> spot) {
    return flow.reads().stream()
        .filter(Read::locking)
        .filter(read -> spot.filter(s -> Case.is(s, read.site(), read.via())).isPresent())
        .findFirst();
  }

  private static Verdict<Candidate> of(Case each, FunctionFlow flow, Read first, Read second) {
    boolean here =
        first.via().isEmpty()
            && second.via().isEmpty()
            && first.site().function().equals(flow.function())
            && second.site().function().equals(flow.function());
    if (!here) {
      return new Verdict.No<>("the rows are locked by another function, one at a time");
    }
    Document document = each.documents().at(flow.function().module().path());
    Optional<Expression> one = key(document, first);
    Optional<Expression> other = key(document, second);
    Optional<Statement> from = Place.statement(document, first.site());
    if (one.isEmpty() || other.isEmpty() || from.isEmpty() || first.table().model().isEmpty()) {
      return new Verdict.No<>("one of the rows is not locked by its primary key");
    }
    Statement.Function function = Place.function(document, from.get()).orElseThrow();
    Optional<String> late =
        Document.all(other.get(), Expression.Name.class::isInstance).stream()
            .map(node -> ((Expression.Name) node).id())
            .filter(name -> isBoundAfter(function, name, from.get().start()))
            .findFirst();
    if (late.isPresent()) {
      return new Verdict.No<>("`" + late.get() + "` is known only after the first lock");
    }
    var draft = new Draft(document, function);
    Optional<String> manager =
        ModelName.manager(
            each, draft, flow.function().module(), first.table().model().get(), Optional.empty());
    if (manager.isEmpty() || !document.alone(from.get())) {
      return new Verdict.No<>(
          "`" + first.table().name() + "` is not imported there; import it and lock its rows");
    }
    String rows =
        "list("
            + manager.get()
            + ".select_for_update().filter(pk__in=["
            + document.text(one.get())
            + ", "
            + document.text(other.get())
            + "]).order_by("
            + document.layout().string("pk")
            + "))";
    draft.add(Blocks.before(document, from.get(), List.of(rows)));
    return new Verdict.Yes<>(
        new Candidate(
            Kind.ORDER,
            TITLE,
            Applicability.UNSAFE,
            "one more query; a row is locked before it is known who may see it",
            List.of(draft.patch())));
  }

  /// The key by which a query gets its one row.
  private static Optional<Expression> key(Document document, Read read) {
    return Place.call(
            document,
            Place.node(document, read.site()),
            List.of("get", "get_object_or_404", "aget", "first"))
        .flatMap(call ->
            call.keywords().stream()
                .filter(keyword -> keyword.arg().filter(KEYS::contains).isPresent())
                .map(Keyword::value)
                .findFirst());
  }

  private static boolean isBoundAfter(Statement.Function function, String name, int offset) {
    return Document.all(function, Expression.Name.class::isInstance).stream()
        .map(node -> (Expression.Name) node)
        .anyMatch(found ->
            found.id().equals(name) && found.ctx() == ExprContext.STORE && found.start() >= offset);
  }
}

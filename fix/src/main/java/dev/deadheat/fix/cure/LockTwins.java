package dev.deadheat.fix.cure;

import dev.deadheat.django.code.Parameter;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Site;
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
    Site early = outermost(first);
    if (!early.function().equals(flow.function())
        || !outermost(second).function().equals(flow.function())) {
      return new Verdict.No<>("the rows are locked in different functions");
    }
    Document document = each.documents().at(flow.function().module().path());
    Optional<Expression> one = key(each, first);
    Optional<Expression> other = key(each, second);
    Optional<Statement> from = Place.statement(document, early);
    if (one.isEmpty() || other.isEmpty() || from.isEmpty() || first.table().model().isEmpty()) {
      return new Verdict.No<>("one of the rows is not locked by its primary key");
    }
    if (acts(one.get()) || acts(other.get())) {
      return new Verdict.No<>("a key is computed where its row is locked; give it a name before");
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

  private static Site outermost(Read read) {
    return read.via().isEmpty() ? read.site() : read.via().getFirst();
  }

  /// The key by which a query gets its one row, as the function names it that reads it, or that
  /// calls the one that does.
  private static Optional<Expression> key(Case each, Read read) {
    Document document = each.documents().at(read.site().path());
    Optional<Expression> key =
        Place.call(
                document,
                Place.node(document, read.site()),
                List.of("get", "get_object_or_404", "first"))
            .flatMap(call ->
                call.keywords().stream()
                    .filter(keyword -> keyword.arg().filter(KEYS::contains).isPresent())
                    .map(Keyword::value)
                    .findFirst());
    if (read.via().isEmpty() || key.isEmpty()) {
      return key;
    }
    if (read.via().size() > 1 || !(key.get() instanceof Expression.Name name)) {
      return Optional.empty();
    }
    List<String> parameters =
        read.site().function().parameters().stream().map(Parameter::name).toList();
    Document caller = each.documents().at(read.via().getFirst().path());
    int at = parameters.indexOf(name.id());
    return caller
        .nearest(Place.node(caller, read.via().getFirst()), Expression.Call.class)
        .filter(call -> at >= 0 && at < call.args().size())
        .filter(call -> call.func() instanceof Expression.Name)
        .map(call -> call.args().get(at));
  }

  /// Whether asking once more may do something, or answer otherwise.
  private static boolean acts(Expression key) {
    return !Document.all(
            key,
            node ->
                node instanceof Expression.Call
                    || node instanceof Expression.Await
                    || node instanceof Expression.NamedExpr)
        .isEmpty();
  }

  private static boolean isBoundAfter(Statement.Function function, String name, int offset) {
    return Document.all(function, Expression.Name.class::isInstance).stream()
        .map(node -> (Expression.Name) node)
        .anyMatch(found ->
            found.id().equals(name) && found.ctx() == ExprContext.STORE && found.start() >= offset);
  }
}

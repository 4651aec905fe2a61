package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.Read;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Edit;
import java.util.List;
import java.util.Optional;

/// Locks the rows of a loop by their keys, in order, where PostgreSQL cannot lock what their query
/// gives: it is distinct, grouped, united or sliced. Inside a transaction that is open already,
/// where a lock for each row in turn would be taken in the query's order.
final class LockBySecondQuery {
  private static final String REASON =
      "one more query locks the rows by their keys, and they are handled in the order of these; "
          + LockRow.REASON;

  private LockBySecondQuery() {}

  /// A cure, if the rows are those of a loop and are not chosen by what the race is about.
  static Optional<Candidate> offer(Case each, Case.Race race, Document document, Node query) {
    Read read = race.read().orElseThrow();
    Optional<ModelFacts> model = read.table().model();
    boolean chosen =
        read.lookups().stream()
            .map(lookup -> lookup.split("__", 2)[0])
            .anyMatch(each.finding().fields()::contains);
    boolean loops =
        document.parent(query).orElse(query) instanceof Statement.ForLoop loop
            && loop.iter().equals(query)
            && loop.target() instanceof Expression.Name;
    if (model.isEmpty() || chosen || !loops) {
      return Optional.empty();
    }
    Statement.ForLoop loop = (Statement.ForLoop) document.parent(query).orElseThrow();
    Optional<Region> region = Region.covering(document, List.of((Statement) loop));
    if (region.isEmpty()
        || !isOfColumns(document, loop, model.get())
        || !new Transaction(each, race.flow(), region.get()).isOpen()) {
      return Optional.empty();
    }
    var draft = new Draft(document, region.get().function());
    Optional<String> manager =
        ModelName.manager(
            each, draft, race.flow().function().module(), model.get(), Optional.empty());
    String name = Place.free(region.get().function(), List.of("row", "each", "found"));
    return manager.map(objects ->
        new Candidate(
            Kind.LOCK,
            LockRow.TITLE,
            Applicability.UNSAFE,
            REASON,
            List.of(
                draft
                    .add(
                        Edit.insert(
                            query.start(),
                            objects
                                + ".select_for_update().filter(pk__in=["
                                + name
                                + ".pk for "
                                + name
                                + " in "))
                    .add(
                        Edit.insert(
                            query.end(), "]).order_by(" + document.layout().string("pk") + ")"))
                    .patch())));
  }

  /// Whether nothing of a row is looked at that only its query computes.
  private static boolean isOfColumns(Document document, Statement.ForLoop loop, ModelFacts model) {
    String row = document.text(loop.target());
    return Document.all(loop, Expression.Attribute.class::isInstance).stream()
        .map(Expression.Attribute.class::cast)
        .filter(used -> document.text(used.value()).equals(row))
        .allMatch(used ->
            used.attr().equals("pk")
                || used.attr().equals("id")
                || model.field(used.attr()).isPresent()
                || document.parent(used).orElse(used) instanceof Expression.Call);
  }
}

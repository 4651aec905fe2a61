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
import java.util.Set;

/// Locks rows by their keys, in order, where PostgreSQL cannot lock what their query gives: it is
/// distinct, grouped, united or sliced. Inside a transaction that is open already, where a lock for
/// each row in turn would be taken in the query's order; in one of its own only where a lock for
/// each row in turn is no cure, as where all are written at once.
final class LockBySecondQuery {
  private static final String REASON =
      "one more query locks the rows by their keys, and they are handled in the order of these; "
          + LockRow.REASON;

  /// What gives rows more than their columns, or less.
  private static final Set<String> COMPUTING =
      Set.of("alias", "annotate", "extra", "raw", "values", "values_list");

  private LockBySecondQuery() {}

  /// A cure, if the rows are those of a loop, or have a name, and are not chosen by what the race
  /// is about.
  ///
  /// @param whole what the transaction has to cover; empty for the loop, in the one that is open
  static Optional<Candidate> offer(
      Case each, Case.Race race, Document document, Node query, Optional<Region> whole) {
    Read read = race.read().orElseThrow();
    Optional<ModelFacts> model = read.table().model();
    boolean chosen =
        read.lookups().stream()
            .map(lookup -> lookup.split("__", 2)[0])
            .anyMatch(each.finding().fields()::contains);
    Expression rows = inner(query);
    Optional<Statement> holder = holder(document, rows);
    if (model.isEmpty() || chosen || read.kind() != Read.Kind.ROWS || holder.isEmpty()) {
      return Optional.empty();
    }
    Optional<Region> region = whole.or(() -> Region.covering(document, List.of(holder.get())));
    if (region.isEmpty() || !isOfColumns(document, holder.get(), rows, model.get())) {
      return Optional.empty();
    }
    var draft = new Draft(document, region.get().function());
    var transaction = new Transaction(each, race.flow(), region.get());
    boolean covered =
        whole.isPresent()
            ? transaction.write(draft, List.of(), Optional.empty()) instanceof Verdict.Yes<String>
            : transaction.isOpen();
    if (!covered) {
      return Optional.empty();
    }
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
                            rows.start(),
                            objects
                                + ".select_for_update().filter(pk__in=["
                                + name
                                + ".pk for "
                                + name
                                + " in "))
                    .add(
                        Edit.insert(
                            rows.end(), "]).order_by(" + document.layout().string("pk") + ")"))
                    .patch())));
  }

  /// The query itself: `list(...)` only collects its rows.
  private static Expression inner(Node query) {
    Expression rows = (Expression) query;
    return rows instanceof Expression.Call call
            && call.func() instanceof Expression.Name name
            && name.id().equals("list")
            && call.args().size() == 1
        ? call.args().getFirst()
        : rows;
  }

  /// The loop over the rows, or the assignment that names them.
  private static Optional<Statement> holder(Document document, Expression rows) {
    Node above = document.parent(rows).orElse(rows);
    Node next = above instanceof Expression ? document.parent(above).orElse(above) : above;
    boolean listed = above instanceof Expression.Call call && inner(call).equals(rows);
    return switch (next) {
      case Statement.ForLoop loop
          when loop.target() instanceof Expression.Name
              && (loop.iter().equals(rows) || (listed && loop.iter().equals(above))) ->
          Optional.of((Statement) loop);
      case Statement.Assign assign
          when assign.targets().size() == 1
              && (assign.value().equals(rows) || (listed && assign.value().equals(above))) ->
          Optional.of(assign);
      case Node other -> Optional.empty();
    };
  }

  /// Whether nothing of a row is looked at that only its query computes.
  private static boolean isOfColumns(
      Document document, Statement holder, Expression rows, ModelFacts model) {
    if (!(holder instanceof Statement.ForLoop loop)) {
      return Document.all(rows, Expression.Call.class::isInstance).stream()
          .noneMatch(call -> COMPUTING.contains(Place.name((Expression.Call) call)));
    }
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

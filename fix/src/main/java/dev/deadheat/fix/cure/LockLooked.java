package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Write;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.ExprContext;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Locks rows before it is looked whether there are some, or how many, and all that fit are deleted
/// or updated: `list(rows.select_for_update())`.
final class LockLooked {
  static final String TITLE = "Lock the rows before looking: `select_for_update()`";

  /// A cure in the function that looks and writes.
  Verdict<Candidate> offer(Case each, Case.Race race) {
    Read look = race.read().orElseThrow();
    Write write = race.write();
    Document document = each.documents().at(look.site().path());
    Optional<Statement> from = Place.statement(document, look.site());
    Optional<Expression.Call> writing =
        race.writesHere() && look.table().equals(write.table())
            ? Place.call(document, Place.node(document, write.site()), List.of("delete", "update"))
            : Optional.empty();
    if (from.isEmpty()
        || writing.isEmpty()
        || !(writing.get().func() instanceof Expression.Attribute method)) {
      return new Verdict.No<>("what is looked at is not what is written");
    }
    String rows = document.text(method.value());
    String looked = document.text(Place.node(document, look.site()));
    if (!looked.equals(rows) && !looked.startsWith(rows + ".")) {
      return new Verdict.No<>("more is looked at than the rows that are written");
    }
    Optional<Region> region =
        document
            .statement(writing.get())
            .flatMap(to -> Region.covering(document, List.of(from.get(), to)));
    if (region.isEmpty()) {
      return new Verdict.No<>("the look and the write stand in different functions");
    }
    var bound = new HashSet<String>();
    region.get().nodes().stream()
        .filter(node -> node instanceof Expression.Name name && name.ctx() == ExprContext.STORE)
        .forEach(node -> bound.add(((Expression.Name) node).id()));
    boolean known =
        Document.all(method.value(), Expression.Name.class::isInstance).stream()
            .noneMatch(node -> bound.contains(((Expression.Name) node).id()));
    if (!known) {
      return new Verdict.No<>("the rows are not named before they are looked at");
    }
    return switch (LockingQuery.of(each, document, method.value(), look)) {
      case Verdict.No<LockingQuery>(String reason) -> new Verdict.No<>(reason);
      case Verdict.Yes<LockingQuery>(LockingQuery query) ->
          write(each, race, region.get(), query.statement(document, method.value()), query.using());
    };
  }

  private static Verdict<Candidate> write(
      Case each, Case.Race race, Region region, String locking, Optional<String> using) {
    var draft = new Draft(region.document(), region.function());
    var transaction = new Transaction(each, race.flow(), region);
    return switch (transaction.write(draft, List.of(locking), using)) {
      case Verdict.No<String>(String reason) -> new Verdict.No<>(reason);
      case Verdict.Yes<String>(String more) ->
          new Verdict.Yes<>(
              new Candidate(
                  Kind.LOCK,
                  TITLE,
                  Applicability.UNSAFE,
                  LockRow.REASON + more,
                  List.of(draft.patch())));
    };
  }
}

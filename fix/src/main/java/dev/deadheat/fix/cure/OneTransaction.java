package dev.deadheat.fix.cure;

import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.flow.Torn;
import dev.deadheat.django.flow.Write;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Puts two writes that belong together into one transaction, which the error that refuses the
/// second one leaves.
final class OneTransaction implements Cure {
  private static final String TITLE = "Both or neither: one `transaction.atomic()`";

  @Override
  public List<Candidate> offer(Case each) {
    for (FunctionFlow flow : each.facts().flows()) {
      if (!flow.function().module().path().equals(each.finding().path())
          || !flow.function().qualifiedName().equals(each.finding().function())) {
        continue;
      }
      Document document = each.documents().at(each.finding().path());
      var statements = new ArrayList<Statement>();
      for (Write write : flow.writes()) {
        boolean first =
            each.finding().read().filter(s -> Case.is(s, write.site(), write.via())).isPresent();
        boolean second =
            each.finding().write().filter(s -> Case.is(s, write.site(), write.via())).isPresent();
        if (first || second) {
          Place.statement(document, write.outermost()).ifPresent(statements::add);
        }
      }
      Optional<Region> region = Region.covering(document, statements);
      if (region.isEmpty() || region.get().statements().size() < 2) {
        continue;
      }
      if (flow.torn().stream().anyMatch(torn -> torn.answered() && isOf(torn, each))) {
        return List.of(
            Candidate.refused(
                Kind.TRANSACTION,
                TITLE,
                "the failure is answered by a `return`, which leaves a transaction as an end that is"
                    + " well does: raise an error inside it and answer outside"));
      }
      var draft = new Draft(document, region.get().function());
      return List.of(
          switch (new Transaction(each, flow, region.get())
              .undoing()
              .write(draft, List.of(), Optional.empty())) {
            case Verdict.No<String>(String reason) ->
                Candidate.refused(Kind.TRANSACTION, TITLE, reason);
            case Verdict.Yes<String> _ ->
                new Candidate(
                    Kind.TRANSACTION,
                    TITLE,
                    Applicability.UNSAFE,
                    "the first write is taken back when the second is refused, and holds its row"
                        + " until then",
                    List.of(draft.patch()));
          });
    }
    return List.of();
  }

  private static boolean isOf(Torn torn, Case each) {
    return each.finding()
        .read()
        .filter(s -> Case.is(s, torn.write().site(), torn.write().via()))
        .isPresent();
  }
}

package dev.deadheat.fix.cure;

import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.model.UniqueKey;
import dev.deadheat.fix.text.Blocks;
import dev.deadheat.fix.text.Document;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.Edit;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `create()` of a row that a unique key of the table allows once: `get_or_create()` by the key,
/// wherever the look is.
final class CreateByKey {
  private CreateByKey() {}

  static Optional<Candidate> of(Document document, ModelFacts model, Expression.Call create) {
    Map<String, String> values = Making.named(document, create).orElse(Map.of());
    Optional<Set<String>> key =
        model.keys().stream()
            .filter(each -> !each.conditional() && !each.nullable())
            .map(UniqueKey::columns)
            .filter(columns -> values.keySet().containsAll(columns))
            .findFirst()
            .map(LinkedHashSet::new);
    Optional<Statement> statement = document.statement(create);
    if (key.isEmpty()
        || statement.isEmpty()
        || !document.alone(statement.get())
        || !(create.func() instanceof Expression.Attribute method)) {
      return Optional.empty();
    }
    var lookups = new LinkedHashMap<>(values);
    lookups.keySet().retainAll(key.get());
    var defaults = new LinkedHashMap<>(values);
    defaults.keySet().removeAll(key.get());
    String call =
        new OneStep(document.text(method.value()), lookups, defaults, key.get())
            .call(document, "get_or_create", defaults);
    var draft = new Draft(document, create);
    switch (statement.get()) {
      case Statement.Assign assign
          when assign.targets().size() == 1 && assign.value().equals(create) ->
          draft.add(
              new Edit(
                  assign.span(),
                  document.text(assign.targets().getFirst()) + ", _created = " + call));
      case Statement.Expr expr when expr.value().equals(create) ->
          draft.add(new Edit(expr.span(), call));
      case Statement.Return back when back.value().filter(create::equals).isPresent() -> {
        draft.add(Blocks.before(document, back, List.of("row, _created = " + call)));
        draft.add(new Edit(create.span(), "row"));
      }
      case Statement other -> {
        return Optional.empty();
      }
    }
    return Optional.of(
        new Candidate(
            Kind.GET_OR_CREATE,
            GetOrCreate.TITLE,
            Applicability.UNSAFE,
            "who comes second gets the first one's row, where the unique key raised an error",
            List.of(draft.patch())));
  }
}

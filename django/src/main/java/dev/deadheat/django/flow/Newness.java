package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;

/// Tests of whether a row was ever saved: of its key, or of `_state.adding`.
final class Newness {
  private final Interpreter interpreter;

  Newness(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  /// What the truth of an expression tells, if it is a row's key or its `_state.adding`.
  Optional<Tests.Result> of(Expression test) {
    if (!(test instanceof Expression.Attribute attribute)) {
      return Optional.empty();
    }
    boolean adding = attribute.attribute().equals("adding");
    Expression row =
        adding && attribute.value() instanceof Expression.Attribute state
            ? state.value()
            : attribute.value();
    if (!adding && !attribute.attribute().equals("pk") && !attribute.attribute().equals("id")) {
      return Optional.empty();
    }
    var whenTrue = new LinkedHashSet<Guard>();
    for (Value each : Value.alternatives(interpreter.evaluator.value(row))) {
      if (each instanceof Value.Row known && !known.read().fresh()) {
        whenTrue.add(
            new Guard(
                new Source(known.read(), Source.Aspect.COLUMN, "pk"),
                adding ? Guard.Polarity.ABSENT : Guard.Polarity.PRESENT));
      }
    }
    return whenTrue.isEmpty()
        ? Optional.empty()
        : Optional.of(new Tests.Result(whenTrue, Tests.negated(whenTrue), Map.of()));
  }
}

package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import java.util.LinkedHashSet;

/// A running total over rows, `total += order.price`: it says of them what `sum()` does.
final class Sums {
  private Sums() {}

  /// The value that a variable is given, where it is added up from row to row.
  static Value of(Expression target, Expression from, Value value) {
    boolean adds =
        target instanceof Expression.Name name
            && from instanceof Expression.Arithmetic sum
            && sum.left() instanceof Expression.Name before
            && before.id().equals(name.id());
    if (!adds) {
      return value;
    }
    var sources = new LinkedHashSet<Source>();
    for (Source source : Value.sources(value)) {
      boolean ofRows =
          source.aspect() == Source.Aspect.COLUMN && source.read().kind() == Read.Kind.ROWS;
      sources.add(
          ofRows ? new Source(source.read(), Source.Aspect.AGGREGATE, source.column()) : source);
    }
    return Value.derived(sources);
  }
}

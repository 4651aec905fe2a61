package dev.deadheat.django.flow;

import dev.deadheat.django.code.Place;
import java.util.LinkedHashSet;
import java.util.Set;

/// What is left of a list once others are taken out of it, `wanted - there` or
/// `wanted.difference(there)`: of what was listed in the database, what is not there.
final class Leftovers {
  private final Evaluator evaluator;

  Leftovers(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /// Whether a value is a list that was made of rows.
  static boolean isListed(Value taken) {
    return taken instanceof Value.Bag && Value.sources(taken).stream().anyMatch(Leftovers::isList);
  }

  /// What is left.
  Value of(Value all, Value taken, Place place) {
    Set<Source> chosen = all instanceof Value.Bag bag ? bag.sources() : Set.<Source>of();
    return new Value.Bag(evaluator.element(all, place), Value.union(chosen, missed(taken)));
  }

  private static Set<Source> missed(Value taken) {
    var out = new LinkedHashSet<Source>();
    for (Source source : Value.sources(taken)) {
      out.add(isList(source) ? Source.of(source.read(), Source.Aspect.ABSENCE) : source);
    }
    return out;
  }

  private static boolean isList(Source source) {
    return source.aspect() == Source.Aspect.WHOLE && source.read().kind() == Read.Kind.ROWS;
  }
}

package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.model.FieldFacts;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/// A text that is written cleaner, `row.title = row.title.strip()[:80]`: whoever does it comes to
/// the same, so it counts on nothing but that the text is as it was read. What is wrong if it is
/// not is what is wrong with every column that is written back.
final class Cleaning {
  private static final Set<String> METHODS =
      Set.of("strip", "lstrip", "rstrip", "lower", "upper", "casefold", "title", "capitalize");

  private Cleaning() {}

  /// The value that is assigned, without its old one where it is but the old one written cleaner.
  static Value of(Expression target, Expression from, Value value) {
    Optional<Expression.Attribute> same = cleaned(from).filter(base -> isSame(base, target));
    if (same.isEmpty()) {
      return value;
    }
    var sources = new LinkedHashSet<>(Value.sources(value));
    boolean changed =
        sources.removeIf(source ->
            source.aspect() == Source.Aspect.COLUMN
                && source.column().equals(same.get().attribute())
                && source
                    .read()
                    .table()
                    .model()
                    .flatMap(model -> model.field(source.column()))
                    .filter(FieldFacts::isText)
                    .isPresent());
    return changed ? Value.derived(sources) : value;
  }

  /// What is written cleaner, if it is an attribute.
  private static Optional<Expression.Attribute> cleaned(Expression value) {
    Expression base = value;
    boolean cleaner = false;
    while (true) {
      switch (base) {
        case Expression.Index index when index.key() instanceof Expression.Slice ->
            base = index.value();
        case Expression.Call call
            when call.function() instanceof Expression.Attribute method
                && METHODS.contains(method.attribute()) ->
            base = method.value();
        case Expression.Attribute attribute -> {
          return cleaner ? Optional.of(attribute) : Optional.empty();
        }
        case Expression other -> {
          return Optional.empty();
        }
      }
      cleaner = true;
    }
  }

  private static boolean isSame(Expression.Attribute base, Expression target) {
    return target instanceof Expression.Attribute attribute
        && Evaluator.path(attribute).isPresent()
        && Evaluator.path(attribute).equals(Evaluator.path(base));
  }
}

package dev.deadheat.django.lock;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parts;
import java.util.List;
import java.util.stream.Collectors;

/// Expressions as text, so that two places that write the same are seen to mean the same.
final class KeyText {
  private KeyText() {}

  static String of(Expression expression) {
    return switch (expression) {
      case Expression.Name name -> name.id();
      case Expression.Attribute attribute -> of(attribute.value()) + "." + attribute.attribute();
      case Expression.Literal literal ->
          literal.kind() == Expression.Literal.Kind.TEXT
              ? "'" + literal.text() + "'"
              : literal.text().isEmpty() ? literal.kind().name() : literal.text();
      case Expression.Call call -> of(call.function()) + "(" + all(Parts.of(call)) + ")";
      case Expression.Compare compare ->
          all(compare.operands()) + String.join(" ", compare.operators());
      case Expression.Arithmetic sum ->
          of(sum.left()) + " " + sum.operator() + " " + of(sum.right());
      case Expression.Index index -> of(index.value()) + "[" + of(index.key()) + "]";
      case Expression other -> other.getClass().getSimpleName() + "(" + all(Parts.of(other)) + ")";
    };
  }

  private static String all(List<Expression> expressions) {
    return expressions.stream().map(KeyText::of).collect(Collectors.joining(", "));
  }
}

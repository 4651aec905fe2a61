package dev.deadheat.django.lock;

import dev.deadheat.django.code.Expression;
import java.util.ArrayList;
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
      case Expression.Call call -> of(call.function()) + "(" + all(parts(call)) + ")";
      case Expression.Compare compare ->
          all(compare.operands()) + String.join(" ", compare.operators());
      case Expression.Arithmetic sum ->
          of(sum.left()) + " " + sum.operator() + " " + of(sum.right());
      case Expression.Index index -> of(index.value()) + "[" + of(index.key()) + "]";
      case Expression other -> other.getClass().getSimpleName() + "(" + all(parts(other)) + ")";
    };
  }

  private static String all(List<Expression> expressions) {
    return expressions.stream().map(KeyText::of).collect(Collectors.joining(", "));
  }

  /// The expressions right inside another, in the order in which they are evaluated; of a call its
  /// arguments.
  static List<Expression> parts(Expression expression) {
    return switch (expression) {
      case Expression.Name _, Expression.Literal _, Expression.Lambda _ -> List.of();
      case Expression.Attribute attribute -> List.of(attribute.value());
      case Expression.Call call -> {
        var out = new ArrayList<>(call.arguments());
        call.keywords().forEach(keyword -> out.add(keyword.value()));
        yield out;
      }
      case Expression.Compare compare -> compare.operands();
      case Expression.Logic logic -> logic.operands();
      case Expression.Not not -> List.of(not.operand());
      case Expression.Arithmetic sum -> List.of(sum.left(), sum.right());
      case Expression.Index index -> List.of(index.value(), index.key());
      case Expression.Slice slice -> slice.parts();
      case Expression.Display display -> display.elements();
      case Expression.Mapping mapping -> {
        var out = new ArrayList<Expression>();
        for (Expression.Entry entry : mapping.entries()) {
          entry.key().ifPresent(out::add);
          out.add(entry.value());
        }
        yield out;
      }
      case Expression.Comprehension comprehension -> {
        var out = new ArrayList<Expression>();
        for (Expression.Clause clause : comprehension.clauses()) {
          out.add(clause.source());
          out.addAll(clause.conditions());
        }
        out.addAll(comprehension.results());
        yield out;
      }
      case Expression.Conditional choice ->
          List.of(choice.test(), choice.then(), choice.otherwise());
      case Expression.Bind bind -> List.of(bind.value());
      case Expression.Spread spread -> List.of(spread.value());
      case Expression.Yield yield -> yield.value().map(List::of).orElse(List.of());
      case Expression.Opaque opaque -> opaque.parts();
    };
  }
}

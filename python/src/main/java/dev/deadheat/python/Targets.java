package dev.deadheat.python;

import dev.deadheat.python.ast.ExprContext;
import dev.deadheat.python.ast.Expression;
import java.util.ArrayList;
import java.util.List;

/// Turns an expression that was read into a target: what is assigned to or deleted.
final class Targets {
  private Targets() {}

  static Expression assigned(Expression expression) {
    return in(expression, ExprContext.STORE);
  }

  static Expression deleted(Expression expression) {
    return in(expression, ExprContext.DEL);
  }

  /// A name, attribute or subscript, as the target of `+=` or of an annotation must be.
  static Expression single(Expression expression) {
    return switch (expression) {
      case Expression.Name _, Expression.Attribute _, Expression.Subscript _ ->
          assigned(expression);
      default -> throw refused(expression);
    };
  }

  private static Expression in(Expression expression, ExprContext context) {
    return switch (expression) {
      case Expression.Name name ->
          new Expression.Name(name.id(), context, name.start(), name.end());
      case Expression.Attribute it ->
          new Expression.Attribute(it.value(), it.attr(), context, it.start(), it.end());
      case Expression.Subscript it ->
          new Expression.Subscript(it.value(), it.slice(), context, it.start(), it.end());
      case Expression.Tuple tuple ->
          new Expression.Tuple(all(tuple.elts(), context), context, tuple.start(), tuple.end());
      case Expression.List list ->
          new Expression.List(all(list.elts(), context), context, list.start(), list.end());
      case Expression.Starred starred when context == ExprContext.STORE -> {
        if (starred.value() instanceof Expression.Starred) {
          throw refused(starred);
        }
        yield new Expression.Starred(
            in(starred.value(), context), context, starred.start(), starred.end());
      }
      default -> throw refused(expression);
    };
  }

  private static List<Expression> all(List<Expression> elements, ExprContext context) {
    ArrayList<Expression> targets = new ArrayList<>(elements.size());
    for (Expression element : elements) {
      targets.add(in(element, context));
    }
    return NodeList.of(targets);
  }

  private static SyntaxFault refused(Expression expression) {
    return new SyntaxFault(
        "this cannot be assigned to or deleted", expression.start(), expression.end());
  }
}

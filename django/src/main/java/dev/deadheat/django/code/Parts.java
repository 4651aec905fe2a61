package dev.deadheat.django.code;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// What stands inside expressions and statements.
public final class Parts {
  private Parts() {}

  /// The expressions right inside another, in the order in which they are evaluated; of a call its
  /// arguments.
  public static List<Expression> of(Expression expression) {
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

  /// Whether an expression, one inside it, or one of a lambda in it is such a one.
  public static boolean any(Expression expression, Predicate<Expression> such) {
    return such.test(expression)
        || (expression instanceof Expression.Lambda lambda && any(lambda.body(), such))
        || (expression instanceof Expression.Call call && any(call.function(), such))
        || of(expression).stream().anyMatch(part -> any(part, such));
  }

  /// Whether such an expression stands in statements, those of functions inside them included.
  public static boolean any(List<Statement> body, Predicate<Expression> such) {
    for (Statement statement : body) {
      if (expressions(statement).stream().anyMatch(each -> any(each, such))
          || blocks(statement).stream().anyMatch(each -> any(each, such))) {
        return true;
      }
    }
    return false;
  }

  /// The expressions right in a statement, those of its blocks left out.
  public static List<Expression> expressions(Statement statement) {
    return switch (statement) {
      case Statement.Assign assign -> List.of(assign.value());
      case Statement.Evaluate evaluate -> List.of(evaluate.expression());
      case Statement.Return result -> result.value().map(List::of).orElse(List.of());
      case Statement.Raise raise -> raise.exception().map(List::of).orElse(List.of());
      case Statement.Branch branch -> List.of(branch.test());
      case Statement.While loop -> List.of(loop.test());
      case Statement.For loop -> List.of(loop.source());
      case Statement.With with -> with.items().stream().map(Statement.Item::context).toList();
      case Statement.Delete delete -> delete.targets();
      case Statement.Try _,
          Statement.Jump _,
          Statement.Declare _,
          Statement.Import _,
          Statement.ImportFrom _,
          Statement.Function _,
          Statement.ClassDef _ ->
          List.of();
    };
  }

  /// The blocks right in a statement; of a function its body.
  public static List<List<Statement>> blocks(Statement statement) {
    return switch (statement) {
      case Statement.Branch branch -> List.of(branch.then(), branch.otherwise());
      case Statement.While loop -> List.of(loop.body(), loop.otherwise());
      case Statement.For loop -> List.of(loop.body(), loop.otherwise());
      case Statement.With with -> List.of(with.body());
      case Statement.Try attempt -> {
        var out = new ArrayList<List<Statement>>();
        out.add(attempt.body());
        attempt.handlers().forEach(handler -> out.add(handler.body()));
        out.add(attempt.otherwise());
        out.add(attempt.last());
        yield out;
      }
      case Statement.Function function -> List.of(function.body());
      case Statement.Assign _,
          Statement.Evaluate _,
          Statement.Return _,
          Statement.Raise _,
          Statement.Delete _,
          Statement.Jump _,
          Statement.Declare _,
          Statement.Import _,
          Statement.ImportFrom _,
          Statement.ClassDef _ ->
          List.of();
    };
  }
}

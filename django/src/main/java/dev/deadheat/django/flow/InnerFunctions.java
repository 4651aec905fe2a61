package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.project.FunctionFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The functions inside a function: the wrapper of a decorator, a callback.
final class InnerFunctions {
  private static final Set<String> TAKERS = Set.of("acquire", "add", "aadd", "setnx", "lock");

  private InnerFunctions() {}

  /// Those in which something may be locked by a call.
  static List<Statement.Function> thatLock(Statement.Function function) {
    var out = new ArrayList<Statement.Function>();
    collect(function.body(), out);
    return out;
  }

  private static boolean collect(List<Statement> body, List<Statement.Function> out) {
    boolean locks = false;
    for (Statement statement : body) {
      locks |=
          switch (statement) {
            case Statement.Function nested -> {
              if (collect(nested.body(), out)) {
                out.add(nested);
              }
              yield false;
            }
            case Statement.Assign assign -> takes(assign.value());
            case Statement.Evaluate evaluate -> takes(evaluate.expression());
            case Statement.Return result ->
                result.value().filter(InnerFunctions::takes).isPresent();
            case Statement.Branch branch ->
                any(
                    takes(branch.test()),
                    collect(branch.then(), out),
                    collect(branch.otherwise(), out));
            case Statement.While loop -> any(takes(loop.test()), collect(loop.body(), out));
            case Statement.For loop -> collect(loop.body(), out);
            case Statement.With with ->
                any(
                    with.items().stream().anyMatch(item -> takes(item.context())),
                    collect(with.body(), out));
            case Statement.Try attempt -> {
              boolean any = any(collect(attempt.body(), out), collect(attempt.last(), out));
              for (Statement.Handler handler : attempt.handlers()) {
                any |= collect(handler.body(), out);
              }
              yield any(any, collect(attempt.otherwise(), out));
            }
            case Statement.Raise _,
                Statement.Jump _,
                Statement.Declare _,
                Statement.Delete _,
                Statement.Import _,
                Statement.ImportFrom _,
                Statement.ClassDef _ ->
                false;
          };
    }
    return locks;
  }

  /// Whether one is true; all were made.
  private static boolean any(boolean... all) {
    for (boolean each : all) {
      if (each) {
        return true;
      }
    }
    return false;
  }

  private static boolean isTaker(String name) {
    return TAKERS.contains(name) || LockNames.names(name);
  }

  private static boolean takes(Expression expression) {
    return switch (expression) {
      case Expression.Call call ->
          isTaker(FunctionFacts.lastName(call))
              || (call.function() instanceof Expression.Attribute method && takes(method.value()))
              || call.keyword("nx").isPresent();
      case Expression.Not not -> takes(not.operand());
      case Expression.Logic logic -> logic.operands().stream().anyMatch(InnerFunctions::takes);
      case Expression.Bind bind -> takes(bind.value());
      case Expression other -> false;
    };
  }
}

package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parts;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.project.FunctionFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The functions inside a function: the wrapper of a decorator, a callback.
final class InnerFunctions {
  private static final Set<String> TAKERS = Set.of("acquire", "add", "aadd", "setnx", "lock");

  private InnerFunctions() {}

  /// Those in which something may be locked by a call or a `with`.
  static List<Statement.Function> thatLock(Statement.Function function) {
    var out = new ArrayList<Statement.Function>();
    collect(function.body(), out);
    return out;
  }

  private static void collect(List<Statement> body, List<Statement.Function> out) {
    for (Statement statement : body) {
      if (statement instanceof Statement.Function nested
          && (Parts.any(nested.body(), InnerFunctions::takes) || hasWith(nested.body()))) {
        out.add(nested);
      }
      Parts.blocks(statement).forEach(block -> collect(block, out));
    }
  }

  private static boolean hasWith(List<Statement> body) {
    return body.stream()
        .anyMatch(statement ->
            statement instanceof Statement.With
                || Parts.blocks(statement).stream().anyMatch(InnerFunctions::hasWith));
  }

  private static boolean takes(Expression expression) {
    if (!(expression instanceof Expression.Call call)) {
      return false;
    }
    String name = FunctionFacts.lastName(call);
    return TAKERS.contains(name) || LockNames.names(name) || call.keyword("nx").isPresent();
  }
}

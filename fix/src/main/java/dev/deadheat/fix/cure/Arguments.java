package dev.deadheat.fix.cure;

import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Keyword;
import java.util.Optional;

/// Which argument of a call a function gets as which of its parameters.
final class Arguments {
  private Arguments() {}

  /// The argument for a parameter; of a method's first one what the method is called on.
  ///
  /// @param index of the parameter, from 0
  /// @param name of the parameter
  static Optional<Expression> of(
      Expression.Call call, FunctionFacts callee, int index, String name) {
    boolean bound = callee.owner().isPresent() && call.func() instanceof Expression.Attribute;
    if (index == 0 && bound) {
      return Optional.of(((Expression.Attribute) call.func()).value());
    }
    int position = bound ? index - 1 : index;
    return call.keywords().stream()
        .filter(keyword -> keyword.arg().filter(name::equals).isPresent())
        .map(Keyword::value)
        .findFirst()
        .or(() ->
            position >= 0 && position < call.args().size()
                ? Optional.of(call.args().get(position))
                : Optional.empty());
  }
}

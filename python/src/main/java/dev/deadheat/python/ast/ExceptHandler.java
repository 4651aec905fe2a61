package dev.deadheat.python.ast;

import java.util.List;
import java.util.Optional;

/// An `except` of a `try`; several types are a [Expression.Tuple], with parentheses or (from Python
/// 3.14) without.
public record ExceptHandler(
    Optional<Expression> type, Optional<String> name, List<Statement> body, int start, int end)
    implements Node {
  public ExceptHandler {
    body = List.copyOf(body);
  }
}

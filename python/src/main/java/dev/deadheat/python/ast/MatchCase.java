package dev.deadheat.python.ast;

import java.util.List;
import java.util.Optional;

/// A `case` of a `match`.
public record MatchCase(
    Pattern pattern, Optional<Expression> guard, List<Statement> body, int start, int end)
    implements Node {
  public MatchCase {
    body = List.copyOf(body);
  }
}

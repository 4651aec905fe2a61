package dev.deadheat.python.ast;

import java.util.List;

/// `for target in iter if condition ...` in a comprehension.
public record Comprehension(
    Expression target, Expression iter, List<Expression> ifs, boolean isAsync, int start, int end)
    implements Node {
  public Comprehension {
    ifs = List.copyOf(ifs);
  }
}

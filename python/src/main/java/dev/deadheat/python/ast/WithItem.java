package dev.deadheat.python.ast;

import java.util.Optional;

/// `contextExpr as optionalVars` in a `with`.
public record WithItem(
    Expression contextExpr, Optional<Expression> optionalVars, int start, int end)
    implements Node {}

package dev.deadheat.python.ast;

/// Whether an expression is read, assigned to, or deleted.
public enum ExprContext {
  LOAD,
  STORE,
  DEL
}

package dev.deadheat.python.ast;

/// What a [Expression.BoolOp] does.
public enum BoolOperator {
  AND("And"),
  OR("Or");

  private final String pythonName;

  BoolOperator(String pythonName) {
    this.pythonName = pythonName;
  }

  /// The class's name in Python's `ast`.
  public String pythonName() {
    return pythonName;
  }
}

package dev.deadheat.python.ast;

/// What a [Expression.UnaryOp] does.
public enum UnaryOperator {
  INVERT("Invert"),
  NOT("Not"),
  U_ADD("UAdd"),
  U_SUB("USub");

  private final String pythonName;

  UnaryOperator(String pythonName) {
    this.pythonName = pythonName;
  }

  /// The class's name in Python's `ast`.
  public String pythonName() {
    return pythonName;
  }
}

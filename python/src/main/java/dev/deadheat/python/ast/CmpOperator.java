package dev.deadheat.python.ast;

/// How a [Expression.Compare] compares.
public enum CmpOperator {
  EQ("Eq"),
  NOT_EQ("NotEq"),
  LT("Lt"),
  LT_E("LtE"),
  GT("Gt"),
  GT_E("GtE"),
  IS("Is"),
  IS_NOT("IsNot"),
  IN("In"),
  NOT_IN("NotIn");

  private final String pythonName;

  CmpOperator(String pythonName) {
    this.pythonName = pythonName;
  }

  /// The class's name in Python's `ast`.
  public String pythonName() {
    return pythonName;
  }
}

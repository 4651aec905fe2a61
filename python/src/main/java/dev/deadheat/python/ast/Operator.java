package dev.deadheat.python.ast;

/// What a [Expression.BinOp] or [Statement.AugAssign] does; Python's class of that name is in
/// capitals and lower case, such as `FloorDiv`.
public enum Operator {
  ADD("Add", "+"),
  SUB("Sub", "-"),
  MULT("Mult", "*"),
  MAT_MULT("MatMult", "@"),
  DIV("Div", "/"),
  MOD("Mod", "%"),
  POW("Pow", "**"),
  L_SHIFT("LShift", "<<"),
  R_SHIFT("RShift", ">>"),
  BIT_OR("BitOr", "|"),
  BIT_XOR("BitXor", "^"),
  BIT_AND("BitAnd", "&"),
  FLOOR_DIV("FloorDiv", "//");

  private final String pythonName;
  private final String symbol;

  Operator(String pythonName, String symbol) {
    this.pythonName = pythonName;
    this.symbol = symbol;
  }

  /// The class's name in Python's `ast`.
  public String pythonName() {
    return pythonName;
  }

  /// As written, without the `=` of an assignment.
  public String symbol() {
    return symbol;
  }
}

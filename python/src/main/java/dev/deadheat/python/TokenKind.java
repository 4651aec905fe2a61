package dev.deadheat.python;

import dev.deadheat.python.ast.Operator;
import org.jspecify.annotations.Nullable;

/// What a token is. Operators are named as in Python's `token` module; keywords end in `_KW`. Soft
/// keywords (`match`, `case`, `type`, `_`) are names.
public enum TokenKind {
  /// The end of the file; covers nothing.
  END,
  /// The end of a logical line; covers the line break, or nothing where one is missing.
  NEWLINE,
  /// A block begins; covers nothing.
  INDENT,
  /// A block ends; covers nothing.
  DEDENT,
  /// Text that is no token; there is a problem for it.
  ERROR,
  NAME,
  NUMBER,
  /// A string or bytes literal with its prefix and quotes.
  STRING,
  /// The prefix and opening quotes of an f-string or t-string.
  FSTRING_START,
  /// Literal text in an f-string or t-string, or in a format.
  FSTRING_MIDDLE,
  FSTRING_END,

  LPAR("("),
  RPAR(")"),
  LSQB("["),
  RSQB("]"),
  LBRACE("{"),
  RBRACE("}"),
  COLON(":"),
  COMMA(","),
  SEMI(";"),
  DOT("."),
  ELLIPSIS("..."),
  RARROW("->"),
  EXCLAMATION("!"),
  COLONEQUAL(":="),
  EQUAL("="),

  PLUS("+", 9, Operator.ADD),
  MINUS("-", 9, Operator.SUB),
  STAR("*", 10, Operator.MULT),
  SLASH("/", 10, Operator.DIV),
  DOUBLESLASH("//", 10, Operator.FLOOR_DIV),
  PERCENT("%", 10, Operator.MOD),
  AT("@", 10, Operator.MAT_MULT),
  DOUBLESTAR("**"),
  VBAR("|", 5, Operator.BIT_OR),
  AMPER("&", 7, Operator.BIT_AND),
  CIRCUMFLEX("^", 6, Operator.BIT_XOR),
  TILDE("~"),
  LEFTSHIFT("<<", 8, Operator.L_SHIFT),
  RIGHTSHIFT(">>", 8, Operator.R_SHIFT),
  LESS("<", 4),
  GREATER(">", 4),
  EQEQUAL("==", 4),
  NOTEQUAL("!=", 4),
  LESSEQUAL("<=", 4),
  GREATEREQUAL(">=", 4),

  PLUSEQUAL("+=", -1, Operator.ADD),
  MINEQUAL("-=", -1, Operator.SUB),
  STAREQUAL("*=", -1, Operator.MULT),
  SLASHEQUAL("/=", -1, Operator.DIV),
  DOUBLESLASHEQUAL("//=", -1, Operator.FLOOR_DIV),
  PERCENTEQUAL("%=", -1, Operator.MOD),
  ATEQUAL("@=", -1, Operator.MAT_MULT),
  DOUBLESTAREQUAL("**=", -1, Operator.POW),
  VBAREQUAL("|=", -1, Operator.BIT_OR),
  AMPEREQUAL("&=", -1, Operator.BIT_AND),
  CIRCUMFLEXEQUAL("^=", -1, Operator.BIT_XOR),
  LEFTSHIFTEQUAL("<<=", -1, Operator.L_SHIFT),
  RIGHTSHIFTEQUAL(">>=", -1, Operator.R_SHIFT),

  FALSE_KW("False"),
  NONE_KW("None"),
  TRUE_KW("True"),
  AND_KW("and", 2),
  AS_KW("as"),
  ASSERT_KW("assert"),
  ASYNC_KW("async"),
  AWAIT_KW("await"),
  BREAK_KW("break"),
  CLASS_KW("class"),
  CONTINUE_KW("continue"),
  DEF_KW("def"),
  DEL_KW("del"),
  ELIF_KW("elif"),
  ELSE_KW("else"),
  EXCEPT_KW("except"),
  FINALLY_KW("finally"),
  FOR_KW("for"),
  FROM_KW("from"),
  GLOBAL_KW("global"),
  IF_KW("if"),
  IMPORT_KW("import"),
  IN_KW("in", 4),
  IS_KW("is", 4),
  LAMBDA_KW("lambda"),
  NONLOCAL_KW("nonlocal"),
  NOT_KW("not", 4),
  OR_KW("or", 1),
  PASS_KW("pass"),
  RAISE_KW("raise"),
  RETURN_KW("return"),
  TRY_KW("try"),
  WHILE_KW("while"),
  WITH_KW("with"),
  YIELD_KW("yield");

  private final String text;
  private final int level;
  private final @Nullable Operator operator;

  TokenKind() {
    this("");
  }

  TokenKind(String text) {
    this(text, 0);
  }

  TokenKind(String text, int level) {
    this(text, level, null);
  }

  TokenKind(String text, int level, @Nullable Operator operator) {
    this.text = text;
    this.level = level;
    this.operator = operator;
  }

  /// The text of a token that always looks the same; empty for the others.
  public String text() {
    return text;
  }

  public boolean isKeyword() {
    return compareTo(FALSE_KW) >= 0;
  }

  /// How tightly a binary operator binds: 1 for `or`, 2 for `and`, 4 for comparisons, 5 to 10 for
  /// arithmetic from `|` to `*`; 0 or less for any other token. (3 is `not`; `**` and signs have
  /// rules of their own.)
  int level() {
    return level;
  }

  /// The operator of arithmetic or of an augmented assignment; null for any other token. (An
  /// `Optional` would be made for every operator that is read.)
  @Nullable Operator operator() {
    return operator;
  }

  /// Whether this is a keyword that no expression can hold: inside brackets it tells that they were
  /// never closed.
  boolean isStatementOnly() {
    return switch (this) {
      case ASSERT_KW,
          BREAK_KW,
          CLASS_KW,
          CONTINUE_KW,
          DEF_KW,
          DEL_KW,
          ELIF_KW,
          EXCEPT_KW,
          FINALLY_KW,
          GLOBAL_KW,
          IMPORT_KW,
          NONLOCAL_KW,
          PASS_KW,
          RAISE_KW,
          RETURN_KW,
          TRY_KW,
          WHILE_KW,
          WITH_KW ->
          true;
      default -> false;
    };
  }

  /// What a person is told when this is missing.
  String described() {
    return switch (this) {
      case NEWLINE -> "the end of the line";
      case NAME -> "a name";
      case INDENT -> "an indented block";
      case FSTRING_END -> "the end of the string";
      default -> text.isEmpty() ? name() : "'" + text + "'";
    };
  }
}

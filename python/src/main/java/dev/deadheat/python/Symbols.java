package dev.deadheat.python;

/// The operators and delimiters that are the same wherever they stand: the longest that fits
/// counts.
final class Symbols {
  private Symbols() {}

  /// What begins at the offset; its length is that of its text.
  static TokenKind at(byte[] text, int at) {
    byte first = text[at];
    int second = at + 1 < text.length ? text[at + 1] : 0;
    int third = at + 2 < text.length ? text[at + 2] : 0;
    boolean assigns = second == '=';
    boolean doubled = second == first;
    boolean doubledAssigns = doubled && third == '=';
    return switch (first) {
      case ',' -> TokenKind.COMMA;
      case ';' -> TokenKind.SEMI;
      case '~' -> TokenKind.TILDE;
      case '.' -> doubled && third == '.' ? TokenKind.ELLIPSIS : TokenKind.DOT;
      case ':' -> assigns ? TokenKind.COLONEQUAL : TokenKind.COLON;
      case '=' -> assigns ? TokenKind.EQEQUAL : TokenKind.EQUAL;
      case '+' -> assigns ? TokenKind.PLUSEQUAL : TokenKind.PLUS;
      case '%' -> assigns ? TokenKind.PERCENTEQUAL : TokenKind.PERCENT;
      case '@' -> assigns ? TokenKind.ATEQUAL : TokenKind.AT;
      case '&' -> assigns ? TokenKind.AMPEREQUAL : TokenKind.AMPER;
      case '|' -> assigns ? TokenKind.VBAREQUAL : TokenKind.VBAR;
      case '^' -> assigns ? TokenKind.CIRCUMFLEXEQUAL : TokenKind.CIRCUMFLEX;
      case '-' -> second == '>' ? TokenKind.RARROW : assigns ? TokenKind.MINEQUAL : TokenKind.MINUS;
      case '*' ->
          doubledAssigns
              ? TokenKind.DOUBLESTAREQUAL
              : doubled ? TokenKind.DOUBLESTAR : assigns ? TokenKind.STAREQUAL : TokenKind.STAR;
      case '/' ->
          doubledAssigns
              ? TokenKind.DOUBLESLASHEQUAL
              : doubled ? TokenKind.DOUBLESLASH : assigns ? TokenKind.SLASHEQUAL : TokenKind.SLASH;
      case '<' ->
          doubledAssigns
              ? TokenKind.LEFTSHIFTEQUAL
              : doubled ? TokenKind.LEFTSHIFT : assigns ? TokenKind.LESSEQUAL : TokenKind.LESS;
      case '>' ->
          doubledAssigns
              ? TokenKind.RIGHTSHIFTEQUAL
              : doubled
                  ? TokenKind.RIGHTSHIFT
                  : assigns ? TokenKind.GREATEREQUAL : TokenKind.GREATER;
      default -> throw new IllegalStateException("no symbol: " + first);
    };
  }
}

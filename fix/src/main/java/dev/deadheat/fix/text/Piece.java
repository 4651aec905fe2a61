package dev.deadheat.fix.text;

import dev.deadheat.python.TokenKind;
import dev.deadheat.python.Tokens;
import dev.deadheat.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A token as it is set: its text, and whether a blank stands before it.
///
/// @param level how weakly it binds as a place to break; 0 for no such place
/// @param depth brackets around it, those of the whole line not counted
record Piece(String text, TokenKind kind, boolean blank, int level, int depth) {
  static final int COMMA = 18;
  static final int DOT = 1;
  static final Set<TokenKind> OPENING = Set.of(TokenKind.LPAR, TokenKind.LSQB, TokenKind.LBRACE);
  static final Set<TokenKind> CLOSING = Set.of(TokenKind.RPAR, TokenKind.RSQB, TokenKind.RBRACE);
  private static final int TERNARY = 16;
  private static final int LOGIC = 14;
  private static final int COMPARISON = 10;

  /// The tokens of a logical line; empty if one of them stands on several lines.
  static Optional<List<Piece>> of(Document document, Span span) {
    Tokens tokens = document.parsed().tokens();
    var out = new ArrayList<Piece>();
    int depth = 0;
    for (int i = tokens.firstFrom(span.start());
        i < tokens.count() && tokens.start(i) < span.end();
        i++) {
      TokenKind kind = tokens.kind(i);
      int start = tokens.start(i);
      String text = document.source().text(tokens.span(i));
      if (kind == TokenKind.FSTRING_START) {
        int end = i;
        int nested = 0;
        do {
          nested += tokens.kind(end) == TokenKind.FSTRING_START ? 1 : 0;
          nested -= tokens.kind(end) == TokenKind.FSTRING_END ? 1 : 0;
          end++;
        } while (nested > 0);
        text = document.source().text(tokens.start(i), tokens.end(end - 1));
        i = end - 1;
      }
      if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
        return Optional.empty();
      }
      depth -= CLOSING.contains(kind) ? 1 : 0;
      out.add(piece(document, start, text, kind, depth, out));
      depth += OPENING.contains(kind) ? 1 : 0;
    }
    return Optional.of(out);
  }

  private static Piece piece(
      Document document, int start, String text, TokenKind kind, int depth, List<Piece> before) {
    Optional<Piece> last = before.isEmpty() ? Optional.empty() : Optional.of(before.getLast());
    boolean blank = false;
    if (last.isPresent() && start > 0) {
      byte[] utf8 = document.source().utf8();
      boolean gap = utf8[start - 1] == ' ' || utf8[start - 1] == '\n' || utf8[start - 1] == '\t';
      boolean open = OPENING.contains(last.get().kind());
      boolean broken =
          gap
              && document.source().text(Math.max(0, start - 200), start).stripTrailing().length()
                  < Math.min(200, start)
              && brokenBefore(utf8, start);
      blank = gap && !(broken && (open || CLOSING.contains(kind) || kind == TokenKind.DOT));
    }
    return new Piece(text, kind, blank, level(kind, last), depth);
  }

  private static boolean brokenBefore(byte[] utf8, int start) {
    for (int i = start - 1; i >= 0; i--) {
      if (utf8[i] == '\n' || utf8[i] == '\r') {
        return true;
      }
      if (utf8[i] != ' ' && utf8[i] != '\t') {
        return false;
      }
    }
    return false;
  }

  private static int level(TokenKind kind, Optional<Piece> last) {
    return switch (kind) {
      case COMMA -> COMMA;
      case IF_KW, ELSE_KW -> last.isPresent() ? TERNARY : 0;
      case FOR_KW -> last.isPresent() ? COMMA + 2 : 0;
      case AND_KW, OR_KW -> LOGIC;
      case EQEQUAL, NOTEQUAL, LESS, GREATER, LESSEQUAL, GREATEREQUAL -> COMPARISON;
      case VBAR -> 9;
      case CIRCUMFLEX -> 8;
      case AMPER -> 7;
      case PLUS, MINUS -> last.filter(Piece::isOperand).isPresent() ? 5 : 0;
      case SLASH, DOUBLESLASH, PERCENT -> 4;
      case DOT -> last.filter(l -> CLOSING.contains(l.kind())).isPresent() ? DOT : 0;
      default -> 0;
    };
  }

  private static boolean isOperand(Piece piece) {
    return piece.kind() == TokenKind.NAME
        || piece.kind() == TokenKind.NUMBER
        || piece.kind() == TokenKind.STRING
        || CLOSING.contains(piece.kind());
  }
}

package dev.deadheat.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Cuts a statement's text into tokens by PostgreSQL's rules (manual, 4.1), with
/// `standard_conforming_strings` on, as it is since release 9.1. Total: what is broken is a token.
final class Lexer {
  private static final String OPERATOR_CHARACTERS = "+-*/<>=~!@#%^&|`?";

  private final String sql;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private Lexer(String sql) {
    this.sql = sql;
  }

  static List<Token> tokens(String sql) {
    Lexer lexer = new Lexer(sql);
    while (lexer.skipBlanks()) {
      lexer.next();
    }
    return List.copyOf(lexer.tokens);
  }

  /// Skips white space and comments; false at the end.
  private boolean skipBlanks() {
    while (at < sql.length()) {
      if (Character.isWhitespace(sql.charAt(at))) {
        at++;
      } else if (sql.startsWith("--", at)) {
        int end = sql.indexOf('\n', at);
        at = end < 0 ? sql.length() : end;
      } else if (sql.startsWith("/*", at)) {
        skipComment();
      } else {
        return true;
      }
    }
    return false;
  }

  /// Comments nest.
  private void skipComment() {
    int depth = 0;
    while (at < sql.length()) {
      if (sql.startsWith("/*", at)) {
        depth++;
        at += 2;
      } else if (sql.startsWith("*/", at)) {
        at += 2;
        if (--depth == 0) {
          return;
        }
      } else {
        at++;
      }
    }
  }

  private void next() {
    char c = sql.charAt(at);
    char following = at + 1 < sql.length() ? sql.charAt(at + 1) : ' ';
    if (c == '\'') {
      string(at, at, false);
    } else if ((c == 'e' || c == 'E') && following == '\'') {
      string(at, at + 1, true);
    } else if ("bBxXnN".indexOf(c) >= 0 && following == '\'') {
      string(at, at + 1, false);
    } else if ((c == 'u' || c == 'U') && sql.startsWith("&'", at + 1)) {
      string(at, at + 2, false);
    } else if ((c == 'u' || c == 'U') && sql.startsWith("&\"", at + 1)) {
      quotedIdentifier(at, at + 2);
    } else if (c == '"') {
      quotedIdentifier(at, at);
    } else if (c == '$') {
      dollar(following);
    } else if (Character.isDigit(c) || (c == '.' && Character.isDigit(following))) {
      number();
    } else if (isNameStart(c)) {
      word();
    } else if (OPERATOR_CHARACTERS.indexOf(c) >= 0) {
      operator();
    } else if (sql.startsWith("::", at) || sql.startsWith(":=", at)) {
      add(Token.Type.OPERATOR, at + 2);
    } else {
      add(Token.Type.PUNCTUATION, at + 1);
    }
  }

  private static boolean isNameStart(char c) {
    return Character.isLetter(c) || c == '_' || c >= 0x80;
  }

  private static boolean isNamePart(char c) {
    return isNameStart(c) || Character.isDigit(c) || c == '$';
  }

  private void add(Token.Type type, int end) {
    add(type, end, sql.substring(at, end));
  }

  private void add(Token.Type type, int end, String value) {
    tokens.add(new Token(type, sql.substring(at, end), value, at));
    at = end;
  }

  private void broken() {
    add(Token.Type.BROKEN, sql.length());
  }

  private void string(int start, int quote, boolean escapes) {
    StringBuilder value = new StringBuilder();
    int i = quote + 1;
    while (i < sql.length()) {
      char c = sql.charAt(i);
      if (c == '\'' && i + 1 < sql.length() && sql.charAt(i + 1) == '\'') {
        value.append('\'');
        i += 2;
      } else if (c == '\'') {
        // A prefix changes what the characters mean, so then the text stands for itself.
        boolean plain = start == quote;
        String text = sql.substring(start, i + 1);
        add(Token.Type.STRING, i + 1, plain ? value.toString() : text);
        return;
      } else if (escapes && c == '\\') {
        i += 2;
      } else {
        value.append(c);
        i++;
      }
    }
    broken();
  }

  private void quotedIdentifier(int start, int quote) {
    StringBuilder value = new StringBuilder();
    for (int i = quote + 1; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (c != '"') {
        value.append(c);
      } else if (i + 1 < sql.length() && sql.charAt(i + 1) == '"') {
        value.append('"');
        i++;
      } else {
        String text = sql.substring(start, i + 1);
        add(Token.Type.QUOTED_IDENTIFIER, i + 1, start == quote ? value.toString() : text);
        return;
      }
    }
    broken();
  }

  private void dollar(char following) {
    if (Character.isDigit(following)) {
      int end = at + 1;
      while (end < sql.length() && Character.isDigit(sql.charAt(end))) {
        end++;
      }
      add(Token.Type.PARAMETER, end, sql.substring(at + 1, end));
      return;
    }
    int tagEnd = at + 1;
    while (tagEnd < sql.length() && sql.charAt(tagEnd) != '$' && isNamePart(sql.charAt(tagEnd))) {
      tagEnd++;
    }
    if (tagEnd >= sql.length() || sql.charAt(tagEnd) != '$') {
      broken();
      return;
    }
    String tag = sql.substring(at, tagEnd + 1);
    int close = sql.indexOf(tag, tagEnd + 1);
    if (close < 0) {
      broken();
    } else {
      add(Token.Type.STRING, close + tag.length(), sql.substring(tagEnd + 1, close));
    }
  }

  private void number() {
    int i = at;
    while (i < sql.length()) {
      char c = sql.charAt(i);
      boolean sign =
          (c == '+' || c == '-') && i > at && "eE".indexOf(sql.charAt(i - 1)) >= 0 && !isHex();
      if (!Character.isLetterOrDigit(c) && c != '.' && c != '_' && !sign) {
        break;
      }
      i++;
    }
    add(Token.Type.NUMBER, i);
  }

  private boolean isHex() {
    return sql.startsWith("0x", at) || sql.startsWith("0X", at);
  }

  private void word() {
    int end = at + 1;
    while (end < sql.length() && isNamePart(sql.charAt(end))) {
      end++;
    }
    add(Token.Type.WORD, end, sql.substring(at, end).toLowerCase(Locale.ROOT));
  }

  private void operator() {
    int end = at;
    while (end < sql.length()
        && OPERATOR_CHARACTERS.indexOf(sql.charAt(end)) >= 0
        && !sql.startsWith("--", end)
        && !sql.startsWith("/*", end)) {
      end++;
    }
    // A + or - that ends a longer operator belongs to what follows (manual, 4.1.3): `a=-1`.
    while (end - at > 1
        && "+-".indexOf(sql.charAt(end - 1)) >= 0
        && sql.substring(at, end).chars().noneMatch(c -> "~!@#%^&|`?".indexOf(c) >= 0)) {
      end--;
    }
    add(Token.Type.OPERATOR, end);
  }
}

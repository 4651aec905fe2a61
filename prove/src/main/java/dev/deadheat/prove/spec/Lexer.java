package dev.deadheat.prove.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Cuts a spec file into tokens.
final class Lexer {
  private static final Set<String> KEYWORDS =
      Set.of("notices", "permutation", "session", "setup", "step", "teardown");
  private static final String BLANKS = " \t\r\f";

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private int lineStart;

  private Lexer(String text) {
    this.text = text;
  }

  /// All tokens; the last is the END.
  static List<Token> tokens(String text) throws SyntaxException {
    Lexer lexer = new Lexer(text);
    while (lexer.at < text.length()) {
      lexer.next();
    }
    lexer.add(Token.Type.END, "", lexer.at);
    return lexer.tokens;
  }

  private void next() throws SyntaxException {
    char here = text.charAt(at);
    int start = at;
    if (here == '\n') {
      at++;
      line++;
      lineStart = at;
    } else if (BLANKS.indexOf(here) >= 0) {
      at++;
    } else if (here == '#') {
      int end = text.indexOf('\n', at);
      at = end < 0 ? text.length() : end;
    } else if (here == '{') {
      block();
    } else if (here == '"') {
      quoted();
    } else if (isDigit(here)) {
      while (at < text.length() && isDigit(text.charAt(at))) {
        at++;
      }
      add(Token.Type.NUMBER, text.substring(start, at), start);
    } else if (beginsName(here)) {
      while (at < text.length() && continuesName(text.charAt(at))) {
        at++;
      }
      String word = text.substring(start, at);
      add(KEYWORDS.contains(word) ? Token.Type.KEYWORD : Token.Type.NAME, word, start);
    } else if ("(),*".indexOf(here) >= 0) {
      at++;
      add(Token.Type.MARK, String.valueOf(here), start);
    } else if (here == '}') {
      throw mistake(start, "a } without its {; a block of SQL cannot hold a }");
    } else {
      throw mistake(
          start,
          "unexpected \"%s\"; SQL belongs between { and }, a comment begins with #"
              .formatted(text.substring(start, text.offsetByCodePoints(start, 1))));
    }
  }

  private void block() throws SyntaxException {
    int open = at;
    int close = text.indexOf('}', at);
    if (close < 0) {
      throw mistake(open, "this { has no }; close the block of SQL");
    }
    int from = open + 1;
    while (from < close && BLANKS.indexOf(text.charAt(from)) >= 0) {
      from++;
    }
    int to = close;
    while (to > from && BLANKS.indexOf(text.charAt(to - 1)) >= 0) {
      to--;
    }
    add(Token.Type.BLOCK, text.substring(from, to), open);
    for (int i = open; i < close; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    at = close + 1;
  }

  /// A quoted name; a quote in it is doubled.
  private void quoted() throws SyntaxException {
    int open = at;
    StringBuilder name = new StringBuilder();
    at++;
    while (true) {
      if (at == text.length() || text.charAt(at) == '\n') {
        throw mistake(open, "this quoted name has no closing quote on its line");
      }
      char here = text.charAt(at++);
      if (here != '"') {
        name.append(here);
      } else if (at < text.length() && text.charAt(at) == '"') {
        name.append('"');
        at++;
      } else {
        add(Token.Type.NAME, name.toString(), open);
        return;
      }
    }
  }

  private void add(Token.Type type, String value, int start) {
    tokens.add(new Token(type, value, line, start - lineStart + 1));
  }

  private SyntaxException mistake(int start, String message) {
    return new SyntaxException(line, start - lineStart + 1, message);
  }

  private static boolean isDigit(char here) {
    return here >= '0' && here <= '9';
  }

  private static boolean beginsName(char here) {
    return (here >= 'a' && here <= 'z')
        || (here >= 'A' && here <= 'Z')
        || here == '_'
        || here >= 0x80;
  }

  private static boolean continuesName(char here) {
    return beginsName(here) || isDigit(here) || here == '$';
  }
}

package dev.deadheat.python;

import dev.deadheat.source.Span;
import java.util.List;

/// Measures the blanks at the start of logical lines and tells where blocks begin and end.
///
/// As in Python a tab goes to the next multiple of eight; a second count, in which a tab is one
/// column, must order the lines alike, or it would depend on the tab's width what the program
/// means.
final class Indentation {
  private static final int MAX_BLOCKS = 100;
  private static final int TAB = 8;

  private final byte[] text;
  private final Tokens tokens;
  private final List<Problem> problems;
  private final int[] columns = new int[MAX_BLOCKS];
  private final int[] narrowColumns = new int[MAX_BLOCKS];
  private int blocks;
  private boolean tooDeep;

  Indentation(byte[] text, Tokens tokens, List<Problem> problems) {
    this.text = text;
    this.tokens = tokens;
    this.problems = problems;
  }

  /// Skips lines without code from the offset on, adds the INDENT or the DEDENTs of the first line
  /// with code, and returns the offset of its first token, or of the end of the text.
  int startLine(int lineStart) {
    int at = lineStart;
    int column = 0;
    int narrow = 0;
    int joined = 0;
    int joinedNarrow = 0;
    while (at < text.length) {
      switch (text[at]) {
        case ' ' -> {
          column++;
          narrow++;
          at++;
        }
        case '\t' -> {
          column = (column / TAB + 1) * TAB;
          narrow++;
          at++;
        }
        case '\f' -> {
          column = 0;
          narrow = 0;
          at++;
        }
        case '\\' -> {
          int next = at + 1;
          if (next >= text.length || CharClass.of(text[next]) != CharClass.LINE_BREAK) {
            compare(at, joined > 0 ? joined : column, joined > 0 ? joinedNarrow : narrow);
            return at;
          }
          // The blanks before the first backslash decide.
          if (joined == 0) {
            joined = column;
            joinedNarrow = narrow;
          }
          int after = CharClass.lineBreak(text, next);
          if (after == text.length) {
            return at;
          }
          at = after;
        }
        case '#' -> at = CharClass.comment(text, at, tokens);
        case '\n', '\r' -> {
          at = CharClass.lineBreak(text, at);
          column = 0;
          narrow = 0;
          joined = 0;
          joinedNarrow = 0;
        }
        default -> {
          compare(at, joined > 0 ? joined : column, joined > 0 ? joinedNarrow : narrow);
          return at;
        }
      }
    }
    return at;
  }

  private void compare(int at, int column, int narrow) {
    int current = blocks == 0 ? 0 : columns[blocks - 1];
    int currentNarrow = blocks == 0 ? 0 : narrowColumns[blocks - 1];
    if (column > current) {
      if (narrow <= currentNarrow) {
        mixed(at);
      }
      indent(at, column, narrow);
      return;
    }
    while (column < current) {
      tokens.add(TokenKind.DEDENT, at, at);
      blocks--;
      current = blocks == 0 ? 0 : columns[blocks - 1];
      currentNarrow = blocks == 0 ? 0 : narrowColumns[blocks - 1];
    }
    if (column != current) {
      problems.add(
          new Problem("the indentation matches no block around this line", new Span(at, at)));
    } else if (narrow != currentNarrow) {
      mixed(at);
    }
  }

  private void indent(int at, int column, int narrow) {
    if (blocks + 1 < MAX_BLOCKS) {
      columns[blocks] = column;
      narrowColumns[blocks++] = narrow;
      tokens.add(TokenKind.INDENT, at, at);
    } else if (!tooDeep) {
      tooDeep = true;
      problems.add(new Problem("blocks are nested too deeply", new Span(at, at)));
    }
  }

  private void mixed(int at) {
    problems.add(new Problem("tabs and spaces are mixed in the indentation", new Span(at, at)));
  }

  /// Ends all blocks.
  void endFile() {
    for (; blocks > 0; blocks--) {
      tokens.add(TokenKind.DEDENT, text.length, text.length);
    }
  }
}

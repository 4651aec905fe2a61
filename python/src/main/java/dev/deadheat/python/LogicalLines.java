package dev.deadheat.python;

import dev.deadheat.source.SourceFile;
import java.util.ArrayList;

/// The logical lines of a file (Python reference, section 2.1.5), as their tokens alone: comments,
/// blanks, line breaks, the style of quotes and a comma before a closing bracket make no
/// difference.
///
/// So what a formatter does to a statement leaves its text here as it was.
public final class LogicalLines {
  private final SourceFile source;
  private final Tokens tokens;

  private LogicalLines(SourceFile source, Tokens tokens) {
    this.source = source;
    this.tokens = tokens;
  }

  /// Reads a file; what is no Python in it is kept as it stands.
  public static LogicalLines of(SourceFile source) {
    return new LogicalLines(
        source, Lexer.tokens(source.utf8(), source.markBytes(), new ArrayList<>()));
  }

  /// The logical line that covers a line of the file; empty for a line without code.
  ///
  /// @param line from 1
  public String at(int line) {
    if (line < 1 || line > source.lines().count()) {
      return "";
    }
    int index = tokens.firstFrom(source.lines().startOf(line));
    while (index > 0 && !endsLine(tokens.kind(index - 1))) {
      index--;
    }
    var out = new StringBuilder();
    for (; index < tokens.count() && tokens.kind(index) != TokenKind.END; index++) {
      TokenKind kind = tokens.kind(index);
      if (kind == TokenKind.NEWLINE) {
        break;
      }
      if (tokens.end(index) > tokens.start(index) && !isTrailingComma(index)) {
        out.append(text(index)).append(' ');
      }
    }
    return out.toString().strip();
  }

  private String text(int index) {
    String text = source.text(tokens.span(index));
    return switch (tokens.kind(index)) {
      case STRING, FSTRING_START, FSTRING_END -> text.replace('\'', '"');
      default -> text;
    };
  }

  private boolean isTrailingComma(int index) {
    if (tokens.kind(index) != TokenKind.COMMA || index + 1 == tokens.count()) {
      return false;
    }
    return switch (tokens.kind(index + 1)) {
      case RPAR, RSQB, RBRACE -> true;
      default -> false;
    };
  }

  private static boolean endsLine(TokenKind kind) {
    return kind == TokenKind.NEWLINE || kind == TokenKind.INDENT || kind == TokenKind.DEDENT;
  }
}

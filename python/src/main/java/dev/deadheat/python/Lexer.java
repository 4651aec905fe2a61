package dev.deadheat.python;

import dev.deadheat.source.Span;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Cuts a UTF-8 text into tokens, as Python's tokenizer does.
///
/// Its state is the open brackets and, around them, the open f-strings. A replacement field of an
/// f-string is a bracket of its own kind: what closes it, or begins its format, returns to literal
/// text. What is no token becomes an ERROR with a problem, and the lexer goes on; text that tells
/// that a bracket or a quote was forgotten makes it start afresh at that line.
final class Lexer {
  private static final byte FIELD = 'f';
  private static final int MAX_BRACKETS = 200;
  private static final int MAX_STRINGS = 150;
  private static final int MAX_NESTED_FORMATS = 2;

  private final byte[] text;
  private final int length;
  private final Tokens tokens;
  private final List<Problem> problems;
  private final Indentation indentation;
  private int at;

  /// The open brackets: for each the byte that opened it, or FIELD, and where.
  private final byte[] brackets = new byte[MAX_BRACKETS];

  private final int[] bracketOffsets = new int[MAX_BRACKETS];
  private int depth;

  /// The open f-strings: for each its quote and how many brackets were open around it.
  private final Quote[] strings = new Quote[MAX_STRINGS];

  private final int[] stringDepths = new int[MAX_STRINGS];
  private int openStrings;

  /// Kinds of triple quotes that are known not to be closed again, so that a text with many of them
  /// is not searched to its end for each.
  private boolean neverClosedSingle;

  private boolean neverClosedDouble;

  private Lexer(byte[] text, Tokens tokens, List<Problem> problems) {
    this.text = text;
    this.length = text.length;
    this.tokens = tokens;
    this.problems = problems;
    this.indentation = new Indentation(text, tokens, problems);
  }

  /// All tokens of a text from the offset on; ends with an END. Problems found are added.
  static Tokens tokens(byte[] text, int from, List<Problem> problems) {
    Tokens tokens = new Tokens(text.length);
    Lexer lexer = new Lexer(text, tokens, problems);
    lexer.at = from;
    lexer.run();
    return tokens;
  }

  private void run() {
    at = indentation.startLine(at);
    scan();
    endFile();
  }

  private void scan() {
    while (at < length) {
      byte b = text[at];
      switch (CharClass.of(b)) {
        case CharClass.BLANK -> at++;
        case CharClass.LETTER -> word();
        case CharClass.DIGIT -> number();
        case CharClass.LINE_BREAK -> lineBreak();
        case CharClass.QUOTE -> string(at, Quote.at(text, at, at));
        case CharClass.SYMBOL -> symbol(b);
        case CharClass.HASH -> at = CharClass.comment(text, at, tokens);
        case CharClass.BACKSLASH -> join();
        default -> error(at + 1, "a '" + printable(b) + "' cannot stand here");
      }
    }
  }

  /// Ends the last logical line and all blocks.
  private void endFile() {
    if (depth > 0 || openStrings > 0) {
      neverClosed();
    }
    if (tokens.count() > 0 && tokens.kind(tokens.count() - 1) != TokenKind.NEWLINE) {
      tokens.add(TokenKind.NEWLINE, length, length);
    }
    indentation.endFile();
    tokens.add(TokenKind.END, length, length);
  }

  private void add(TokenKind kind, int bytes) {
    tokens.add(kind, at, at + bytes);
    at += bytes;
  }

  /// Makes the text up to the offset an ERROR.
  private void error(int end, String message) {
    problems.add(new Problem(message, new Span(at, end)));
    tokens.add(TokenKind.ERROR, at, end);
    at = end;
  }

  private static String printable(byte b) {
    return b > ' ' && b < 0x7F ? String.valueOf((char) b) : "\\x" + Integer.toHexString(b & 0xFF);
  }

  private void lineBreak() {
    int end = CharClass.lineBreak(text, at);
    if (depth > 0) {
      at = end;
      return;
    }
    tokens.add(TokenKind.NEWLINE, at, end);
    at = indentation.startLine(end);
  }

  /// A backslash at the end of a line joins it with the next.
  private void join() {
    int end = at + 1;
    if (end < length && CharClass.of(text[end]) == CharClass.LINE_BREAK) {
      end = CharClass.lineBreak(text, end);
      if (end < length) {
        at = end;
      } else {
        error(end, "the file ends after a backslash");
      }
    } else if (end == length) {
      error(end, "the file ends after a backslash");
    } else {
      error(end, "a backslash here must be the last character of its line");
    }
  }

  private void word() {
    int end = at + 1;
    while (end < length && CharClass.isAsciiName(text[end])) {
      end++;
    }
    if (text[at] < 0 || (end < length && text[end] < 0)) {
      foreignWord();
      return;
    }
    if (end < length && end - at <= 2 && CharClass.of(text[end]) == CharClass.QUOTE) {
      Quote quote = Quote.at(text, at, end);
      if (quote.isKnown()) {
        string(end, quote);
        return;
      }
    }
    TokenKind kind = Keywords.kind(text, at, end);
    if (kind != TokenKind.NAME && depth > 0 && kind.isStatementOnly() && startsStatement()) {
      return;
    }
    tokens.add(kind, at, end);
    at = end;
  }

  private void foreignWord() {
    int end = CharClass.foreignName(text, at);
    if (end == at) {
      int bytes = CharClass.sequenceLength(text, at);
      String shown = new String(text, at, bytes, StandardCharsets.UTF_8);
      error(at + bytes, "a '" + shown + "' cannot stand here");
    } else {
      tokens.add(TokenKind.NAME, at, end);
      at = end;
    }
  }

  /// A keyword that can only begin a statement, found inside brackets: if it begins its line, then
  /// the brackets were never closed. Goes back to the start of the line and reads it afresh.
  private boolean startsStatement() {
    int lineStart = at;
    while (lineStart > 0 && CharClass.of(text[lineStart - 1]) != CharClass.LINE_BREAK) {
      lineStart--;
    }
    if (lineStart <= bracketOffsets[depth - 1]) {
      return false;
    }
    int first = tokens.firstFrom(lineStart);
    if (tokens.end(first - 1) > lineStart) {
      return false;
    }
    boolean begins =
        first == tokens.count()
            || tokens.kind(first) == TokenKind.ASYNC_KW
            || tokens.kind(first) == TokenKind.FROM_KW;
    if (!begins) {
      return false;
    }
    tokens.cutFrom(lineStart);
    at = lineStart;
    neverClosed();
    int last = tokens.end(tokens.count() - 1);
    tokens.add(TokenKind.NEWLINE, last, last);
    at = indentation.startLine(lineStart);
    return true;
  }

  /// Reports the innermost open bracket or string and forgets all of them.
  private void neverClosed() {
    int last = tokens.end(tokens.count() - 1);
    if (depth > 0) {
      int open = bracketOffsets[depth - 1];
      String shown = "'" + (char) text[open] + "' was never closed";
      problems.add(new Problem(shown, new Span(open, open + 1)));
    }
    tokens.add(TokenKind.ERROR, last, last);
    depth = 0;
    openStrings = 0;
  }

  private void number() {
    int end = Numbers.end(text, at);
    if (end < 0) {
      error(~end, "this is no number");
    } else {
      tokens.add(TokenKind.NUMBER, at, end);
      at = end;
    }
  }

  /// A string whose quotes begin at the offset; its prefix begins where the lexer stands.
  private void string(int quoteAt, Quote quote) {
    int body = quoteAt + quote.size();
    if (quote.isFormatted()) {
      if (openStrings == MAX_STRINGS) {
        unterminated(quoteAt, "strings are nested too deeply");
        return;
      }
      add(TokenKind.FSTRING_START, body - at);
      strings[openStrings] = quote;
      stringDepths[openStrings++] = depth;
      literalText();
      return;
    }
    boolean hopeless =
        quote.isTriple() && (quote.mark() == '"' ? neverClosedDouble : neverClosedSingle);
    int end = hopeless ? -1 : quote.closing(text, body);
    if (end >= 0) {
      tokens.add(TokenKind.STRING, at, end);
      at = end;
      return;
    }
    if (quote.isTriple()) {
      neverClosedDouble |= quote.mark() == '"';
      neverClosedSingle |= quote.mark() == '\'';
    }
    unterminated(body, "this string is never closed");
  }

  /// Makes the rest of the line an ERROR and leaves all brackets, whose closing it may have hidden.
  private void unterminated(int from, String message) {
    int end = from;
    while (end < length && CharClass.of(text[end]) != CharClass.LINE_BREAK) {
      end++;
    }
    error(end, message);
    depth = 0;
    openStrings = 0;
  }

  /// Reads literal text of the innermost f-string up to the next replacement field or its end.
  private void literalText() {
    Quote quote = strings[openStrings - 1];
    int base = stringDepths[openStrings - 1];
    int end = at;
    while (true) {
      if (end >= length) {
        middle(end);
        unterminated(at, "this string is never closed");
        return;
      }
      byte b = text[end];
      boolean inFormat = depth > base;
      if (b == '\\') {
        end = quote.afterBackslash(text, end);
      } else if (b == '{') {
        if (!inFormat && end + 1 < length && text[end + 1] == '{') {
          end += 2;
        } else {
          middle(end);
          openField(base);
          return;
        }
      } else if (b == '}') {
        if (inFormat) {
          middle(end);
          depth--;
          add(TokenKind.RBRACE, 1);
          end = at;
        } else if (end + 1 < length && text[end + 1] == '}') {
          end += 2;
        } else {
          middle(end);
          error(at + 1, "a single '}' cannot stand in a format string");
          end = at;
        }
      } else if (b == quote.mark() && quote.closesAt(text, end)) {
        middle(end);
        closeString(quote, base);
        return;
      } else if (CharClass.of(b) == CharClass.LINE_BREAK && !quote.isTriple()) {
        middle(end);
        if (!inFormat) {
          unterminated(at, "this string is never closed");
        }
        return;
      } else {
        end++;
      }
    }
  }

  private void middle(int end) {
    if (end > at) {
      tokens.add(TokenKind.FSTRING_MIDDLE, at, end);
      at = end;
    }
  }

  private void openField(int base) {
    if (depth - base > MAX_NESTED_FORMATS) {
      unterminated(at, "formats are nested too deeply");
    } else {
      open(FIELD, TokenKind.LBRACE);
    }
  }

  private void closeString(Quote quote, int base) {
    if (depth > base) {
      int open = bracketOffsets[depth - 1];
      problems.add(new Problem("'{' was never closed", new Span(open, open + 1)));
      tokens.add(TokenKind.ERROR, at, at);
      depth = base;
    }
    openStrings--;
    add(TokenKind.FSTRING_END, quote.size());
  }

  private void open(byte bracket, TokenKind kind) {
    if (depth == MAX_BRACKETS) {
      unterminated(at, "brackets are nested too deeply");
      return;
    }
    brackets[depth] = bracket;
    bracketOffsets[depth++] = at;
    add(kind, 1);
  }

  private void close(byte bracket, TokenKind kind, char closing) {
    if (depth == 0) {
      error(at + 1, "nothing is open for this '" + closing + "'");
    } else if (brackets[depth - 1] == bracket) {
      depth--;
      add(kind, 1);
    } else if (brackets[depth - 1] == FIELD) {
      if (bracket == '{') {
        depth--;
        add(kind, 1);
        literalText();
      } else {
        error(at + 1, "nothing is open for this '" + closing + "'");
      }
    } else {
      char open = (char) brackets[depth - 1];
      error(at + 1, "this '" + closing + "' does not close the '" + open + "'");
      depth--;
    }
  }

  private boolean inField() {
    return depth > 0 && brackets[depth - 1] == FIELD;
  }

  /// The byte so far after the one that the lexer stands at; 0 after the end.
  private int next(int distance) {
    return at + distance < length ? text[at + distance] : 0;
  }

  private void symbol(byte b) {
    switch (b) {
      case '(' -> open(b, TokenKind.LPAR);
      case '[' -> open(b, TokenKind.LSQB);
      case '{' -> open(b, TokenKind.LBRACE);
      case ')' -> close((byte) '(', TokenKind.RPAR, ')');
      case ']' -> close((byte) '[', TokenKind.RSQB, ']');
      case '}' -> close((byte) '{', TokenKind.RBRACE, '}');
      case ':' -> colon();
      case '!' -> exclamation();
      case '.' -> dot();
      default -> longest();
    }
  }

  private void longest() {
    TokenKind kind = Symbols.at(text, at);
    add(kind, kind.text().length());
  }

  private void dot() {
    int second = next(1);
    if (second >= '0' && second <= '9') {
      number();
    } else {
      longest();
    }
  }

  private void colon() {
    if (inField()) {
      add(TokenKind.COLON, 1);
      literalText();
    } else {
      longest();
    }
  }

  private void exclamation() {
    if (next(1) == '=') {
      add(TokenKind.NOTEQUAL, 2);
    } else if (inField()) {
      add(TokenKind.EXCLAMATION, 1);
    } else {
      error(at + 1, "a '!' cannot stand here");
    }
  }
}

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
  private static final int MAX_STRINGS = 150;
  private static final int MAX_NESTED_FORMATS = 2;

  private final byte[] text;
  private final int length;
  private final Tokens tokens;
  private final List<Problem> problems;
  private final Indentation indentation;
  private final OpenBrackets brackets = new OpenBrackets();
  private final ClosingQuotes quotes;
  private int at;

  /// The open f-strings: for each its quote and how many brackets were open around it.
  private final Quote[] strings = new Quote[MAX_STRINGS];

  private final int[] stringDepths = new int[MAX_STRINGS];
  private int openStrings;

  private Lexer(byte[] text, Tokens tokens, List<Problem> problems) {
    this.text = text;
    this.length = text.length;
    this.tokens = tokens;
    this.problems = problems;
    this.indentation = new Indentation(text, tokens, problems);
    this.quotes = new ClosingQuotes(text);
  }

  /// All tokens of a text from the offset on; ends with an END. Problems found are added.
  static Tokens tokens(byte[] text, int from, List<Problem> problems) {
    Tokens tokens = new Tokens(text.length);
    Lexer lexer = new Lexer(text, tokens, problems);
    lexer.at = lexer.indentation.startLine(from);
    lexer.scan();
    lexer.endFile();
    return tokens;
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
    if (brackets.depth() > 0 || openStrings > 0) {
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
    add(TokenKind.ERROR, end - at);
  }

  private static String printable(byte b) {
    return b > ' ' && b < 0x7F ? String.valueOf((char) b) : "\\x" + Integer.toHexString(b & 0xFF);
  }

  private void lineBreak() {
    int end = CharClass.lineBreak(text, at);
    if (brackets.depth() > 0) {
      at = end;
      return;
    }
    tokens.add(TokenKind.NEWLINE, at, end);
    at = indentation.startLine(end);
  }

  /// A backslash at the end of a line joins it with the next.
  private void join() {
    int end = at + 1;
    boolean joins = end < length && CharClass.of(text[end]) == CharClass.LINE_BREAK;
    if (joins) {
      end = CharClass.lineBreak(text, end);
    }
    if (end == length) {
      error(end, "the file ends after a backslash");
    } else if (joins) {
      at = end;
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
    if (kind != TokenKind.NAME
        && brackets.depth() > 0
        && kind.isStatementOnly()
        && startsStatement()) {
      return;
    }
    add(kind, end - at);
  }

  private void foreignWord() {
    int end = CharClass.foreignName(text, at);
    if (end == at) {
      int bytes = CharClass.sequenceLength(text, at);
      String shown = new String(text, at, bytes, StandardCharsets.UTF_8);
      error(at + bytes, "a '" + shown + "' cannot stand here");
    } else {
      add(TokenKind.NAME, end - at);
    }
  }

  /// A keyword that can only begin a statement, found inside brackets: if it begins its line, then
  /// the brackets were never closed. Goes back to the start of the line and reads it afresh.
  private boolean startsStatement() {
    int lineStart = at;
    while (lineStart > 0 && CharClass.of(text[lineStart - 1]) != CharClass.LINE_BREAK) {
      lineStart--;
    }
    if (lineStart <= brackets.lastOffset()) {
      return false;
    }
    int first = tokens.firstFrom(lineStart);
    boolean begins =
        first == tokens.count()
            || tokens.kind(first) == TokenKind.ASYNC_KW
            || tokens.kind(first) == TokenKind.FROM_KW;
    if (!begins || tokens.end(first - 1) > lineStart) {
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
    if (brackets.depth() > 0) {
      int open = brackets.lastOffset();
      String shown = "'" + (char) text[open] + "' was never closed";
      problems.add(new Problem(shown, new Span(open, open + 1)));
    }
    tokens.add(TokenKind.ERROR, last, last);
    brackets.keep(0);
    openStrings = 0;
  }

  private void number() {
    int end = Numbers.end(text, at);
    if (end < 0) {
      error(~end, "this is no number");
    } else {
      add(TokenKind.NUMBER, end - at);
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
      stringDepths[openStrings++] = brackets.depth();
      literalText();
      return;
    }
    int end = quotes.end(quote, body);
    if (end >= 0) {
      add(TokenKind.STRING, end - at);
      return;
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
    brackets.keep(0);
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
      boolean inFormat = brackets.depth() > base;
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
          brackets.closeLast();
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
      add(TokenKind.FSTRING_MIDDLE, end - at);
    }
  }

  private void openField(int base) {
    if (brackets.depth() - base > MAX_NESTED_FORMATS) {
      unterminated(at, "formats are nested too deeply");
    } else {
      open(OpenBrackets.FIELD, TokenKind.LBRACE);
    }
  }

  private void closeString(Quote quote, int base) {
    if (brackets.depth() > base) {
      int open = brackets.lastOffset();
      problems.add(new Problem("'{' was never closed", new Span(open, open + 1)));
      tokens.add(TokenKind.ERROR, at, at);
      brackets.keep(base);
    }
    openStrings--;
    add(TokenKind.FSTRING_END, quote.size());
  }

  private void open(byte bracket, TokenKind kind) {
    if (brackets.isFull()) {
      unterminated(at, "brackets are nested too deeply");
      return;
    }
    brackets.open(bracket, at);
    add(kind, 1);
  }

  private void close(byte bracket, TokenKind kind, char closing) {
    byte open = brackets.last();
    if (open == bracket) {
      brackets.closeLast();
      add(kind, 1);
    } else if (open == OpenBrackets.FIELD && bracket == '{') {
      brackets.closeLast();
      add(kind, 1);
      literalText();
    } else if (open == 0 || open == OpenBrackets.FIELD) {
      error(at + 1, "nothing is open for this '" + closing + "'");
    } else {
      error(at + 1, "this '" + closing + "' does not close the '" + (char) open + "'");
      brackets.closeLast();
    }
  }

  /// The byte after the one that the lexer stands at; 0 after the end.
  private int next() {
    return at + 1 < length ? text[at + 1] : 0;
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
    if (next() >= '0' && next() <= '9') {
      number();
    } else {
      longest();
    }
  }

  private void colon() {
    if (brackets.isInField()) {
      add(TokenKind.COLON, 1);
      literalText();
    } else {
      longest();
    }
  }

  private void exclamation() {
    if (next() == '=') {
      add(TokenKind.NOTEQUAL, 2);
    } else if (brackets.isInField()) {
      add(TokenKind.EXCLAMATION, 1);
    } else {
      error(at + 1, "a '!' cannot stand here");
    }
  }
}

package dev.deadheat.python;

import dev.deadheat.source.Span;
import java.util.List;

/// A place in the tokens of a file, from which the parsers read on.
final class Cursor {
  /// Bounds the recursion of the parser: brackets, operators before an operand, lambdas, choices.
  private static final int MAX_DEPTH = 500;

  /// A logical line of fewer tokens makes no tree that is too deep.
  private static final int LONG_LINE = 500;

  private final byte[] text;
  private final Tokens tokens;
  private final List<Problem> problems;
  private TokenKind kind;
  private int position;
  private int start;
  private int end;
  private int previousEnd;
  private int depth;
  private int lineFirst;
  private boolean sawLongLine;

  Cursor(byte[] text, Tokens tokens, List<Problem> problems) {
    this.text = text;
    this.tokens = tokens;
    this.problems = problems;
    this.kind = tokens.kind(0);
    this.start = tokens.start(0);
    this.end = tokens.end(0);
  }

  byte[] text() {
    return text;
  }

  /// The kind of the token that is read next.
  TokenKind kind() {
    return kind;
  }

  /// The kind of the token after that; END at the end.
  TokenKind following() {
    return kind == TokenKind.END ? kind : tokens.kind(position + 1);
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /// Where the last token that was read ends, line ends and block marks not counted.
  int previousEnd() {
    return previousEnd;
  }

  int position() {
    return position;
  }

  Tokens tokens() {
    return tokens;
  }

  void advance() {
    if (kind.compareTo(TokenKind.DEDENT) > 0) {
      previousEnd = end;
    } else if (kind == TokenKind.NEWLINE) {
      sawLongLine |= position - lineFirst > LONG_LINE;
      lineFirst = position + 1;
    }
    moveTo(position + 1);
  }

  private void moveTo(int index) {
    position = index;
    kind = tokens.kind(index);
    start = tokens.start(index);
    end = tokens.end(index);
  }

  /// Goes back to a token that was read before, as if nothing had been read since.
  ///
  /// @param formerProblems how many problems there were
  void goBackTo(int index, int formerPreviousEnd, int formerProblems) {
    moveTo(index);
    previousEnd = formerPreviousEnd;
    problems.subList(formerProblems, problems.size()).clear();
  }

  /// How many problems there are, to return to.
  int problemCount() {
    return problems.size();
  }

  boolean at(TokenKind wanted) {
    return kind == wanted;
  }

  /// Reads the token if it is of the kind.
  boolean accept(TokenKind wanted) {
    if (kind != wanted) {
      return false;
    }
    advance();
    return true;
  }

  void expect(TokenKind wanted) {
    if (kind != wanted) {
      throw expected(wanted.described());
    }
    advance();
  }

  SyntaxFault expected(String what) {
    return fault("expected " + what);
  }

  SyntaxFault fault(String message) {
    return new SyntaxFault(message, start, end);
  }

  /// Reads a name. A keyword in its place is a problem, and read as one: what is a keyword now was
  /// none when the file was written, as `async` before Python 3.7.
  String name() {
    if (kind.isKeyword()) {
      problem("'" + kind.text() + "' is a keyword and cannot be a name", start, end);
    } else if (kind != TokenKind.NAME) {
      throw expected("a name");
    }
    String name = Identifiers.at(text, start, end);
    advance();
    return name;
  }

  /// Whether `async` stands where only a name can: it was one before Python 3.7.
  boolean atAsyncAsName() {
    return kind == TokenKind.ASYNC_KW
        && switch (following()) {
          case DEF_KW, FOR_KW, WITH_KW, NAME -> false;
          default -> true;
        };
  }

  /// Whether the next token is this name, one of the soft keywords.
  boolean atWord(String word) {
    if (kind != TokenKind.NAME || end - start != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (text[start + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// The depth of the recursion, to return to after a fault.
  int depth() {
    return depth;
  }

  void deeper() {
    if (++depth > MAX_DEPTH) {
      throw fault("this is nested too deeply");
    }
  }

  void shallower() {
    depth--;
  }

  void returnTo(int formerDepth) {
    depth = formerDepth;
  }

  /// Whether a logical line was read that may have made a tree deeper than `Node.MAX_DEPTH`: a
  /// chain of operators or calls is read without recursion but makes a level for each.
  boolean sawLongLine() {
    return sawLongLine;
  }

  void problem(String message, int from, int to) {
    problems.add(new Problem(message, new Span(from, to)));
  }

  /// Records a fault, unless the lexer has done so already.
  void record(SyntaxFault fault) {
    if (kind != TokenKind.ERROR) {
      problem(fault.message(), fault.start(), fault.end());
    }
  }
}

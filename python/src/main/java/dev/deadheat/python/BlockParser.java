package dev.deadheat.python;

import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import java.util.ArrayList;
import java.util.List;

/// Reads lists of statements, and goes on after a statement that is none.
final class BlockParser {
  /// Bounds the depth of the tree above its expressions, as the lexer does for blocks; an `elif` is
  /// a level too.
  private static final int MAX_DEPTH = 380;

  private final Cursor cursor;
  private final SimpleStatementParser simple;
  private final CompoundParser compound;
  private int depth;

  BlockParser(Cursor cursor) {
    this.cursor = cursor;
    ExpressionParser expressions = new ExpressionParser(cursor);
    this.simple = new SimpleStatementParser(cursor, expressions);
    this.compound = new CompoundParser(cursor, expressions, this);
  }

  boolean isTooDeep() {
    return depth >= MAX_DEPTH;
  }

  void enter() {
    depth++;
  }

  void leave() {
    depth--;
  }

  /// All statements up to the end of the file.
  List<Statement> file() {
    ArrayList<Statement> body = new ArrayList<>();
    while (!cursor.at(TokenKind.END)) {
      statements(body);
      // At the top level nothing is left to dedent from; an INDENT was too much already.
      cursor.accept(TokenKind.DEDENT);
    }
    if (cursor.sawLongLine()) {
      body.replaceAll(this::notTooDeep);
    }
    return NodeList.of(body);
  }

  private Statement notTooDeep(Statement statement) {
    if (Depth.of(statement) < Node.MAX_DEPTH) {
      return statement;
    }
    cursor.problem("this is nested too deeply", statement.start(), statement.end());
    return new Statement.Invalid(List.of(), statement.start(), statement.end());
  }

  /// A colon and the block after it.
  List<Statement> block() {
    cursor.expect(TokenKind.COLON);
    return blockAfterColon();
  }

  /// As [#block()], but a missing colon is reported here and the block under the line is read.
  List<Statement> mendedBlock() {
    if (cursor.accept(TokenKind.COLON)) {
      return blockAfterColon();
    }
    return List.of(invalid(cursor.expected("':'")));
  }

  private List<Statement> blockAfterColon() {
    ArrayList<Statement> body = new ArrayList<>();
    if (!cursor.accept(TokenKind.NEWLINE)) {
      simpleStatements(body);
      return NodeList.of(body);
    }
    if (cursor.accept(TokenKind.INDENT)) {
      indented(body);
    } else {
      cursor.problem("expected an indented block", cursor.start(), cursor.start());
    }
    return NodeList.of(body);
  }

  private void indented(List<Statement> body) {
    int outer = depth++;
    statements(body);
    depth = outer;
    cursor.accept(TokenKind.DEDENT);
  }

  /// Reads statements up to the end of their block.
  private void statements(List<Statement> body) {
    while (true) {
      switch (cursor.kind()) {
        case DEDENT, END -> {
          return;
        }
        case NEWLINE -> cursor.advance();
        case INDENT -> {
          cursor.problem("this line is indented too far", cursor.start(), cursor.start());
          cursor.advance();
          indented(body);
        }
        default -> statement(body);
      }
    }
  }

  private void statement(List<Statement> body) {
    int blockDepth = depth;
    int expressionDepth = cursor.depth();
    int start = cursor.start();
    int firstToken = cursor.position();
    try {
      switch (cursor.kind()) {
        case IF_KW -> body.add(compound.ifStatement());
        case FOR_KW -> body.add(compound.forStatement(start, false));
        case WHILE_KW -> body.add(compound.whileStatement());
        case TRY_KW -> body.add(compound.tryStatement());
        case WITH_KW -> body.add(compound.withStatement(start, false));
        case DEF_KW -> body.add(compound.function(start, List.of(), false));
        case CLASS_KW -> body.add(compound.classDef(List.of()));
        case AT -> body.add(compound.decorated());
        default -> {
          if (cursor.at(TokenKind.ASYNC_KW) && !cursor.atAsyncAsName()) {
            body.add(compound.asyncStatement());
          } else if (compound.atMatch()) {
            body.add(compound.matchStatement());
          } else {
            simpleStatements(body);
          }
        }
      }
    } catch (SyntaxFault fault) {
      depth = blockDepth;
      cursor.returnTo(expressionDepth);
      body.add(invalidFrom(start, firstToken, fault));
    }
  }

  /// Statements with semicolons between them, and the end of their line.
  private void simpleStatements(List<Statement> body) {
    do {
      body.add(simple.statement());
    } while (cursor.accept(TokenKind.SEMI) && !cursor.at(TokenKind.NEWLINE));
    cursor.expect(TokenKind.NEWLINE);
  }

  /// Reports a fault, skips the rest of the line and reads the block under it.
  Statement.Invalid invalid(SyntaxFault fault) {
    boolean atText = cursor.kind().compareTo(TokenKind.DEDENT) > 0;
    int start = atText ? cursor.start() : cursor.previousEnd();
    return invalidFrom(start, cursor.position(), fault);
  }

  private Statement.Invalid invalidFrom(int start, int firstToken, SyntaxFault fault) {
    cursor.record(fault);
    // At least one token is skipped, or the same fault would be found for ever.
    if (cursor.position() == firstToken && !cursor.at(TokenKind.END)) {
      cursor.advance();
    }
    while (!cursor.at(TokenKind.NEWLINE) && !cursor.at(TokenKind.END)) {
      cursor.advance();
    }
    cursor.accept(TokenKind.NEWLINE);
    ArrayList<Statement> body = new ArrayList<>();
    if (cursor.accept(TokenKind.INDENT)) {
      indented(body);
    }
    return new Statement.Invalid(NodeList.of(body), start, Math.max(start, cursor.previousEnd()));
  }
}

package dev.deadheat.python;

import dev.deadheat.python.ast.Arguments;
import dev.deadheat.python.ast.ExceptHandler;
import dev.deadheat.python.ast.ExprContext;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Keyword;
import dev.deadheat.python.ast.MatchCase;
import dev.deadheat.python.ast.Pattern;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.python.ast.TypeParam;
import dev.deadheat.python.ast.WithItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the statements that hold others. What is wrong in a header is left to [BlockParser], which
/// still reads the block under it; a clause after a block is mended here, so that what was read
/// before it is kept.
final class CompoundParser {
  private final Cursor cursor;
  private final ExpressionParser expressions;
  private final PatternParser patterns;
  private final BlockParser blocks;

  CompoundParser(Cursor cursor, ExpressionParser expressions, BlockParser blocks) {
    this.cursor = cursor;
    this.expressions = expressions;
    this.patterns = new PatternParser(cursor, expressions);
    this.blocks = blocks;
  }

  Statement ifStatement() {
    int start = cursor.start();
    cursor.advance();
    Expression test = expressions.namedExpression();
    List<Statement> body = blocks.block();
    List<Statement> orelse = afterIf();
    return new Statement.If(test, body, orelse, start, cursor.previousEnd());
  }

  private List<Statement> afterIf() {
    if (!cursor.at(TokenKind.ELIF_KW)) {
      return orelse();
    }
    if (blocks.isTooDeep()) {
      return List.of(blocks.invalid(cursor.fault("this is nested too deeply")));
    }
    int depth = cursor.depth();
    blocks.enter();
    Statement inner;
    try {
      inner = ifStatement();
    } catch (SyntaxFault fault) {
      cursor.returnTo(depth);
      inner = blocks.invalid(fault);
    }
    blocks.leave();
    return List.of(inner);
  }

  private List<Statement> orelse() {
    return cursor.accept(TokenKind.ELSE_KW) ? blocks.mendedBlock() : List.of();
  }

  Statement whileStatement() {
    int start = cursor.start();
    cursor.advance();
    Expression test = expressions.namedExpression();
    List<Statement> body = blocks.block();
    List<Statement> orelse = orelse();
    return new Statement.While(test, body, orelse, start, cursor.previousEnd());
  }

  Statement forStatement(int start, boolean isAsync) {
    cursor.advance();
    Expression target = expressions.atoms().targets();
    cursor.expect(TokenKind.IN_KW);
    Expression iter = expressions.starExpressions();
    List<Statement> body = blocks.block();
    List<Statement> orelse = orelse();
    int end = cursor.previousEnd();
    return isAsync
        ? new Statement.AsyncFor(target, iter, body, orelse, start, end)
        : new Statement.For(target, iter, body, orelse, start, end);
  }

  Statement withStatement(int start, boolean isAsync) {
    cursor.advance();
    List<WithItem> items = itemsStandInParentheses() ? itemsInParenthesesOrNot() : withItems(false);
    List<Statement> body = blocks.block();
    int end = cursor.previousEnd();
    return isAsync
        ? new Statement.AsyncWith(items, body, start, end)
        : new Statement.With(items, body, start, end);
  }

  /// Whether the `with` is followed by parentheses and these by its colon.
  private boolean itemsStandInParentheses() {
    if (!cursor.at(TokenKind.LPAR)) {
      return false;
    }
    Tokens tokens = cursor.tokens();
    int open = 0;
    for (int i = cursor.position(); ; i++) {
      switch (tokens.kind(i)) {
        case LPAR, LSQB, LBRACE -> open++;
        case RPAR, RSQB, RBRACE -> {
          if (--open == 0) {
            return tokens.kind(i + 1) == TokenKind.COLON;
          }
        }
        case NEWLINE, END -> {
          return false;
        }
        default -> {}
      }
    }
  }

  /// `with (a as b, c):` has items in parentheses, `with (yield a):` an expression.
  private List<WithItem> itemsInParenthesesOrNot() {
    int position = cursor.position();
    int previousEnd = cursor.previousEnd();
    int depth = cursor.depth();
    int problems = cursor.problemCount();
    try {
      cursor.expect(TokenKind.LPAR);
      List<WithItem> items = withItems(true);
      cursor.expect(TokenKind.RPAR);
      if (cursor.at(TokenKind.COLON)) {
        return items;
      }
    } catch (SyntaxFault fault) {
      // If it is no expression either, then that fault is the one to tell.
      cursor.returnTo(depth);
    }
    cursor.goBackTo(position, previousEnd, problems);
    return withItems(false);
  }

  private List<WithItem> withItems(boolean inParentheses) {
    ArrayList<WithItem> items = new ArrayList<>(2);
    do {
      if (inParentheses && !items.isEmpty() && cursor.at(TokenKind.RPAR)) {
        break;
      }
      int start = cursor.start();
      Expression context = expressions.expression();
      Optional<Expression> vars =
          cursor.accept(TokenKind.AS_KW)
              ? Optional.of(Targets.assigned(expressions.atoms().target()))
              : Optional.empty();
      items.add(new WithItem(context, vars, start, cursor.previousEnd()));
    } while (cursor.accept(TokenKind.COMMA));
    return NodeList.of(items);
  }

  Statement tryStatement() {
    int start = cursor.start();
    cursor.advance();
    List<Statement> body = blocks.block();
    ArrayList<ExceptHandler> handlers = new ArrayList<>(2);
    boolean star = false;
    boolean plain = false;
    while (cursor.at(TokenKind.EXCEPT_KW)) {
      boolean isStar = cursor.following() == TokenKind.STAR;
      star |= isStar;
      plain |= !isStar;
      handlers.add(handler(isStar));
    }
    if (star && plain) {
      cursor.problem("'except' and 'except*' cannot be mixed", start, cursor.previousEnd());
    }
    List<Statement> orelse = handlers.isEmpty() ? List.of() : orelse();
    boolean hasFinally = cursor.accept(TokenKind.FINALLY_KW);
    List<Statement> finalbody = hasFinally ? blocks.mendedBlock() : List.of();
    if (handlers.isEmpty() && !hasFinally) {
      cursor.problem("expected 'except' or 'finally' after this block", start, start + 3);
    }
    int end = cursor.previousEnd();
    return star
        ? new Statement.TryStar(body, NodeList.of(handlers), orelse, finalbody, start, end)
        : new Statement.Try(body, NodeList.of(handlers), orelse, finalbody, start, end);
  }

  private ExceptHandler handler(boolean isStar) {
    int start = cursor.start();
    int depth = cursor.depth();
    try {
      cursor.advance();
      Optional<Expression> type = Optional.empty();
      Optional<String> name = Optional.empty();
      if (isStar) {
        cursor.advance();
      }
      if (isStar || !cursor.at(TokenKind.COLON)) {
        Expression found = exceptionTypes();
        type = Optional.of(found);
        if (cursor.at(TokenKind.AS_KW)) {
          cursor.advance();
          name = Optional.of(cursor.name());
        }
      }
      List<Statement> body = blocks.block();
      return new ExceptHandler(type, name, body, start, cursor.previousEnd());
    } catch (SyntaxFault fault) {
      cursor.returnTo(depth);
      Statement.Invalid invalid = blocks.invalid(fault);
      return new ExceptHandler(
          Optional.empty(), Optional.empty(), List.of(invalid), start, invalid.end());
    }
  }

  /// One type, or several with commas, which since Python 3.14 (PEP 758) need no parentheses unless
  /// the exception is given a name.
  private Expression exceptionTypes() {
    int start = cursor.start();
    Expression first = expressions.expression();
    if (!cursor.at(TokenKind.COMMA)) {
      return first;
    }
    ArrayList<Expression> types = new ArrayList<>();
    types.add(first);
    while (cursor.accept(TokenKind.COMMA) && !cursor.at(TokenKind.COLON)) {
      types.add(expressions.expression());
    }
    if (cursor.at(TokenKind.AS_KW)) {
      throw new SyntaxFault(
          "several exception types need parentheses before 'as'", start, cursor.previousEnd());
    }
    return new Expression.Tuple(NodeList.of(types), ExprContext.LOAD, start, cursor.previousEnd());
  }

  Statement decorated() {
    ArrayList<Expression> decorators = new ArrayList<>(2);
    while (cursor.accept(TokenKind.AT)) {
      decorators.add(expressions.namedExpression());
      cursor.expect(TokenKind.NEWLINE);
    }
    List<Expression> list = NodeList.of(decorators);
    int start = cursor.start();
    return switch (cursor.kind()) {
      case DEF_KW -> function(start, list, false);
      case CLASS_KW -> classDef(list);
      case ASYNC_KW -> {
        cursor.advance();
        if (!cursor.at(TokenKind.DEF_KW)) {
          throw cursor.expected("'def'");
        }
        yield function(start, list, true);
      }
      default -> throw cursor.expected("a function or class after its decorators");
    };
  }

  Statement asyncStatement() {
    int start = cursor.start();
    cursor.advance();
    return switch (cursor.kind()) {
      case DEF_KW -> function(start, List.of(), true);
      case FOR_KW -> forStatement(start, true);
      case WITH_KW -> withStatement(start, true);
      default -> throw cursor.expected("'def', 'for' or 'with' after 'async'");
    };
  }

  Statement function(int start, List<Expression> decorators, boolean isAsync) {
    cursor.advance();
    String name = cursor.name();
    List<TypeParam> typeParams = expressions.parameters().typeParams();
    cursor.expect(TokenKind.LPAR);
    Arguments args = expressions.parameters().ofFunction();
    cursor.expect(TokenKind.RPAR);
    Optional<Expression> returns =
        cursor.accept(TokenKind.RARROW) ? Optional.of(expressions.expression()) : Optional.empty();
    List<Statement> body = blocks.block();
    int end = cursor.previousEnd();
    return isAsync
        ? new Statement.AsyncFunctionDef(
            name, args, body, decorators, returns, typeParams, start, end)
        : new Statement.FunctionDef(name, args, body, decorators, returns, typeParams, start, end);
  }

  Statement classDef(List<Expression> decorators) {
    int start = cursor.start();
    cursor.advance();
    String name = cursor.name();
    List<TypeParam> typeParams = expressions.parameters().typeParams();
    ArrayList<Expression> bases = new ArrayList<>(2);
    ArrayList<Keyword> keywords = new ArrayList<>(2);
    if (cursor.at(TokenKind.LPAR)) {
      expressions.atoms().calls().classArguments(bases, keywords);
    }
    List<Statement> body = blocks.block();
    return new Statement.ClassDef(
        name,
        NodeList.of(bases),
        NodeList.of(keywords),
        body,
        decorators,
        typeParams,
        start,
        cursor.previousEnd());
  }

  /// Whether `match` begins a statement here: only then does its line end with a colon.
  boolean atMatch() {
    if (!cursor.atWord("match")) {
      return false;
    }
    switch (cursor.following()) {
      case DOT, EQUAL, COMMA, RPAR, COLON, NEWLINE, SEMI, END -> {
        return false;
      }
      default -> {}
    }
    Tokens tokens = cursor.tokens();
    int last = cursor.position();
    while (tokens.kind(last) != TokenKind.NEWLINE) {
      last++;
    }
    return tokens.kind(last - 1) == TokenKind.COLON && last - 1 > cursor.position() + 1;
  }

  Statement matchStatement() {
    int start = cursor.start();
    cursor.advance();
    Expression subject = subject();
    cursor.expect(TokenKind.COLON);
    cursor.expect(TokenKind.NEWLINE);
    if (!cursor.accept(TokenKind.INDENT)) {
      throw cursor.expected("an indented block");
    }
    ArrayList<MatchCase> cases = new ArrayList<>();
    while (!cursor.at(TokenKind.DEDENT) && !cursor.at(TokenKind.END)) {
      cases.add(matchCase());
    }
    cursor.accept(TokenKind.DEDENT);
    return new Statement.Match(subject, NodeList.of(cases), start, cursor.previousEnd());
  }

  private Expression subject() {
    int start = cursor.start();
    Expression first = expressions.starNamedExpression();
    if (!cursor.at(TokenKind.COMMA)) {
      if (first instanceof Expression.Starred) {
        throw cursor.expected("','");
      }
      return first;
    }
    ArrayList<Expression> elements = new ArrayList<>();
    elements.add(first);
    while (cursor.accept(TokenKind.COMMA) && !cursor.at(TokenKind.COLON)) {
      elements.add(expressions.starNamedExpression());
    }
    return new Expression.Tuple(
        NodeList.of(elements), ExprContext.LOAD, start, cursor.previousEnd());
  }

  private MatchCase matchCase() {
    int start = cursor.start();
    int depth = cursor.depth();
    try {
      if (!cursor.atWord("case")) {
        throw cursor.expected("'case'");
      }
      cursor.advance();
      Pattern pattern = patterns.patterns();
      Optional<Expression> guard =
          cursor.accept(TokenKind.IF_KW)
              ? Optional.of(expressions.namedExpression())
              : Optional.empty();
      List<Statement> body = blocks.block();
      return new MatchCase(pattern, guard, body, start, cursor.previousEnd());
    } catch (SyntaxFault fault) {
      cursor.returnTo(depth);
      Statement.Invalid invalid = blocks.invalid(fault);
      int from = Math.min(start, invalid.start());
      Pattern anything = new Pattern.MatchAs(Optional.empty(), Optional.empty(), from, from);
      return new MatchCase(anything, Optional.empty(), List.of(invalid), from, invalid.end());
    }
  }
}

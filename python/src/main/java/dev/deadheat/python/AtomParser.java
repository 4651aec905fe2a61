package dev.deadheat.python;

import dev.deadheat.python.ast.Comprehension;
import dev.deadheat.python.ast.ExprContext;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads operands: literals, names, what stands in brackets, and what follows an operand without an
/// operator (attributes, calls, subscripts).
final class AtomParser {
  private static final Literal NONE = new Literal.None();
  private static final Literal TRUE = new Literal.Bool(true);
  private static final Literal FALSE = new Literal.Bool(false);
  private static final Literal ELLIPSIS = new Literal.Ellipsis();

  private final Cursor cursor;
  private final ExpressionParser expressions;
  private final StringParser strings;
  private final CallParser calls;

  AtomParser(Cursor cursor, ExpressionParser expressions) {
    this.cursor = cursor;
    this.expressions = expressions;
    this.strings = new StringParser(cursor, expressions);
    this.calls = new CallParser(cursor, expressions, this);
  }

  CallParser calls() {
    return calls;
  }

  StringParser strings() {
    return strings;
  }

  /// An atom with the attributes, calls and subscripts after it.
  Expression primary() {
    int start = cursor.start();
    Expression result = atom();
    while (true) {
      switch (cursor.kind()) {
        case DOT -> {
          cursor.advance();
          String attr = cursor.name();
          result =
              new Expression.Attribute(result, attr, ExprContext.LOAD, start, cursor.previousEnd());
        }
        case LPAR -> result = calls.call(result, start);
        case LSQB -> {
          cursor.advance();
          Expression slice = slices();
          cursor.expect(TokenKind.RSQB);
          result =
              new Expression.Subscript(
                  result, slice, ExprContext.LOAD, start, cursor.previousEnd());
        }
        default -> {
          return result;
        }
      }
    }
  }

  private Expression atom() {
    return switch (cursor.kind()) {
      case NAME -> expressions.nameIn(ExprContext.LOAD);
      case NUMBER -> expressions.number();
      case STRING, FSTRING_START -> strings.strings();
      case LPAR -> inParentheses();
      case LSQB -> list();
      case LBRACE -> dictOrSet();
      case NONE_KW -> constant(NONE);
      case TRUE_KW -> constant(TRUE);
      case FALSE_KW -> constant(FALSE);
      case ELLIPSIS -> constant(ELLIPSIS);
      default -> {
        if (cursor.atAsyncAsName()) {
          yield expressions.nameIn(ExprContext.LOAD);
        }
        throw cursor.expected("an expression");
      }
    };
  }

  Expression constant(Literal value) {
    int start = cursor.start();
    cursor.advance();
    return new Expression.Constant(value, start, cursor.previousEnd());
  }

  /// A group, tuple, generator or `yield` in parentheses.
  private Expression inParentheses() {
    int start = cursor.start();
    cursor.expect(TokenKind.LPAR);
    if (cursor.accept(TokenKind.RPAR)) {
      return new Expression.Tuple(List.of(), ExprContext.LOAD, start, cursor.previousEnd());
    }
    if (cursor.at(TokenKind.YIELD_KW)) {
      Expression inner = expressions.yieldExpression();
      cursor.expect(TokenKind.RPAR);
      return inner;
    }
    int first = cursor.start();
    Expression inner = expressions.starNamedExpression();
    if (cursor.at(TokenKind.COMMA)) {
      List<Expression> elements = elementsAfter(inner, TokenKind.RPAR);
      cursor.expect(TokenKind.RPAR);
      return new Expression.Tuple(elements, ExprContext.LOAD, start, cursor.previousEnd());
    }
    if (inner instanceof Expression.Starred) {
      throw new SyntaxFault("a starred expression cannot stand here", first, cursor.previousEnd());
    }
    if (atComprehension()) {
      List<Comprehension> generators = comprehensions();
      cursor.expect(TokenKind.RPAR);
      return new Expression.GeneratorExp(inner, generators, start, cursor.previousEnd());
    }
    cursor.expect(TokenKind.RPAR);
    return inner;
  }

  private List<Expression> elementsAfter(Expression first, TokenKind closing) {
    ArrayList<Expression> elements = new ArrayList<>();
    elements.add(first);
    while (cursor.accept(TokenKind.COMMA) && !cursor.at(closing)) {
      elements.add(expressions.starNamedExpression());
    }
    return NodeList.of(elements);
  }

  private Expression list() {
    int start = cursor.start();
    cursor.expect(TokenKind.LSQB);
    if (cursor.accept(TokenKind.RSQB)) {
      return new Expression.List(List.of(), ExprContext.LOAD, start, cursor.previousEnd());
    }
    Expression first = expressions.starNamedExpression();
    if (atComprehension()) {
      refuseStarred(first);
      List<Comprehension> generators = comprehensions();
      cursor.expect(TokenKind.RSQB);
      return new Expression.ListComp(first, generators, start, cursor.previousEnd());
    }
    List<Expression> elements = elementsAfter(first, TokenKind.RSQB);
    cursor.expect(TokenKind.RSQB);
    return new Expression.List(elements, ExprContext.LOAD, start, cursor.previousEnd());
  }

  private static void refuseStarred(Expression expression) {
    if (expression instanceof Expression.Starred) {
      throw new SyntaxFault("a comprehension cannot unpack", expression.start(), expression.end());
    }
  }

  private Expression dictOrSet() {
    int start = cursor.start();
    cursor.expect(TokenKind.LBRACE);
    if (cursor.accept(TokenKind.RBRACE)) {
      return new Expression.Dict(List.of(), List.of(), start, cursor.previousEnd());
    }
    if (cursor.at(TokenKind.DOUBLESTAR)) {
      return dict(start);
    }
    if (cursor.at(TokenKind.STAR)) {
      return set(start, expressions.starred());
    }
    boolean named = expressions.atNamed();
    Expression first = expressions.namedExpression();
    if (named || !cursor.at(TokenKind.COLON)) {
      return set(start, first);
    }
    cursor.advance();
    Expression value = expressions.expression();
    if (atComprehension()) {
      List<Comprehension> generators = comprehensions();
      cursor.expect(TokenKind.RBRACE);
      return new Expression.DictComp(first, value, generators, start, cursor.previousEnd());
    }
    ArrayList<Optional<Expression>> keys = new ArrayList<>();
    ArrayList<Expression> values = new ArrayList<>();
    keys.add(Optional.of(first));
    values.add(value);
    return dictRest(start, keys, values);
  }

  private Expression set(int start, Expression first) {
    if (atComprehension()) {
      refuseStarred(first);
      List<Comprehension> generators = comprehensions();
      cursor.expect(TokenKind.RBRACE);
      return new Expression.SetComp(first, generators, start, cursor.previousEnd());
    }
    List<Expression> elements = elementsAfter(first, TokenKind.RBRACE);
    cursor.expect(TokenKind.RBRACE);
    return new Expression.Set(elements, start, cursor.previousEnd());
  }

  /// A dictionary that begins with `**`.
  private Expression dict(int start) {
    ArrayList<Optional<Expression>> keys = new ArrayList<>();
    ArrayList<Expression> values = new ArrayList<>();
    dictItem(keys, values);
    return dictRest(start, keys, values);
  }

  private Expression dictRest(int start, List<Optional<Expression>> keys, List<Expression> values) {
    while (cursor.accept(TokenKind.COMMA) && !cursor.at(TokenKind.RBRACE)) {
      dictItem(keys, values);
    }
    cursor.expect(TokenKind.RBRACE);
    return new Expression.Dict(NodeList.of(keys), NodeList.of(values), start, cursor.previousEnd());
  }

  private void dictItem(List<Optional<Expression>> keys, List<Expression> values) {
    if (cursor.accept(TokenKind.DOUBLESTAR)) {
      keys.add(Optional.empty());
      values.add(expressions.binary(ExpressionParser.BITWISE_OR));
      return;
    }
    keys.add(Optional.of(expressions.expression()));
    cursor.expect(TokenKind.COLON);
    values.add(expressions.expression());
  }

  boolean atComprehension() {
    return cursor.at(TokenKind.FOR_KW)
        || (cursor.at(TokenKind.ASYNC_KW) && cursor.following() == TokenKind.FOR_KW);
  }

  List<Comprehension> comprehensions() {
    ArrayList<Comprehension> generators = new ArrayList<>(2);
    while (atComprehension()) {
      int start = cursor.start();
      boolean isAsync = cursor.accept(TokenKind.ASYNC_KW);
      cursor.expect(TokenKind.FOR_KW);
      Expression target = targets();
      cursor.expect(TokenKind.IN_KW);
      Expression iter = expressions.disjunction();
      ArrayList<Expression> ifs = new ArrayList<>(2);
      while (cursor.accept(TokenKind.IF_KW)) {
        ifs.add(expressions.disjunction());
      }
      generators.add(
          new Comprehension(target, iter, NodeList.of(ifs), isAsync, start, cursor.previousEnd()));
    }
    return NodeList.of(generators);
  }

  /// What stands between `for` and `in`.
  Expression targets() {
    int start = cursor.start();
    Expression first = target();
    if (!cursor.at(TokenKind.COMMA)) {
      return Targets.assigned(first);
    }
    ArrayList<Expression> elements = new ArrayList<>();
    elements.add(first);
    while (cursor.accept(TokenKind.COMMA) && expressions.startsExpression()) {
      elements.add(target());
    }
    Expression tuple =
        new Expression.Tuple(NodeList.of(elements), ExprContext.LOAD, start, cursor.previousEnd());
    return Targets.assigned(tuple);
  }

  /// An operand that is to be a target.
  Expression target() {
    return cursor.at(TokenKind.STAR)
        ? expressions.starred()
        : expressions.binary(ExpressionParser.BITWISE_OR);
  }

  /// What stands in the brackets of a subscript.
  private Expression slices() {
    int start = cursor.start();
    Expression first = slice();
    if (!cursor.at(TokenKind.COMMA)) {
      if (first instanceof Expression.Starred) {
        // `a[*b]` is the same as `a[*b,]`.
        return new Expression.Tuple(List.of(first), ExprContext.LOAD, start, cursor.previousEnd());
      }
      return first;
    }
    ArrayList<Expression> elements = new ArrayList<>();
    elements.add(first);
    while (cursor.accept(TokenKind.COMMA) && !cursor.at(TokenKind.RSQB)) {
      elements.add(slice());
    }
    return new Expression.Tuple(
        NodeList.of(elements), ExprContext.LOAD, start, cursor.previousEnd());
  }

  private Expression slice() {
    int start = cursor.start();
    if (cursor.at(TokenKind.STAR)) {
      return expressions.starred();
    }
    Optional<Expression> lower = Optional.empty();
    if (!cursor.at(TokenKind.COLON)) {
      boolean named = expressions.atNamed();
      Expression first = expressions.namedExpression();
      if (named || !cursor.at(TokenKind.COLON)) {
        return first;
      }
      lower = Optional.of(first);
    }
    cursor.expect(TokenKind.COLON);
    Optional<Expression> upper = slicePart();
    Optional<Expression> step = cursor.accept(TokenKind.COLON) ? slicePart() : Optional.empty();
    return new Expression.Slice(lower, upper, step, start, cursor.previousEnd());
  }

  private Optional<Expression> slicePart() {
    return switch (cursor.kind()) {
      case COLON, COMMA, RSQB -> Optional.empty();
      default -> Optional.of(expressions.expression());
    };
  }
}

package dev.deadheat.python;

import dev.deadheat.python.ast.BoolOperator;
import dev.deadheat.python.ast.CmpOperator;
import dev.deadheat.python.ast.ExprContext;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Literal;
import dev.deadheat.python.ast.Operator;
import dev.deadheat.python.ast.UnaryOperator;
import java.util.ArrayList;
import java.util.Optional;

/// Reads expressions. Binary operators are read by precedence climbing, everything else by one
/// method for each rule of Python's grammar, under that rule's name.
final class ExpressionParser {
  private static final int OR = 1;
  private static final int AND = 2;
  private static final int NOT = 3;
  private static final int COMPARE = 4;
  static final int BITWISE_OR = 5;

  private final Cursor cursor;
  private final AtomParser atoms;
  private final ParameterParser parameters;

  ExpressionParser(Cursor cursor) {
    this.cursor = cursor;
    this.parameters = new ParameterParser(cursor, this);
    this.atoms = new AtomParser(cursor, this);
  }

  ParameterParser parameters() {
    return parameters;
  }

  AtomParser atoms() {
    return atoms;
  }

  /// A lambda, a choice, or what binds more tightly.
  Expression expression() {
    cursor.deeper();
    Expression result;
    if (cursor.at(TokenKind.LAMBDA_KW)) {
      result = lambda();
    } else {
      int start = cursor.start();
      result = disjunction();
      if (cursor.at(TokenKind.IF_KW)) {
        cursor.advance();
        Expression test = disjunction();
        cursor.expect(TokenKind.ELSE_KW);
        Expression orelse = expression();
        result = new Expression.IfExp(test, result, orelse, start, cursor.previousEnd());
      }
    }
    cursor.shallower();
    return result;
  }

  private Expression lambda() {
    int start = cursor.start();
    cursor.expect(TokenKind.LAMBDA_KW);
    var args = parameters.ofLambda();
    cursor.expect(TokenKind.COLON);
    Expression body = expression();
    return new Expression.Lambda(args, body, start, cursor.previousEnd());
  }

  /// An expression or `name := expression`.
  Expression namedExpression() {
    if (atNamed()) {
      int start = cursor.start();
      Expression target = nameIn(ExprContext.STORE);
      cursor.advance();
      Expression value = expression();
      return new Expression.NamedExpr(target, value, start, cursor.previousEnd());
    }
    return expression();
  }

  boolean atNamed() {
    return cursor.at(TokenKind.NAME) && cursor.following() == TokenKind.COLONEQUAL;
  }

  Expression nameIn(ExprContext context) {
    int start = cursor.start();
    int end = cursor.end();
    return new Expression.Name(cursor.name(), context, start, end);
  }

  /// `*expression`, which binds like a bitwise or, or an expression.
  Expression starExpression() {
    return cursor.at(TokenKind.STAR) ? starred() : expression();
  }

  /// `*expression` or an expression that may be named.
  Expression starNamedExpression() {
    return cursor.at(TokenKind.STAR) ? starred() : namedExpression();
  }

  Expression starred() {
    int start = cursor.start();
    cursor.expect(TokenKind.STAR);
    Expression value = binary(BITWISE_OR);
    return new Expression.Starred(value, ExprContext.LOAD, start, cursor.previousEnd());
  }

  /// One expression, or several with commas, which are a tuple.
  Expression starExpressions() {
    int start = cursor.start();
    Expression first = starExpression();
    if (!cursor.at(TokenKind.COMMA)) {
      return first;
    }
    ArrayList<Expression> elements = new ArrayList<>();
    elements.add(first);
    while (cursor.accept(TokenKind.COMMA) && startsExpression()) {
      elements.add(starExpression());
    }
    return new Expression.Tuple(
        NodeList.of(elements), ExprContext.LOAD, start, cursor.previousEnd());
  }

  /// As starExpressions, or a `yield`.
  Expression yieldOrStarExpressions() {
    return cursor.at(TokenKind.YIELD_KW) ? yieldExpression() : starExpressions();
  }

  Expression yieldExpression() {
    int start = cursor.start();
    cursor.expect(TokenKind.YIELD_KW);
    if (cursor.accept(TokenKind.FROM_KW)) {
      Expression value = expression();
      return new Expression.YieldFrom(value, start, cursor.previousEnd());
    }
    Optional<Expression> value =
        startsExpression() ? Optional.of(starExpressions()) : Optional.empty();
    return new Expression.Yield(value, start, cursor.previousEnd());
  }

  /// Whether the next token can begin an expression, a starred one included.
  boolean startsExpression() {
    return switch (cursor.kind()) {
      case NAME,
          NUMBER,
          STRING,
          FSTRING_START,
          LPAR,
          LSQB,
          LBRACE,
          ELLIPSIS,
          PLUS,
          MINUS,
          TILDE,
          STAR,
          FALSE_KW,
          NONE_KW,
          TRUE_KW,
          AWAIT_KW,
          LAMBDA_KW,
          NOT_KW,
          ERROR ->
          true;
      default -> cursor.atAsyncAsName();
    };
  }

  /// What binds at least as tightly as `or`.
  Expression disjunction() {
    return binary(OR);
  }

  /// What binds at least as tightly as the level.
  Expression binary(int level) {
    int start = cursor.start();
    Expression left;
    if (cursor.at(TokenKind.NOT_KW) && level <= NOT) {
      cursor.advance();
      cursor.deeper();
      Expression operand = binary(NOT);
      cursor.shallower();
      left = new Expression.UnaryOp(UnaryOperator.NOT, operand, start, cursor.previousEnd());
    } else {
      left = factor();
    }
    while (true) {
      TokenKind kind = cursor.kind();
      int found = kind.level();
      if (found < level) {
        return left;
      }
      Operator op = kind.operator();
      if (op != null) {
        cursor.advance();
        Expression right = binary(found + 1);
        left = new Expression.BinOp(left, op, right, start, cursor.previousEnd());
      } else if (found == COMPARE) {
        left = comparison(left, start);
      } else if (found == AND || found == OR) {
        left = logical(left, kind, found, start);
      } else {
        return left;
      }
    }
  }

  private Expression logical(Expression first, TokenKind kind, int level, int start) {
    ArrayList<Expression> values = new ArrayList<>(4);
    values.add(first);
    while (cursor.accept(kind)) {
      values.add(binary(level + 1));
    }
    BoolOperator op = level == OR ? BoolOperator.OR : BoolOperator.AND;
    return new Expression.BoolOp(op, NodeList.of(values), start, cursor.previousEnd());
  }

  private Expression comparison(Expression left, int start) {
    ArrayList<CmpOperator> ops = new ArrayList<>(2);
    ArrayList<Expression> comparators = new ArrayList<>(2);
    while (cursor.kind().level() == COMPARE) {
      ops.add(comparisonOperator());
      comparators.add(binary(BITWISE_OR));
    }
    return new Expression.Compare(
        left, NodeList.of(ops), NodeList.of(comparators), start, cursor.previousEnd());
  }

  private CmpOperator comparisonOperator() {
    TokenKind kind = cursor.kind();
    cursor.advance();
    return switch (kind) {
      case EQEQUAL -> CmpOperator.EQ;
      case NOTEQUAL -> CmpOperator.NOT_EQ;
      case LESS -> CmpOperator.LT;
      case LESSEQUAL -> CmpOperator.LT_E;
      case GREATER -> CmpOperator.GT;
      case GREATEREQUAL -> CmpOperator.GT_E;
      case IN_KW -> CmpOperator.IN;
      case IS_KW -> cursor.accept(TokenKind.NOT_KW) ? CmpOperator.IS_NOT : CmpOperator.IS;
      case NOT_KW -> {
        cursor.expect(TokenKind.IN_KW);
        yield CmpOperator.NOT_IN;
      }
      default -> throw new IllegalStateException("does not compare: " + kind);
    };
  }

  /// An operand with the signs before it.
  private Expression factor() {
    return switch (cursor.kind()) {
      case PLUS -> signed(UnaryOperator.U_ADD);
      case MINUS -> signed(UnaryOperator.U_SUB);
      case TILDE -> signed(UnaryOperator.INVERT);
      default -> power();
    };
  }

  private Expression signed(UnaryOperator op) {
    int start = cursor.start();
    cursor.advance();
    cursor.deeper();
    Expression operand = factor();
    cursor.shallower();
    return new Expression.UnaryOp(op, operand, start, cursor.previousEnd());
  }

  private Expression power() {
    int start = cursor.start();
    Expression base;
    if (cursor.accept(TokenKind.AWAIT_KW)) {
      Expression value = atoms.primary();
      base = new Expression.Await(value, start, cursor.previousEnd());
    } else {
      base = atoms.primary();
    }
    if (!cursor.at(TokenKind.DOUBLESTAR)) {
      return base;
    }
    cursor.advance();
    cursor.deeper();
    Expression exponent = factor();
    cursor.shallower();
    return new Expression.BinOp(base, Operator.POW, exponent, start, cursor.previousEnd());
  }

  /// A number, the only atom that is nothing but its token.
  Expression number() {
    int start = cursor.start();
    int end = cursor.end();
    Optional<Literal> value = Numbers.value(cursor.text(), start, end);
    if (value.isEmpty()) {
      throw cursor.fault("this integer has more digits than Python reads; write it in hexadecimal");
    }
    cursor.advance();
    return new Expression.Constant(value.get(), start, end);
  }
}

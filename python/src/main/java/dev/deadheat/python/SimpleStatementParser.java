package dev.deadheat.python;

import dev.deadheat.python.ast.Alias;
import dev.deadheat.python.ast.ExprContext;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Operator;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.python.ast.TypeParam;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the statements that fit on a line and hold no others.
final class SimpleStatementParser {
  private final Cursor cursor;
  private final ExpressionParser expressions;

  SimpleStatementParser(Cursor cursor, ExpressionParser expressions) {
    this.cursor = cursor;
    this.expressions = expressions;
  }

  Statement statement() {
    int start = cursor.start();
    return switch (cursor.kind()) {
      case RETURN_KW -> returned(start);
      case IMPORT_KW -> imported(start);
      case FROM_KW -> importedFrom(start);
      case RAISE_KW -> raised(start);
      case PASS_KW -> {
        cursor.advance();
        yield new Statement.Pass(start, cursor.previousEnd());
      }
      case BREAK_KW -> {
        cursor.advance();
        yield new Statement.Break(start, cursor.previousEnd());
      }
      case CONTINUE_KW -> {
        cursor.advance();
        yield new Statement.Continue(start, cursor.previousEnd());
      }
      case DEL_KW -> deleted(start);
      case ASSERT_KW -> asserted(start);
      case GLOBAL_KW -> {
        cursor.advance();
        yield new Statement.Global(names(), start, cursor.previousEnd());
      }
      case NONLOCAL_KW -> {
        cursor.advance();
        yield new Statement.Nonlocal(names(), start, cursor.previousEnd());
      }
      case NAME -> atTypeAlias() ? typeAlias(start) : assignmentOrExpression(start);
      default -> assignmentOrExpression(start);
    };
  }

  private List<String> names() {
    ArrayList<String> names = new ArrayList<>();
    do {
      names.add(cursor.name());
    } while (cursor.accept(TokenKind.COMMA));
    return NodeList.of(names);
  }

  private Statement returned(int start) {
    cursor.advance();
    Optional<Expression> value = Optional.empty();
    if (expressions.startsExpression()) {
      value = Optional.of(expressions.starExpressions());
    }
    return new Statement.Return(value, start, cursor.previousEnd());
  }

  private Statement raised(int start) {
    cursor.advance();
    Optional<Expression> exc = Optional.empty();
    Optional<Expression> cause = Optional.empty();
    if (expressions.startsExpression()) {
      exc = Optional.of(expressions.expression());
      if (cursor.accept(TokenKind.FROM_KW)) {
        cause = Optional.of(expressions.expression());
      }
    }
    return new Statement.Raise(exc, cause, start, cursor.previousEnd());
  }

  private Statement asserted(int start) {
    cursor.advance();
    Expression test = expressions.expression();
    Optional<Expression> msg =
        cursor.accept(TokenKind.COMMA) ? Optional.of(expressions.expression()) : Optional.empty();
    return new Statement.Assert(test, msg, start, cursor.previousEnd());
  }

  private Statement deleted(int start) {
    cursor.advance();
    ArrayList<Expression> targets = new ArrayList<>(2);
    do {
      if (!targets.isEmpty() && !expressions.startsExpression()) {
        break;
      }
      targets.add(Targets.deleted(expressions.binary(ExpressionParser.BITWISE_OR)));
    } while (cursor.accept(TokenKind.COMMA));
    return new Statement.Delete(NodeList.of(targets), start, cursor.previousEnd());
  }

  private Statement imported(int start) {
    cursor.advance();
    ArrayList<Alias> names = new ArrayList<>(2);
    do {
      int from = cursor.start();
      String name = dottedName();
      names.add(alias(name, from));
    } while (cursor.accept(TokenKind.COMMA));
    return new Statement.Import(NodeList.of(names), start, cursor.previousEnd());
  }

  private String dottedName() {
    String name = cursor.name();
    if (!cursor.at(TokenKind.DOT)) {
      return name;
    }
    StringBuilder path = new StringBuilder(name);
    while (cursor.accept(TokenKind.DOT)) {
      path.append('.').append(cursor.name());
    }
    return path.toString();
  }

  private Alias alias(String name, int start) {
    Optional<String> asname =
        cursor.accept(TokenKind.AS_KW) ? Optional.of(cursor.name()) : Optional.empty();
    return new Alias(name, asname, start, cursor.previousEnd());
  }

  private Statement importedFrom(int start) {
    cursor.advance();
    int level = 0;
    while (cursor.at(TokenKind.DOT) || cursor.at(TokenKind.ELLIPSIS)) {
      level += cursor.at(TokenKind.DOT) ? 1 : 3;
      cursor.advance();
    }
    Optional<String> module = Optional.empty();
    if (level == 0 || !cursor.at(TokenKind.IMPORT_KW)) {
      module = Optional.of(dottedName());
    }
    cursor.expect(TokenKind.IMPORT_KW);
    List<Alias> names;
    if (cursor.at(TokenKind.STAR)) {
      int from = cursor.start();
      cursor.advance();
      names = List.of(new Alias("*", Optional.empty(), from, cursor.previousEnd()));
    } else if (cursor.accept(TokenKind.LPAR)) {
      names = importedNames(true);
      cursor.expect(TokenKind.RPAR);
    } else {
      names = importedNames(false);
    }
    return new Statement.ImportFrom(module, names, level, start, cursor.previousEnd());
  }

  private List<Alias> importedNames(boolean inParentheses) {
    ArrayList<Alias> names = new ArrayList<>();
    do {
      if (inParentheses && !names.isEmpty() && cursor.at(TokenKind.RPAR)) {
        break;
      }
      int from = cursor.start();
      String name = cursor.name();
      names.add(alias(name, from));
    } while (cursor.accept(TokenKind.COMMA));
    return NodeList.of(names);
  }

  /// `type` is a keyword only before the name of an alias.
  private boolean atTypeAlias() {
    return cursor.following() == TokenKind.NAME && cursor.atWord("type");
  }

  private Statement typeAlias(int start) {
    cursor.advance();
    Expression name = expressions.nameIn(ExprContext.STORE);
    List<TypeParam> typeParams = expressions.parameters().typeParams();
    cursor.expect(TokenKind.EQUAL);
    Expression value = expressions.expression();
    return new Statement.TypeAlias(name, typeParams, value, start, cursor.previousEnd());
  }

  private Statement assignmentOrExpression(int start) {
    boolean inParentheses = cursor.at(TokenKind.LPAR);
    Expression first = expressions.yieldOrStarExpressions();
    if (cursor.at(TokenKind.EQUAL)) {
      return assignment(first, start);
    }
    if (cursor.at(TokenKind.COLON)) {
      return annotated(first, start, inParentheses);
    }
    Operator op = cursor.kind().operator();
    if (op == null) {
      return new Statement.Expr(first, start, cursor.previousEnd());
    }
    Expression target = Targets.single(first);
    cursor.advance();
    Expression value = expressions.yieldOrStarExpressions();
    return new Statement.AugAssign(target, op, value, start, cursor.previousEnd());
  }

  private Statement assignment(Expression first, int start) {
    ArrayList<Expression> targets = new ArrayList<>(2);
    Expression value = first;
    while (cursor.accept(TokenKind.EQUAL)) {
      targets.add(Targets.assigned(value));
      value = expressions.yieldOrStarExpressions();
    }
    return new Statement.Assign(NodeList.of(targets), value, start, cursor.previousEnd());
  }

  private Statement annotated(Expression first, int start, boolean inParentheses) {
    Expression target = Targets.single(first);
    cursor.advance();
    Expression annotation = expressions.expression();
    Optional<Expression> value =
        cursor.accept(TokenKind.EQUAL)
            ? Optional.of(expressions.yieldOrStarExpressions())
            : Optional.empty();
    boolean simple = target instanceof Expression.Name && !inParentheses;
    return new Statement.AnnAssign(target, annotation, value, simple, start, cursor.previousEnd());
  }
}

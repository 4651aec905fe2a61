package dev.deadheat.python;

import dev.deadheat.python.ast.Comprehension;
import dev.deadheat.python.ast.ExprContext;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Keyword;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads what stands in the parentheses of a call or a class.
final class CallParser {
  /// The end of a generator without parentheses of its own, until those of its call are read.
  private static final int BARE = Integer.MAX_VALUE;

  private final Cursor cursor;
  private final ExpressionParser expressions;
  private final AtomParser atoms;

  CallParser(Cursor cursor, ExpressionParser expressions, AtomParser atoms) {
    this.cursor = cursor;
    this.expressions = expressions;
    this.atoms = atoms;
  }

  /// A call of what stands before its parenthesis.
  Expression call(Expression func, int start) {
    int open = cursor.start();
    cursor.expect(TokenKind.LPAR);
    if (cursor.accept(TokenKind.RPAR)) {
      return new Expression.Call(func, List.of(), List.of(), start, cursor.previousEnd());
    }
    ArrayList<Expression> args = new ArrayList<>(4);
    ArrayList<Keyword> keywords = new ArrayList<>(4);
    arguments(args, keywords, open);
    cursor.expect(TokenKind.RPAR);
    if (args.size() == 1 && args.getFirst() instanceof Expression.GeneratorExp only) {
      if (only.end() == BARE) {
        Expression sole =
            new Expression.GeneratorExp(only.elt(), only.generators(), open, cursor.previousEnd());
        return new Expression.Call(func, List.of(sole), List.of(), start, cursor.previousEnd());
      }
    }
    return new Expression.Call(
        func, NodeList.of(args), NodeList.of(keywords), start, cursor.previousEnd());
  }

  /// Reads arguments up to the closing parenthesis, which is left.
  private void arguments(List<Expression> args, List<Keyword> keywords, int open) {
    boolean unpacked = false;
    do {
      if (cursor.at(TokenKind.RPAR)) {
        return;
      }
      int start = cursor.start();
      boolean named = cursor.at(TokenKind.NAME) || cursor.kind().isKeyword();
      if (named && cursor.following() == TokenKind.EQUAL) {
        String name = cursor.name();
        cursor.advance();
        Expression value = expressions.expression();
        keywords.add(new Keyword(Optional.of(name), value, start, cursor.previousEnd()));
      } else if (cursor.accept(TokenKind.DOUBLESTAR)) {
        Expression value = expressions.expression();
        keywords.add(new Keyword(Optional.empty(), value, start, cursor.previousEnd()));
        unpacked = true;
      } else if (cursor.accept(TokenKind.STAR)) {
        if (unpacked) {
          throw new SyntaxFault("'*' cannot follow '**' in a call", start, cursor.previousEnd());
        }
        Expression value = expressions.expression();
        args.add(new Expression.Starred(value, ExprContext.LOAD, start, cursor.previousEnd()));
      } else {
        positional(args, keywords, open);
      }
    } while (cursor.accept(TokenKind.COMMA));
  }

  /// The bases and keywords of a class in their parentheses.
  void classArguments(List<Expression> bases, List<Keyword> keywords) {
    int open = cursor.start();
    cursor.expect(TokenKind.LPAR);
    if (!cursor.at(TokenKind.RPAR)) {
      arguments(bases, keywords, open);
    }
    cursor.expect(TokenKind.RPAR);
    if (bases.size() == 1 && bases.getFirst().end() == BARE) {
      throw new SyntaxFault("a generator cannot be a base", open, cursor.previousEnd());
    }
  }

  private void positional(List<Expression> args, List<Keyword> keywords, int open) {
    int start = cursor.start();
    Expression value = expressions.namedExpression();
    if (!keywords.isEmpty()) {
      throw new SyntaxFault(
          "a positional argument cannot follow a keyword argument", start, cursor.previousEnd());
    }
    if (!atoms.atComprehension()) {
      args.add(value);
      return;
    }
    List<Comprehension> generators = atoms.comprehensions();
    if (!args.isEmpty() || !cursor.at(TokenKind.RPAR)) {
      throw new SyntaxFault(
          "a generator needs parentheses beside other arguments", start, cursor.previousEnd());
    }
    args.add(new Expression.GeneratorExp(value, generators, open, BARE));
  }
}

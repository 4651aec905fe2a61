package dev.deadheat.python;

import dev.deadheat.python.ast.Arg;
import dev.deadheat.python.ast.Arguments;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.TypeParam;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the parameters of functions and lambdas, and type parameters.
final class ParameterParser {
  private final Cursor cursor;
  private final ExpressionParser expressions;

  ParameterParser(Cursor cursor, ExpressionParser expressions) {
    this.cursor = cursor;
    this.expressions = expressions;
  }

  /// Up to the `)`, which is left.
  Arguments ofFunction() {
    return parameters(TokenKind.RPAR, true);
  }

  /// Up to the `:`, which is left.
  Arguments ofLambda() {
    return parameters(TokenKind.COLON, false);
  }

  private Arguments parameters(TokenKind closing, boolean annotated) {
    int start = cursor.start();
    if (cursor.at(closing)) {
      return new Arguments(
          List.of(),
          List.of(),
          Optional.empty(),
          List.of(),
          List.of(),
          Optional.empty(),
          List.of(),
          start,
          start);
    }
    ArrayList<Arg> args = new ArrayList<>();
    List<Arg> posonlyargs = List.of();
    ArrayList<Expression> defaults = new ArrayList<>(2);
    Optional<Arg> vararg = Optional.empty();
    ArrayList<Arg> kwonlyargs = new ArrayList<>(2);
    ArrayList<Optional<Expression>> kwDefaults = new ArrayList<>(2);
    Optional<Arg> kwarg = Optional.empty();
    boolean starSeen = false;
    boolean slashSeen = false;
    do {
      if (cursor.at(closing)) {
        break;
      }
      if (kwarg.isPresent()) {
        throw cursor.fault("nothing can follow the '**' parameter");
      }
      if (cursor.accept(TokenKind.DOUBLESTAR)) {
        kwarg = Optional.of(parameter(annotated, false));
      } else if (cursor.at(TokenKind.STAR)) {
        if (starSeen) {
          throw cursor.fault("'*' can stand only once among the parameters");
        }
        starSeen = true;
        cursor.advance();
        if (cursor.at(TokenKind.COMMA)) {
          if (cursor.following() != TokenKind.NAME) {
            throw cursor.fault("a parameter must follow the '*'");
          }
        } else {
          vararg = Optional.of(parameter(annotated, true));
        }
      } else if (cursor.at(TokenKind.SLASH)) {
        if (slashSeen || starSeen || args.isEmpty()) {
          throw cursor.fault("'/' must follow a positional parameter, and stand only once");
        }
        slashSeen = true;
        cursor.advance();
        posonlyargs = NodeList.of(args);
        args = new ArrayList<>();
      } else {
        Arg arg = parameter(annotated, false);
        Optional<Expression> value =
            cursor.accept(TokenKind.EQUAL)
                ? Optional.of(expressions.expression())
                : Optional.empty();
        if (starSeen) {
          kwonlyargs.add(arg);
          kwDefaults.add(value);
        } else {
          args.add(arg);
          if (value.isPresent()) {
            defaults.add(value.get());
          } else if (!defaults.isEmpty()) {
            throw new SyntaxFault(
                "a parameter without a default cannot follow one with a default",
                arg.start(),
                arg.end());
          }
        }
      }
    } while (cursor.accept(TokenKind.COMMA));
    return new Arguments(
        posonlyargs,
        NodeList.of(args),
        vararg,
        NodeList.of(kwonlyargs),
        NodeList.of(kwDefaults),
        kwarg,
        NodeList.of(defaults),
        start,
        cursor.previousEnd());
  }

  private Arg parameter(boolean annotated, boolean mayStar) {
    int start = cursor.start();
    String name = cursor.name();
    Optional<Expression> annotation = Optional.empty();
    if (annotated && cursor.accept(TokenKind.COLON)) {
      annotation = Optional.of(mayStar ? expressions.starExpression() : expressions.expression());
    }
    return new Arg(name, annotation, start, cursor.previousEnd());
  }

  /// Type parameters in brackets, if there are any.
  List<TypeParam> typeParams() {
    if (!cursor.accept(TokenKind.LSQB)) {
      return List.of();
    }
    ArrayList<TypeParam> found = new ArrayList<>(2);
    do {
      if (!found.isEmpty() && cursor.at(TokenKind.RSQB)) {
        break;
      }
      found.add(typeParam());
    } while (cursor.accept(TokenKind.COMMA));
    cursor.expect(TokenKind.RSQB);
    return NodeList.of(found);
  }

  private TypeParam typeParam() {
    int start = cursor.start();
    if (cursor.accept(TokenKind.STAR)) {
      String name = cursor.name();
      Optional<Expression> value =
          cursor.accept(TokenKind.EQUAL)
              ? Optional.of(expressions.starExpression())
              : Optional.empty();
      return new TypeParam.TypeVarTuple(name, value, start, cursor.previousEnd());
    }
    if (cursor.accept(TokenKind.DOUBLESTAR)) {
      String name = cursor.name();
      Optional<Expression> value = typeDefault();
      return new TypeParam.ParamSpec(name, value, start, cursor.previousEnd());
    }
    String name = cursor.name();
    Optional<Expression> bound =
        cursor.accept(TokenKind.COLON) ? Optional.of(expressions.expression()) : Optional.empty();
    Optional<Expression> value = typeDefault();
    return new TypeParam.TypeVar(name, bound, value, start, cursor.previousEnd());
  }

  private Optional<Expression> typeDefault() {
    return cursor.accept(TokenKind.EQUAL)
        ? Optional.of(expressions.expression())
        : Optional.empty();
  }
}

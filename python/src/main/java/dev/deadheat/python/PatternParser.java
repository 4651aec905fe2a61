package dev.deadheat.python;

import dev.deadheat.python.ast.ExprContext;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Literal;
import dev.deadheat.python.ast.Operator;
import dev.deadheat.python.ast.Pattern;
import dev.deadheat.python.ast.UnaryOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the patterns of `case`, one method for each rule of Python's grammar.
final class PatternParser {
  private final Cursor cursor;
  private final ExpressionParser expressions;

  PatternParser(Cursor cursor, ExpressionParser expressions) {
    this.cursor = cursor;
    this.expressions = expressions;
  }

  /// One pattern, or several with commas, which are a sequence.
  Pattern patterns() {
    int start = cursor.start();
    Pattern first = maybeStar();
    if (!cursor.at(TokenKind.COMMA)) {
      if (first instanceof Pattern.MatchStar) {
        throw new SyntaxFault("a starred pattern needs a comma", start, cursor.previousEnd());
      }
      return first;
    }
    ArrayList<Pattern> found = new ArrayList<>();
    found.add(first);
    while (cursor.accept(TokenKind.COMMA) && startsPattern()) {
      found.add(maybeStar());
    }
    return new Pattern.MatchSequence(NodeList.of(found), start, cursor.previousEnd());
  }

  private boolean startsPattern() {
    return !cursor.at(TokenKind.COLON) && !cursor.at(TokenKind.IF_KW);
  }

  private Pattern maybeStar() {
    int start = cursor.start();
    if (!cursor.accept(TokenKind.STAR)) {
      return pattern();
    }
    String name = cursor.name();
    return new Pattern.MatchStar(
        name.equals("_") ? Optional.empty() : Optional.of(name), start, cursor.previousEnd());
  }

  /// A pattern with the name that it may be given.
  private Pattern pattern() {
    cursor.deeper();
    int start = cursor.start();
    Pattern found = alternatives();
    if (cursor.accept(TokenKind.AS_KW)) {
      if (cursor.atWord("_")) {
        throw cursor.fault("a pattern cannot be named '_'");
      }
      String name = cursor.name();
      if (continuesName()) {
        throw cursor.fault("a pattern can only be given a name");
      }
      found =
          new Pattern.MatchAs(Optional.of(found), Optional.of(name), start, cursor.previousEnd());
    }
    cursor.shallower();
    return found;
  }

  private boolean continuesName() {
    return cursor.at(TokenKind.DOT) || cursor.at(TokenKind.LPAR);
  }

  private Pattern alternatives() {
    int start = cursor.start();
    Pattern first = closed();
    if (!cursor.at(TokenKind.VBAR)) {
      return first;
    }
    ArrayList<Pattern> found = new ArrayList<>();
    found.add(first);
    while (cursor.accept(TokenKind.VBAR)) {
      found.add(closed());
    }
    return new Pattern.MatchOr(NodeList.of(found), start, cursor.previousEnd());
  }

  private Pattern closed() {
    return switch (cursor.kind()) {
      case NUMBER, MINUS -> value(number());
      case STRING -> value(expressions.atoms().strings().strings());
      case NONE_KW -> singleton(new Literal.None());
      case TRUE_KW -> singleton(new Literal.Bool(true));
      case FALSE_KW -> singleton(new Literal.Bool(false));
      case NAME -> nameOrClass();
      case LPAR -> group();
      case LSQB -> sequence();
      case LBRACE -> mapping();
      default -> throw cursor.expected("a pattern");
    };
  }

  private static Pattern value(Expression value) {
    if (value instanceof Expression.JoinedStr || value instanceof Expression.TemplateStr) {
      throw new SyntaxFault("a pattern cannot be a format string", value.start(), value.end());
    }
    return new Pattern.MatchValue(value, value.start(), value.end());
  }

  private Pattern singleton(Literal value) {
    int start = cursor.start();
    cursor.advance();
    return new Pattern.MatchSingleton(value, start, cursor.previousEnd());
  }

  /// `-1`, `2`, `1 + 2j`.
  private Expression number() {
    int start = cursor.start();
    Expression real = signed();
    boolean plus = cursor.at(TokenKind.PLUS);
    if (!plus && !cursor.at(TokenKind.MINUS)) {
      return real;
    }
    cursor.advance();
    if (isImaginary(real)) {
      throw new SyntaxFault("the real part must come first", start, cursor.previousEnd());
    }
    int second = cursor.start();
    Expression imaginary = unsigned();
    if (!isImaginary(imaginary)) {
      throw new SyntaxFault("expected an imaginary number", second, cursor.previousEnd());
    }
    Operator op = plus ? Operator.ADD : Operator.SUB;
    return new Expression.BinOp(real, op, imaginary, start, cursor.previousEnd());
  }

  private static boolean isImaginary(Expression number) {
    return switch (number) {
      case Expression.UnaryOp signed -> isImaginary(signed.operand());
      case Expression.Constant constant -> constant.value() instanceof Literal.Imaginary;
      default -> false;
    };
  }

  private Expression signed() {
    int start = cursor.start();
    if (!cursor.accept(TokenKind.MINUS)) {
      return unsigned();
    }
    Expression number = unsigned();
    return new Expression.UnaryOp(UnaryOperator.U_SUB, number, start, cursor.previousEnd());
  }

  private Expression unsigned() {
    if (!cursor.at(TokenKind.NUMBER)) {
      throw cursor.expected("a number");
    }
    return expressions.number();
  }

  private Pattern nameOrClass() {
    int start = cursor.start();
    if (!isDotted() && cursor.following() != TokenKind.LPAR) {
      String name = cursor.name();
      return new Pattern.MatchAs(
          Optional.empty(),
          name.equals("_") ? Optional.empty() : Optional.of(name),
          start,
          cursor.previousEnd());
    }
    Expression path = dotted();
    return cursor.at(TokenKind.LPAR) ? classPattern(path, start) : value(path);
  }

  private boolean isDotted() {
    return cursor.following() == TokenKind.DOT;
  }

  private Expression dotted() {
    int start = cursor.start();
    Expression path = expressions.nameIn(ExprContext.LOAD);
    while (cursor.accept(TokenKind.DOT)) {
      String attr = cursor.name();
      path = new Expression.Attribute(path, attr, ExprContext.LOAD, start, cursor.previousEnd());
    }
    return path;
  }

  private Pattern classPattern(Expression cls, int start) {
    cursor.expect(TokenKind.LPAR);
    ArrayList<Pattern> patterns = new ArrayList<>();
    ArrayList<String> kwdAttrs = new ArrayList<>();
    ArrayList<Pattern> kwdPatterns = new ArrayList<>();
    while (!cursor.at(TokenKind.RPAR)) {
      if (cursor.at(TokenKind.NAME) && cursor.following() == TokenKind.EQUAL) {
        kwdAttrs.add(cursor.name());
        cursor.advance();
        kwdPatterns.add(pattern());
      } else if (kwdAttrs.isEmpty()) {
        patterns.add(pattern());
      } else {
        throw cursor.fault("a positional pattern cannot follow a keyword pattern");
      }
      if (!cursor.accept(TokenKind.COMMA)) {
        break;
      }
    }
    cursor.expect(TokenKind.RPAR);
    return new Pattern.MatchClass(
        cls,
        NodeList.of(patterns),
        NodeList.of(kwdAttrs),
        NodeList.of(kwdPatterns),
        start,
        cursor.previousEnd());
  }

  /// A pattern in parentheses; with commas, or empty, a sequence.
  private Pattern group() {
    int start = cursor.start();
    cursor.expect(TokenKind.LPAR);
    if (cursor.accept(TokenKind.RPAR)) {
      return new Pattern.MatchSequence(List.of(), start, cursor.previousEnd());
    }
    Pattern first = maybeStar();
    if (cursor.at(TokenKind.RPAR) && !(first instanceof Pattern.MatchStar)) {
      cursor.advance();
      return first;
    }
    return sequenceRest(start, first, TokenKind.RPAR);
  }

  private Pattern sequence() {
    int start = cursor.start();
    cursor.expect(TokenKind.LSQB);
    if (cursor.accept(TokenKind.RSQB)) {
      return new Pattern.MatchSequence(List.of(), start, cursor.previousEnd());
    }
    return sequenceRest(start, maybeStar(), TokenKind.RSQB);
  }

  private Pattern sequenceRest(int start, Pattern first, TokenKind closing) {
    ArrayList<Pattern> found = new ArrayList<>();
    found.add(first);
    if (closing == TokenKind.RPAR && !cursor.at(TokenKind.COMMA)) {
      throw cursor.expected("','");
    }
    while (cursor.accept(TokenKind.COMMA) && !cursor.at(closing)) {
      found.add(maybeStar());
    }
    cursor.expect(closing);
    return new Pattern.MatchSequence(NodeList.of(found), start, cursor.previousEnd());
  }

  private Pattern mapping() {
    int start = cursor.start();
    cursor.expect(TokenKind.LBRACE);
    ArrayList<Expression> keys = new ArrayList<>();
    ArrayList<Pattern> patterns = new ArrayList<>();
    Optional<String> rest = Optional.empty();
    while (!cursor.at(TokenKind.RBRACE)) {
      if (rest.isPresent()) {
        throw cursor.fault("nothing can follow '**' in a mapping pattern");
      }
      if (cursor.accept(TokenKind.DOUBLESTAR)) {
        if (cursor.atWord("_")) {
          throw cursor.fault("the rest of a mapping cannot be named '_'");
        }
        rest = Optional.of(cursor.name());
      } else {
        keys.add(key());
        cursor.expect(TokenKind.COLON);
        patterns.add(pattern());
      }
      if (!cursor.accept(TokenKind.COMMA)) {
        break;
      }
    }
    cursor.expect(TokenKind.RBRACE);
    return new Pattern.MatchMapping(
        NodeList.of(keys), NodeList.of(patterns), rest, start, cursor.previousEnd());
  }

  private Expression key() {
    return switch (cursor.kind()) {
      case NUMBER, MINUS -> number();
      case STRING -> expressions.atoms().strings().strings();
      case NONE_KW -> expressions.atoms().constant(new Literal.None());
      case TRUE_KW -> expressions.atoms().constant(new Literal.Bool(true));
      case FALSE_KW -> expressions.atoms().constant(new Literal.Bool(false));
      case NAME -> {
        if (!isDotted()) {
          throw cursor.fault("a key must be a literal or a dotted name");
        }
        yield dotted();
      }
      default -> throw cursor.expected("a key");
    };
  }
}

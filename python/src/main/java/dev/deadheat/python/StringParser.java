package dev.deadheat.python;

import dev.deadheat.python.ast.Conversion;
import dev.deadheat.python.ast.Expression;
import dev.deadheat.python.ast.Literal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;

/// Reads strings, bytes, f-strings and t-strings; those beside each other are one.
final class StringParser {
  private final Cursor cursor;
  private final ExpressionParser expressions;

  StringParser(Cursor cursor, ExpressionParser expressions) {
    this.cursor = cursor;
    this.expressions = expressions;
  }

  /// The values of an f-string as they come in. Literal text is gathered until a field follows.
  private static final class Pieces {
    private final ArrayList<Expression> values = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private int textStart = -1;
    private int textEnd;

    StringBuilder textAt(int start, int end) {
      if (textStart < 0) {
        textStart = start;
      }
      textEnd = end;
      return text;
    }

    void flush() {
      if (!text.isEmpty()) {
        values.add(new Expression.Constant(new Literal.Str(text.toString()), textStart, textEnd));
        text.setLength(0);
      }
      textStart = -1;
    }

    void field(Expression field) {
      flush();
      values.add(field);
    }
  }

  /// One or more literals beside each other.
  Expression strings() {
    if (cursor.at(TokenKind.STRING)
        && cursor.following() != TokenKind.STRING
        && cursor.following() != TokenKind.FSTRING_START) {
      return single();
    }
    int start = cursor.start();
    Pieces pieces = new Pieces();
    boolean bytes = false;
    boolean text = false;
    boolean formatted = false;
    boolean template = false;
    while (cursor.at(TokenKind.STRING) || cursor.at(TokenKind.FSTRING_START)) {
      Quote quote = quote();
      if (cursor.at(TokenKind.STRING)) {
        bytes |= quote.isBytes();
        text |= !quote.isBytes();
        plain(quote, pieces);
      } else {
        template |= quote.isTemplate();
        formatted |= !quote.isTemplate();
        formatted(quote, pieces);
      }
    }
    int end = cursor.previousEnd();
    if (bytes && (text || formatted || template)) {
      throw new SyntaxFault("bytes and text cannot stand beside each other", start, end);
    }
    if (template && (text || formatted)) {
      throw new SyntaxFault("t-strings stand beside t-strings only", start, end);
    }
    if (formatted || template) {
      pieces.flush();
      return template
          ? new Expression.TemplateStr(NodeList.of(pieces.values), start, end)
          : new Expression.JoinedStr(NodeList.of(pieces.values), start, end);
    }
    String joined = pieces.text.toString();
    Literal value = bytes ? new Literal.Bytes(joined) : new Literal.Str(joined);
    return new Expression.Constant(value, start, end);
  }

  private Expression single() {
    int start = cursor.start();
    int end = cursor.end();
    byte[] text = cursor.text();
    Quote quote = quote();
    int bodyStart = bodyStart(start, quote);
    int bodyEnd = end - quote.size();
    String value;
    if (Escapes.isPlain(text, bodyStart, bodyEnd)) {
      value = Identifiers.ascii(text, bodyStart, bodyEnd);
    } else {
      StringBuilder out = new StringBuilder(bodyEnd - bodyStart);
      Escapes.append(text, bodyStart, bodyEnd, quote, false, out);
      value = out.toString();
    }
    cursor.advance();
    Literal literal = quote.isBytes() ? new Literal.Bytes(value) : new Literal.Str(value);
    return new Expression.Constant(literal, start, end);
  }

  private Quote quote() {
    int mark = cursor.start();
    while (CharClass.of(cursor.text()[mark]) != CharClass.QUOTE) {
      mark++;
    }
    Quote quote = Quote.at(cursor.text(), cursor.start(), mark);
    return quote;
  }

  private int bodyStart(int start, Quote quote) {
    int mark = start;
    while (cursor.text()[mark] != quote.mark()) {
      mark++;
    }
    return mark + quote.size();
  }

  private void plain(Quote quote, Pieces pieces) {
    int start = cursor.start();
    int end = cursor.end();
    Escapes.append(
        cursor.text(),
        bodyStart(start, quote),
        end - quote.size(),
        quote,
        false,
        pieces.textAt(start, end));
    cursor.advance();
  }

  private void formatted(Quote quote, Pieces pieces) {
    cursor.expect(TokenKind.FSTRING_START);
    while (!cursor.at(TokenKind.FSTRING_END)) {
      piece(quote, pieces, true);
    }
    cursor.advance();
  }

  /// @param atTop whether this is the text itself, in which braces are doubled, not a format
  private void piece(Quote quote, Pieces pieces, boolean atTop) {
    if (cursor.at(TokenKind.FSTRING_MIDDLE)) {
      int start = cursor.start();
      int end = cursor.end();
      StringBuilder out = pieces.textAt(start, end);
      Escapes.append(cursor.text(), start, end, quote, atTop, out);
      cursor.advance();
    } else if (cursor.at(TokenKind.LBRACE)) {
      field(quote, pieces, atTop);
    } else {
      throw cursor.expected("the end of the string");
    }
  }

  /// A replacement field; that of a format is a FormattedValue even in a t-string.
  private void field(Quote quote, Pieces pieces, boolean atTop) {
    int start = cursor.start();
    int inside = cursor.end();
    cursor.expect(TokenKind.LBRACE);
    cursor.deeper();
    Expression value = expressions.yieldOrStarExpressions();
    cursor.shallower();
    int valueEnd = cursor.previousEnd();
    boolean debug = cursor.accept(TokenKind.EQUAL);
    if (debug) {
      // `{x=}` writes the text of the expression, blanks included, before its value.
      String shown = cursor.tokens().withoutComments(cursor.text(), inside, cursor.start());
      pieces.textAt(inside, cursor.start()).append(shown);
    }
    Conversion conversion = conversion();
    Optional<Expression> spec = Optional.empty();
    if (cursor.at(TokenKind.COLON)) {
      spec = Optional.of(format(quote));
    } else if (debug && conversion == Conversion.NONE) {
      conversion = Conversion.REPR;
    }
    cursor.expect(TokenKind.RBRACE);
    int end = cursor.previousEnd();
    if (quote.isTemplate() && atTop) {
      String str = new String(cursor.text(), inside, valueEnd - inside, StandardCharsets.UTF_8);
      pieces.field(new Expression.Interpolation(value, str, conversion, spec, start, end));
    } else {
      pieces.field(new Expression.FormattedValue(value, conversion, spec, start, end));
    }
  }

  private Conversion conversion() {
    int mark = cursor.end();
    if (!cursor.accept(TokenKind.EXCLAMATION)) {
      return Conversion.NONE;
    }
    Conversion found =
        cursor.atWord("s")
            ? Conversion.STR
            : cursor.atWord("r")
                ? Conversion.REPR
                : cursor.atWord("a") ? Conversion.ASCII : Conversion.NONE;
    if (found == Conversion.NONE || cursor.start() != mark) {
      throw cursor.fault("expected s, r or a directly after the '!'");
    }
    cursor.advance();
    return found;
  }

  private Expression format(Quote quote) {
    int start = cursor.start();
    cursor.expect(TokenKind.COLON);
    Pieces pieces = new Pieces();
    while (!cursor.at(TokenKind.RBRACE)) {
      piece(quote, pieces, false);
    }
    pieces.flush();
    return new Expression.JoinedStr(NodeList.of(pieces.values), start, cursor.previousEnd());
  }
}

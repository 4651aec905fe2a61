package dev.deadheat.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A statement in a short form for people: `SELECT … FROM account WHERE id = 1 FOR UPDATE`.
///
/// What is left out leaves `…`: long column lists, long `IN` lists, rows after the first of
/// `VALUES`, the middle of long strings. Dropped without a trace are only what changes nothing for
/// the reader: comments, needless quotes, the table's name before its own columns where there is
/// only one table, and Django's `LIMIT 21` guard of `get()`. Keywords are in capitals.
public final class ReadableSql {
  private static final String ELISION = "…";
  private static final int STRING_WIDTH = 40;
  private static final int NARROW_STRING_WIDTH = 12;
  private static final int LIST_LENGTH = 4;
  private static final int PLAIN_COLUMNS = 2;

  private final Tokens tokens;
  private final List<Optional<String>> parameters;
  private final int stringWidth;
  private final Set<String> qualifiers = new HashSet<>();
  private final StringBuilder out = new StringBuilder();

  /// Where a sign was printed, which stays next to its number.
  private int signed = -1;

  private ReadableSql(Tokens tokens, List<Optional<String>> parameters, int stringWidth) {
    this.tokens = tokens;
    this.parameters = List.copyOf(parameters);
    this.stringWidth = stringWidth;
  }

  /// The short form of a statement, as long as it needs to be.
  public static String of(String sql) {
    return of(sql, List.of());
  }

  /// The short form with the bound parameters' values in place of `$1`, `$2`, ...
  ///
  /// @param parameters the values as text, absent for a null; a `$n` beyond the list stays
  public static String of(String sql, List<Optional<String>> parameters) {
    return render(sql, parameters, STRING_WIDTH);
  }

  /// The short form in at most so many characters; what does not fit ends in `…`.
  ///
  /// @param width at least 1
  public static String of(String sql, List<Optional<String>> parameters, int width) {
    String text = of(sql, parameters);
    if (text.length() > width) {
      text = render(sql, parameters, NARROW_STRING_WIDTH);
    }
    return text.length() <= width ? text : text.substring(0, width - 1) + ELISION;
  }

  private static String render(String sql, List<Optional<String>> parameters, int stringWidth) {
    Tokens tokens = new Tokens(Lexer.tokens(sql));
    if (!tokens.isSound()) {
      return sql.strip().replaceAll("\\s+", " ");
    }
    ReadableSql readable = new ReadableSql(tokens, parameters, stringWidth);
    readable.findTheOnlyTable(sql);
    readable.print(0, withoutLastSemicolon(tokens));
    return readable.out.toString();
  }

  private static int withoutLastSemicolon(Tokens tokens) {
    int size = tokens.size();
    while (size > 0 && tokens.isMark(size - 1, ";")) {
      size--;
    }
    return size;
  }

  /// With one table only, its name before a column tells nothing.
  private void findTheOnlyTable(String sql) {
    Statement statement = Statements.parse(sql);
    boolean several = statement.command() instanceof Command.Several;
    boolean subquery = tokens.find(1, tokens.size(), "SELECT", "WITH") < tokens.size();
    if (!several && !subquery && statement.tables().size() == 1 && !hasInnerSelect()) {
      Statement.TableUse only = statement.tables().getFirst();
      qualifiers.add(only.alias().orElse(only.name().name()));
    }
  }

  private boolean hasInnerSelect() {
    for (int i = 1; i < tokens.size(); i++) {
      if (tokens.is(i, "SELECT")) {
        return true;
      }
    }
    return false;
  }

  private void print(int from, int to) {
    int at = from;
    while (at < to) {
      if (tokens.is(at, "SELECT")) {
        at = selectList(at, to);
      } else if (tokens.are(at, "LIMIT") && isGuard(at, to)) {
        at += 2;
      } else if (tokens.is(at, "VALUES") && tokens.isMark(at + 1, "(")) {
        at = values(at, to);
      } else if (tokens.is(at, "IN") && tokens.isMark(at + 1, "(")) {
        at = inList(at, to);
      } else {
        at = one(at);
      }
    }
  }

  /// Django's `get()` asks for 21 rows so as to say "more than 20" in its error.
  private boolean isGuard(int at, int to) {
    return at + 1 < to
        && tokens.get(at + 1).text().equals("21")
        && (at + 2 == to || tokens.is(at + 2, "FOR") || tokens.isMark(at + 2, ")"));
  }

  private int selectList(int at, int to) {
    int start = one(at);
    if (tokens.is(start, "DISTINCT")) {
      start = one(start);
      if (tokens.is(start, "ON")) {
        start = one(start);
        int end = tokens.after(start);
        print(start, end);
        start = end;
      }
    }
    int end = tokens.find(start, to, "FROM", "WHERE", "UNION", "ORDER", "LIMIT", "FOR");
    List<Integer> starts = items(start, end);
    int plain = 0;
    for (int i = 0; i + 1 < starts.size(); i++) {
      plain += isPlainColumn(starts.get(i), starts.get(i + 1) - 1) ? 1 : 0;
    }
    boolean elide = plain > PLAIN_COLUMNS;
    boolean elided = false;
    boolean first = true;
    for (int i = 0; i + 1 < starts.size(); i++) {
      int itemEnd = starts.get(i + 1) - 1;
      boolean plainColumn = elide && isPlainColumn(starts.get(i), itemEnd);
      if (plainColumn && elided) {
        continue;
      }
      if (!first) {
        out.append(',');
      }
      first = false;
      if (plainColumn) {
        word(ELISION);
      } else {
        print(starts.get(i), itemEnd);
      }
      elided = plainColumn;
    }
    return end;
  }

  /// Where the items of a list start; last comes one past its end plus one.
  private List<Integer> items(int from, int to) {
    List<Integer> starts = new ArrayList<>();
    if (from < to) {
      starts.add(from);
    }
    for (int i = from; i < to; i = tokens.after(i)) {
      if (tokens.isMark(i, ",")) {
        starts.add(i + 1);
      }
    }
    starts.add(to + 1);
    return starts;
  }

  /// `[table.]column [[AS] name]`.
  private boolean isPlainColumn(int from, int to) {
    int at = from;
    if (!tokens.isName(at) || tokens.is(at, "CASE")) {
      return false;
    }
    while (tokens.isMark(at + 1, ".") && tokens.isName(at + 2)) {
      at += 2;
    }
    at++;
    at += tokens.is(at, "AS") ? 1 : 0;
    return at == to || (at + 1 == to && tokens.isName(at));
  }

  private int values(int at, int to) {
    int row = one(at);
    int end = tokens.after(row);
    print(row, end);
    int rest = end;
    while (tokens.isMark(rest, ",") && tokens.isMark(rest + 1, "(") && rest < to) {
      rest = tokens.after(rest + 1);
    }
    if (rest > end) {
      out.append(", ").append(ELISION);
    }
    return rest;
  }

  private int inList(int at, int to) {
    int open = one(at);
    int end = Math.min(tokens.partner(open), to);
    List<Integer> starts = items(open + 1, end);
    int count = starts.size() - 1;
    if (count <= LIST_LENGTH || tokens.is(open + 1, "SELECT")) {
      return open;
    }
    print(open, starts.get(LIST_LENGTH - 1) - 1);
    out.append(", ").append(ELISION);
    return one(end);
  }

  /// Prints one token, and returns the index of the next.
  private int one(int at) {
    Token token = tokens.get(at);
    if (token.isName() && tokens.isMark(at + 1, ".") && qualifiers.contains(token.value())) {
      return at + 2;
    }
    switch (token.type()) {
      case WORD ->
          word(
              Keywords.isKeyword(tokens, at)
                  ? token.value().toUpperCase(Locale.ROOT)
                  : token.text());
      case QUOTED_IDENTIFIER -> word(identifier(token));
      case STRING -> word(shortened(token.text()));
      case NUMBER, BROKEN -> word(token.text());
      case PARAMETER -> word(parameter(token));
      case OPERATOR, PUNCTUATION -> mark(at, token.text());
    }
    if (qualifiers.isEmpty()) {
      return at + 1;
    }
    return skipAlias(at + 1);
  }

  /// The alias of the only table goes with the qualifiers.
  private int skipAlias(int at) {
    boolean afterTable =
        tokens.isName(at - 1)
            && (tokens.is(at - 2, "FROM")
                || (at == 2 && tokens.is(0, "UPDATE"))
                || (tokens.isMark(at - 2, ".") && tokens.is(at - 4, "FROM")));
    if (!afterTable) {
      return at;
    }
    int alias = tokens.is(at, "AS") ? at + 1 : at;
    boolean isAlias =
        tokens.isName(alias)
            && qualifiers.contains(tokens.get(alias).value())
            && !tokens.isMark(alias + 1, "(");
    return isAlias ? alias + 1 : at;
  }

  /// An identifier without its quotes, if it means the same without.
  private static String identifier(Token token) {
    boolean plain =
        token.value().matches("[a-z_][a-z0-9_]*") && !Keywords.isReserved(token.value());
    return plain ? token.value() : token.text();
  }

  private String parameter(Token token) {
    int index = token.value().length() > 5 ? 0 : Integer.parseInt(token.value());
    if (index < 1 || index > parameters.size()) {
      return token.text();
    }
    Optional<String> value = parameters.get(index - 1);
    if (value.isEmpty()) {
      return "NULL";
    }
    String text = value.get();
    return text.matches("-?[0-9]{1,18}(\\.[0-9]+)?")
        ? text
        : shortened("'" + text.replace("'", "''") + "'");
  }

  private String shortened(String text) {
    String line = text.replaceAll("\\s*\\R\\s*", " ");
    if (line.length() <= stringWidth) {
      return line;
    }
    int tail = stringWidth / 4;
    return line.substring(0, stringWidth - tail - 1)
        + ELISION
        + line.substring(line.length() - tail);
  }

  private void word(String text) {
    if (!out.isEmpty() && "([.".indexOf(last()) < 0 && !endsWithCast()) {
      out.append(' ');
    }
    out.append(text);
  }

  private void mark(int at, String mark) {
    boolean call =
        at > 0
            && tokens.isName(at - 1)
            && !Keywords.isKeyword(tokens, at - 1)
            && !isTableBefore(at - 1)
            && (mark.equals("(") || mark.equals("["));
    boolean sign = mark.equals("-") && at > 0 && !isOperand(at - 1);
    if (",);].".contains(mark) || mark.equals("::") || call || (mark.equals("[") && at > 0)) {
      out.append(mark);
    } else if (sign) {
      word(mark);
      signed = out.length();
    } else {
      word(mark);
    }
  }

  /// `INSERT INTO t (a, b)`: a list of columns, no call.
  private boolean isTableBefore(int at) {
    int i = at;
    while (tokens.isMark(i - 1, ".")) {
      i -= 2;
    }
    return tokens.is(i - 1, "INTO");
  }

  private boolean isOperand(int at) {
    Token token = tokens.get(at);
    return switch (token.type()) {
      case WORD -> !Keywords.isKeyword(tokens, at);
      case QUOTED_IDENTIFIER, STRING, NUMBER, PARAMETER, BROKEN -> true;
      case OPERATOR -> false;
      case PUNCTUATION -> token.isMark(")") || token.isMark("]");
    };
  }

  private char last() {
    return out.charAt(out.length() - 1);
  }

  private boolean endsWithCast() {
    return out.length() == signed
        || (out.length() > 1 && out.substring(out.length() - 2).equals("::"));
  }
}

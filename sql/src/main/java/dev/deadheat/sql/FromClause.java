package dev.deadheat.sql;

import dev.deadheat.sql.Statement.Access;
import dev.deadheat.sql.Statement.TableName;
import dev.deadheat.sql.Statement.TableUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Reads the tables of a FROM clause, joins included.
///
/// @param names common table expressions, which are no tables
/// @param scan looks through an expression
/// @param subquery reads a query in parentheses
/// @param unknown takes what could not be read
record FromClause(
    Tokens tokens, Set<String> names, Range scan, Range subquery, Consumer<String> unknown) {
  /// Words that end a FROM item, so they are no aliases.
  private static final Set<String> NO_ALIAS =
      Set.of(
          "on",
          "using",
          "join",
          "inner",
          "left",
          "right",
          "full",
          "cross",
          "natural",
          "where",
          "set",
          "values",
          "select",
          "default",
          "overriding",
          "returning",
          "group",
          "order",
          "limit",
          "offset",
          "for",
          "union",
          "intersect",
          "except",
          "having",
          "window",
          "fetch",
          "tablesample",
          "with",
          "from",
          "to",
          "in",
          "cascade",
          "restrict",
          "restart",
          "continue",
          "nowait",
          "when",
          "table",
          "as",
          "lateral");

  private static final Set<String> JOIN_WORDS =
      Set.of("join", "inner", "left", "right", "full", "outer", "cross", "natural");

  /// Something done to the tokens between two indexes.
  interface Range {
    void read(int from, int to, Set<String> names);
  }

  /// A table's name and alias, and the index after them.
  record Name(TableName table, Optional<String> alias, int after) {
    TableUse use(Access access) {
      return new TableUse(table, alias, access, Map.of());
    }
  }

  /// Reads `[ONLY] schema.table [*] [[AS] alias]`.
  static Optional<Name> name(Tokens tokens, int from, int to) {
    int at = tokens.is(from, "ONLY") ? from + 1 : from;
    boolean wrapped = at > from && tokens.isMark(at, "(");
    at += wrapped ? 1 : 0;
    if (at >= to || !tokens.isName(at)) {
      return Optional.empty();
    }
    Optional<String> schema = Optional.empty();
    while (tokens.isMark(at + 1, ".") && tokens.isName(at + 2) && at + 2 < to) {
      schema = Optional.of(tokens.get(at).value());
      at += 2;
    }
    String table = tokens.get(at).value();
    at += wrapped ? 2 : 1;
    at += tokens.isMark(at, "*") ? 1 : 0;
    int aliasAt = tokens.is(at, "AS") ? at + 1 : at;
    boolean hasAlias = aliasAt < to && tokens.isName(aliasAt) && mayBeAlias(tokens.get(aliasAt));
    return Optional.of(
        new Name(
            new TableName(schema, table),
            hasAlias ? Optional.of(tokens.get(aliasAt).value()) : Optional.empty(),
            hasAlias ? aliasAt + 1 : at));
  }

  private static boolean mayBeAlias(Token token) {
    return token.type() == Token.Type.QUOTED_IDENTIFIER || !NO_ALIAS.contains(token.value());
  }

  List<TableUse> read(int from, int to) {
    List<TableUse> items = new ArrayList<>();
    int at = from;
    while (at < to) {
      at = item(at, to, items);
      at = joinWords(at, to);
    }
    return items;
  }

  private int item(int from, int to, List<TableUse> items) {
    int at = tokens.is(from, "LATERAL") ? from + 1 : from;
    if (tokens.isMark(at, "(")) {
      int inner = at + 1;
      while (tokens.isMark(inner, "(")) {
        inner++;
      }
      boolean query =
          tokens.is(inner, "SELECT") || tokens.is(inner, "WITH") || tokens.is(inner, "VALUES");
      if (query) {
        subquery.read(at + 1, tokens.partner(at), names);
      } else {
        items.addAll(read(at + 1, tokens.partner(at)));
      }
      return alias(tokens.after(at), to);
    }
    Optional<Name> name = name(tokens, at, to);
    if (name.isEmpty()) {
      unknown.accept("a FROM clause that could not be read");
      return to;
    }
    if (tokens.isMark(name.get().after(), "(") && name.get().alias().isEmpty()) {
      int end = tokens.after(name.get().after());
      scan.read(at, end, names);
      at = tokens.are(end, "WITH", "ORDINALITY") ? end + 2 : end;
      return alias(at, to);
    }
    TableUse use = name.get().use(Access.READ);
    if (use.name().schema().isPresent() || !names.contains(use.name().name())) {
      items.add(use);
    }
    at = name.get().after();
    if (tokens.opens(at)) {
      at = tokens.after(at);
    }
    if (tokens.is(at, "TABLESAMPLE")) {
      at = tokens.after(at + 2);
      at = tokens.is(at, "REPEATABLE") ? tokens.after(at + 1) : at;
    }
    return at;
  }

  private int alias(int from, int to) {
    int at = tokens.is(from, "AS") ? from + 1 : from;
    if (at < to && tokens.isName(at) && mayBeAlias(tokens.get(at))) {
      at++;
    }
    return at < to && tokens.isMark(at, "(") ? tokens.after(at) : at;
  }

  /// Passes from the end of one item to the start of the next.
  private int joinWords(int from, int to) {
    int at = from;
    while (at < to) {
      if (tokens.isMark(at, ",") || tokens.is(at, "JOIN")) {
        return at + 1;
      }
      if (tokens.is(at, "ON")) {
        int end = endOfCondition(at + 1, to);
        scan.read(at + 1, end, names);
        at = end;
      } else if (tokens.is(at, "USING")) {
        at = tokens.after(at + 1);
        at = tokens.is(at, "AS") ? at + 2 : at;
      } else if (tokens.word(at).filter(JOIN_WORDS::contains).isPresent()) {
        at++;
      } else {
        unknown.accept("a FROM clause that could not be read");
        return to;
      }
    }
    return at;
  }

  private int endOfCondition(int from, int to) {
    for (int i = from; i < to; i = tokens.after(i)) {
      boolean join = tokens.word(i).filter(JOIN_WORDS::contains).isPresent();
      // left(...) and right(...) are functions too.
      if (tokens.isMark(i, ",")
          || (join && !tokens.isMark(i + 1, "("))
          || tokens.is(i, "ON")
          || tokens.is(i, "USING")) {
        return i;
      }
    }
    return to;
  }
}

package dev.deadheat.sql;

import dev.deadheat.sql.Statement.Constant;
import dev.deadheat.sql.Statement.TableUse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds, in a WHERE condition, the columns that must equal constants for the condition to hold.
///
/// Only conditions joined by AND count; of two equalities on one column the first is kept, since
/// each alone is a sound bound.
final class Conditions {
  /// Casts that leave a literal's text what it is, or make the statement fail.
  private static final Set<String> HARMLESS_CASTS =
      Set.of(
          "int",
          "integer",
          "int2",
          "int4",
          "int8",
          "bigint",
          "smallint",
          "text",
          "uuid",
          "date",
          "bool",
          "boolean",
          "timestamp",
          "timestamptz");

  private Conditions() {}

  /// The tables with what the condition between two indexes fixes of them.
  static List<TableUse> restrict(List<TableUse> items, Tokens tokens, int from, int to) {
    List<Map<String, List<Constant>>> found = new ArrayList<>();
    items.forEach(_ -> found.add(new LinkedHashMap<>()));
    collect(items, found, tokens, from, to);
    List<TableUse> restricted = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      TableUse item = items.get(i);
      restricted.add(new TableUse(item.name(), item.alias(), item.access(), found.get(i)));
    }
    return restricted;
  }

  private static void collect(
      List<TableUse> items,
      List<Map<String, List<Constant>>> found,
      Tokens tokens,
      int from,
      int to) {
    if (tokens.find(from, to, "OR") < to) {
      return;
    }
    int start = from;
    while (start < to) {
      int end = endOfConjunct(tokens, start, to);
      if (tokens.isMark(start, "(") && tokens.partner(start) == end - 1) {
        collect(items, found, tokens, start + 1, end - 1);
      } else {
        equality(items, found, tokens, start, end);
      }
      start = end + 1;
    }
  }

  /// The AND that ends a condition; not the one that belongs to BETWEEN, nor one inside CASE.
  private static int endOfConjunct(Tokens tokens, int from, int to) {
    int between = 0;
    int cases = 0;
    for (int i = from; i < to; i = tokens.after(i)) {
      if (tokens.is(i, "CASE")) {
        cases++;
      } else if (tokens.is(i, "END")) {
        cases--;
      } else if (tokens.is(i, "BETWEEN")) {
        between++;
      } else if (tokens.is(i, "AND") && cases == 0) {
        if (between == 0) {
          return i;
        }
        between--;
      }
    }
    return to;
  }

  private record Column(Optional<String> qualifier, String name, int after) {}

  private record Value(Constant constant, int after) {}

  private static void equality(
      List<TableUse> items,
      List<Map<String, List<Constant>>> found,
      Tokens tokens,
      int from,
      int to) {
    Optional<Column> column = column(tokens, from);
    if (column.isPresent()) {
      int after = column.get().after();
      if (tokens.isMark(after, "=")) {
        value(tokens, after + 1)
            .filter(value -> value.after() == to)
            .ifPresent(value -> put(items, found, column.get(), List.of(value.constant())));
      } else if (tokens.is(after, "IN")
          && tokens.isMark(after + 1, "(")
          && tokens.after(after + 1) == to) {
        List<Constant> list = constants(tokens, after + 1);
        if (!list.isEmpty()) {
          put(items, found, column.get(), list);
        }
      }
      return;
    }
    value(tokens, from)
        .filter(value -> tokens.isMark(value.after(), "="))
        .ifPresent(value ->
            column(tokens, value.after() + 1)
                .filter(right -> right.after() == to)
                .ifPresent(right -> put(items, found, right, List.of(value.constant()))));
  }

  private static void put(
      List<TableUse> items,
      List<Map<String, List<Constant>>> found,
      Column column,
      List<Constant> values) {
    if (column.qualifier().isEmpty()) {
      if (items.size() == 1) {
        found.getFirst().putIfAbsent(column.name(), values);
      }
      return;
    }
    int owner = -1;
    for (int i = 0; i < items.size(); i++) {
      TableUse item = items.get(i);
      if (item.alias().orElse(item.name().name()).equals(column.qualifier().get())) {
        if (owner >= 0) {
          return;
        }
        owner = i;
      }
    }
    if (owner >= 0) {
      found.get(owner).putIfAbsent(column.name(), values);
    }
  }

  /// Reads `[[schema.]table.]column`.
  private static Optional<Column> column(Tokens tokens, int from) {
    if (!tokens.isName(from) || tokens.is(from, "TRUE") || tokens.is(from, "FALSE")) {
      return Optional.empty();
    }
    Optional<String> qualifier = Optional.empty();
    int at = from;
    while (tokens.isMark(at + 1, ".") && tokens.isName(at + 2)) {
      qualifier = Optional.of(tokens.get(at).value());
      at += 2;
    }
    return Optional.of(new Column(qualifier, tokens.get(at).value(), at + 1));
  }

  /// Reads a literal or parameter, with a sign or a harmless cast.
  private static Optional<Value> value(Tokens tokens, int from) {
    if (from >= tokens.size()) {
      return Optional.empty();
    }
    if (tokens.isMark(from, "(") && tokens.partner(from) > from + 1) {
      int end = tokens.partner(from);
      return value(tokens, from + 1)
          .filter(value -> value.after() == end)
          .map(value -> cast(tokens, new Value(value.constant(), end + 1)))
          .filter(value -> !tokens.isMark(value.after(), "::"));
    }
    boolean minus = tokens.isMark(from, "-");
    int at = minus ? from + 1 : from;
    if (at >= tokens.size()) {
      return Optional.empty();
    }
    Token token = tokens.get(at);
    Optional<Constant> constant =
        switch (token.type()) {
          case NUMBER -> Optional.of(new Constant.Literal((minus ? "-" : "") + token.value()));
          case STRING ->
              !minus && (token.text().startsWith("'") || token.text().startsWith("$"))
                  ? Optional.of(new Constant.Literal(token.value()))
                  : Optional.empty();
          case PARAMETER ->
              minus || token.value().length() > 5
                  ? Optional.empty()
                  : Optional.of(new Constant.Parameter(Integer.parseInt(token.value())));
          case WORD ->
              !minus && (token.is("TRUE") || token.is("FALSE"))
                  ? Optional.of(new Constant.Literal(token.value()))
                  : Optional.empty();
          case QUOTED_IDENTIFIER, OPERATOR, PUNCTUATION, BROKEN -> Optional.empty();
        };
    return constant
        .map(found -> cast(tokens, new Value(found, at + 1)))
        .filter(value -> !tokens.isMark(value.after(), "::"));
  }

  private static Value cast(Tokens tokens, Value value) {
    boolean harmless =
        tokens.isMark(value.after(), "::")
            && tokens.word(value.after() + 1).filter(HARMLESS_CASTS::contains).isPresent()
            && !tokens.isMark(value.after() + 2, "(")
            && !tokens.isMark(value.after() + 2, "[");
    return harmless ? new Value(value.constant(), value.after() + 2) : value;
  }

  /// The constants of a list in parentheses; empty if any of them is none.
  static List<Constant> constants(Tokens tokens, int open) {
    List<Constant> constants = new ArrayList<>();
    int end = tokens.partner(open);
    int at = open + 1;
    while (at < end) {
      Optional<Value> value = value(tokens, at);
      if (value.isEmpty()
          || !(value.get().after() == end || tokens.isMark(value.get().after(), ","))) {
        return List.of();
      }
      constants.add(value.get().constant());
      at = value.get().after() + 1;
    }
    return constants;
  }
}

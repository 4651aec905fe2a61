package dev.deadheat.prove.stage;

import dev.deadheat.postgres.rows.Notices;
import dev.deadheat.sql.Statement.Constant;
import dev.deadheat.sql.Statement.TableUse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The conditions of a statement in the text form that row values have, as far as the two can be
/// compared by their text. What can't be compared safely is left out, which only widens.
final class Equalities {
  private static final int LIST_LIMIT = 50;
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private Equalities() {}

  /// The alternatives of a table's condition: a row that is used meets at least one of them. One
  /// empty map means any row.
  static List<Map<String, Optional<String>>> of(
      TableUse use, String table, Tables tables, List<Optional<String>> parameters) {
    List<Map<String, Optional<String>>> alternatives = new ArrayList<>();
    alternatives.add(new LinkedHashMap<>());
    for (var condition : use.equalities().entrySet()) {
      Optional<List<String>> values =
          values(table, condition.getKey(), condition.getValue(), tables, parameters);
      if (values.isEmpty() || values.get().size() * alternatives.size() > LIST_LIMIT) {
        continue;
      }
      List<Map<String, Optional<String>>> longer = new ArrayList<>();
      for (Map<String, Optional<String>> alternative : alternatives) {
        for (String value : values.get()) {
          Map<String, Optional<String>> more = new LinkedHashMap<>(alternative);
          more.put(condition.getKey(), Optional.of(value));
          longer.add(more);
        }
      }
      alternatives = longer;
    }
    return alternatives;
  }

  private static Optional<List<String>> values(
      String table,
      String column,
      List<Constant> constants,
      Tables tables,
      List<Optional<String>> parameters) {
    Optional<String> type = tables.type(table, column);
    if (type.isEmpty() || constants.isEmpty()) {
      return Optional.empty();
    }
    List<String> values = new ArrayList<>();
    for (Constant constant : constants) {
      Optional<String> text =
          switch (constant) {
            case Constant.Literal(var literal) -> Optional.of(literal);
            case Constant.Parameter(var number) ->
                number >= 1 && number <= parameters.size()
                    ? parameters.get(number - 1)
                    : Optional.empty();
          };
      Optional<String> normal = text.flatMap(known -> normal(known, type.get()));
      if (normal.isEmpty()) {
        return Optional.empty();
      }
      values.add(normal.get());
    }
    return Optional.of(values);
  }

  /// The value as PostgreSQL prints one of this type; empty where equal values may print
  /// differently.
  static Optional<String> normal(String text, String type) {
    if (text.getBytes(StandardCharsets.UTF_8).length > Notices.MAX_COLUMN_BYTES) {
      return Optional.empty();
    }
    // A length, as in varchar(30), does not change how a value prints.
    return switch (type.replaceFirst("\\(.*\\)", "")) {
      case "smallint", "integer", "bigint" -> integer(text);
      case "text", "character varying" -> Optional.of(text);
      case "uuid" -> {
        String lower = text.toLowerCase(Locale.ROOT);
        yield UUID.matcher(lower).matches() ? Optional.of(lower) : Optional.empty();
      }
      case "boolean" ->
          switch (text.toLowerCase(Locale.ROOT)) {
            case "t", "true" -> Optional.of("t");
            case "f", "false" -> Optional.of("f");
            default -> Optional.empty();
          };
      default -> Optional.empty();
    };
  }

  private static Optional<String> integer(String text) {
    try {
      return Optional.of(Long.toString(Long.parseLong(text.strip())));
    } catch (NumberFormatException noInteger) {
      return Optional.empty();
    }
  }
}

package dev.deadheat.postgres.rows;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Compares a constant of a statement's text with a column's value as rows are told.
///
/// The same value has many spellings (`'01'`, `1.0`, `t`), and a collation or a type of the
/// application's may call different texts equal. So the only certain answer is "these differ", and
/// only for types whose spellings are known here; everything else may be equal.
public final class Values {
  private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,25}");
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,40}(\\.[0-9]{1,40})?");
  private static final Pattern UUID = Pattern.compile("[0-9a-f]{32}");

  private static final Pattern TEXT_OF_LIMITED_LENGTH =
      Pattern.compile("character varying(\\([0-9]+\\))?");
  private static final Pattern NUMERIC = Pattern.compile("numeric(\\([0-9]+,[0-9]+\\))?");

  private Values() {}

  /// Whether a row whose column has this value may meet `column = constant`.
  ///
  /// @param column the column
  /// @param constant the constant's text: a literal's content, or a parameter's text form
  /// @param value the column's value as notices and [Rows] tell it; a null is absent and equals
  ///   nothing
  public static boolean mayEqual(Table.Column column, String constant, Optional<String> value) {
    if (value.isEmpty()) {
      return false;
    }
    String told = value.get();
    if (told.equals(constant) || told.startsWith(Notices.CUT)) {
      return true;
    }
    Optional<String> left = canonical(column.type(), constant);
    Optional<String> right = canonical(column.type(), told);
    return left.isEmpty() || right.isEmpty() || left.get().equals(right.get());
  }

  /// One spelling for all spellings of a value; absent if they are not known.
  static Optional<String> canonical(String type, String text) {
    String stripped = text.strip();
    return switch (type) {
      case "smallint", "integer", "bigint" ->
          INTEGER.matcher(stripped).matches() ? decimal(stripped) : Optional.empty();
      case "boolean" -> truth(stripped);
      case "uuid" -> uuid(stripped);
      case "text" -> Optional.of(text);
      default -> {
        if (TEXT_OF_LIMITED_LENGTH.matcher(type).matches()) {
          yield Optional.of(text);
        }
        yield NUMERIC.matcher(type).matches() && DECIMAL.matcher(stripped).matches()
            ? decimal(stripped)
            : Optional.empty();
      }
    };
  }

  private static Optional<String> decimal(String text) {
    return Optional.of(new BigDecimal(text).stripTrailingZeros().toPlainString());
  }

  private static Optional<String> truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "t", "true", "1", "on", "yes", "y" -> Optional.of("t");
      case "f", "false", "0", "off", "no", "n" -> Optional.of("f");
      default -> Optional.empty();
    };
  }

  private static Optional<String> uuid(String text) {
    String digits = text.toLowerCase(Locale.ROOT).replaceAll("[-{}]", "");
    return UUID.matcher(digits).matches() ? Optional.of(digits) : Optional.empty();
  }
}

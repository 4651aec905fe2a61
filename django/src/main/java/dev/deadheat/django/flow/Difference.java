package dev.deadheat.django.flow;

import java.util.Optional;

/// A column is known not to hold something: a test has said so.
///
/// @param value what it does not hold: a text that [#of] makes, or one of the two kinds of truth
record Difference(Source source, String value) {
  /// The column is false, so it holds nothing that is true.
  static final String TRUE = "true";

  /// The column is true, so it holds nothing that is false.
  static final String FALSE = "false";

  /// How a value is told apart from others; empty if it is not known.
  static Optional<String> of(Value value) {
    boolean known =
        value instanceof Value.Constant
            || value instanceof Value.Many
            || value instanceof Value.External;
    String key = known ? Placeholders.key(value, 0) : "?";
    return key.contains("?") ? Optional.empty() : Optional.of(key);
  }

  /// What an expression comes to, by how it is written: the same twice in one function.
  static String written(String text) {
    return "=" + text;
  }

  /// Whether a value is what the column does not hold: assigning it sets it whatever it was.
  boolean excludes(Value assigned) {
    return switch (assigned) {
      case Value.None _ -> value.equals(FALSE);
      case Value.Constant constant when value.equals(TRUE) || value.equals(FALSE) ->
          isTrue(constant) == value.equals(TRUE);
      case Value other -> of(other).filter(value::equals).isPresent();
    };
  }

  private static boolean isTrue(Value.Constant constant) {
    return constant.isText()
        ? !constant.text().isEmpty()
        : !constant.text().equals("False") && !constant.text().equals("0");
  }
}

package dev.deadheat.search.dependence;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// PostgreSQL's isolation levels; READ UNCOMMITTED is READ COMMITTED there (manual, 13.2).
public enum Isolation {
  READ_COMMITTED,
  REPEATABLE_READ,
  SERIALIZABLE;

  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)(?:isolation\\s+level|transaction_isolation['\"]?\\s*(?:=|\\bto\\b|,))\\s*['\"]?"
              + "(serializable|repeatable\\s+read|read\\s+committed|read\\s+uncommitted)");

  /// The level that a statement names, as BEGIN, START TRANSACTION and SET do.
  public static Optional<Isolation> namedIn(String sql) {
    Matcher matcher = NAMED.matcher(sql);
    if (!matcher.find()) {
      return Optional.empty();
    }
    String word = matcher.group(1).toUpperCase(Locale.ROOT).replaceAll("\\s+", "_");
    return Arrays.stream(values())
        .filter(level -> level.name().equals(word))
        .findFirst()
        .or(() -> Optional.of(READ_COMMITTED));
  }

  /// As PostgreSQL writes it: `repeatable read`.
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}

package dev.deadheat.search.explore;

import java.util.regex.Pattern;

/// A statement's text without the contents of its string literals: what must be the same when a
/// prefix is replayed. Timestamps and random tokens are sent as literals and may differ.
final class Shape {
  private static final Pattern LITERAL = Pattern.compile("'(?:[^']|'')*'");

  private Shape() {}

  static String of(String sql) {
    return LITERAL.matcher(sql).replaceAll("'?'");
  }
}

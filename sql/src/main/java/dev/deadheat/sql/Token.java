package dev.deadheat.sql;

import java.util.Locale;

/// A piece of a statement's text. White space and comments are between tokens.
///
/// @param type what it is
/// @param text as it stands in the statement
/// @param value what it means: a word folded to lower case, an identifier without its quotes, a
///   string's content, a number's digits
/// @param start the offset of its first character
record Token(Type type, String text, String value, int start) {
  enum Type {
    /// A keyword or an identifier without quotes.
    WORD,
    QUOTED_IDENTIFIER,
    STRING,
    NUMBER,
    PARAMETER,
    OPERATOR,
    PUNCTUATION,
    /// What no rule fits, as a quote that is never closed. Nothing follows it.
    BROKEN
  }

  int end() {
    return start + text.length();
  }

  /// Whether it is this keyword, given in upper case.
  boolean is(String keyword) {
    return type == Type.WORD && value.equals(keyword.toLowerCase(Locale.ROOT));
  }

  /// Whether it is this operator or punctuation mark.
  boolean isMark(String mark) {
    return (type == Type.PUNCTUATION || type == Type.OPERATOR) && text.equals(mark);
  }

  boolean isName() {
    return type == Type.WORD || type == Type.QUOTED_IDENTIFIER;
  }
}

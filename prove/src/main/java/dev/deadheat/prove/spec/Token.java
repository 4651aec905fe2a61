package dev.deadheat.prove.spec;

/// A piece of a spec file.
///
/// @param text a keyword or mark as written, a name without its quotes, a block without its braces
/// @param line from 1
/// @param column from 1
record Token(Type type, String text, int line, int column) {
  enum Type {
    /// `notices`, `permutation`, `session`, `setup`, `step`, `teardown`.
    KEYWORD,
    NAME,
    /// SQL between braces.
    BLOCK,
    NUMBER,
    /// One of `( ) , *`.
    MARK,
    END
  }

  boolean isKeyword(String word) {
    return type == Type.KEYWORD && text.equals(word);
  }

  boolean isMark(String mark) {
    return type == Type.MARK && text.equals(mark);
  }

  /// How it is named in messages.
  String shown() {
    return switch (type) {
      case KEYWORD, MARK, NUMBER -> "\"" + text + "\"";
      case NAME -> "the name \"" + text + "\"";
      case BLOCK -> "a { ... } block";
      case END -> "the end of the file";
    };
  }
}

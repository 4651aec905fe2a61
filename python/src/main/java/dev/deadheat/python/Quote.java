package dev.deadheat.python;

/// How a string is quoted: its prefix and its quotes. There are few, so each is made once.
///
/// @param mark the quote character
/// @param isTriple whether there are three of them
/// @param prefix the letters before it, as bits
record Quote(char mark, boolean isTriple, int prefix) {
  private static final int RAW = 1;
  private static final int BYTES = 2;
  private static final int FORMAT = 4;
  private static final int TEMPLATE = 8;
  private static final int UNICODE = 16;
  private static final int UNKNOWN = 32;
  private static final Quote[] ALL = new Quote[4 * (UNKNOWN + 1)];

  static {
    for (int i = 0; i < ALL.length; i++) {
      ALL[i] = new Quote((i & 1) == 0 ? '\'' : '"', (i & 2) != 0, i >> 2);
    }
  }

  /// The quote whose prefix begins at one offset and whose quote character stands at another, at
  /// most two later.
  static Quote at(byte[] text, int start, int quoteAt) {
    int prefix = 0;
    for (int i = start; i < quoteAt; i++) {
      int letter =
          switch (text[i] | 0x20) {
            case 'r' -> RAW;
            case 'b' -> BYTES;
            case 'f' -> FORMAT;
            case 't' -> TEMPLATE;
            case 'u' -> UNICODE;
            default -> UNKNOWN;
          };
      prefix = (prefix & letter) != 0 ? UNKNOWN : prefix | letter;
    }
    boolean known =
        switch (prefix & ~RAW) {
          case 0, BYTES, FORMAT, TEMPLATE -> true;
          case UNICODE -> prefix == UNICODE;
          default -> false;
        };
    byte mark = text[quoteAt];
    boolean triple =
        quoteAt + 2 < text.length && text[quoteAt + 1] == mark && text[quoteAt + 2] == mark;
    return ALL[(known ? prefix : UNKNOWN) << 2 | (triple ? 2 : 0) | (mark == '"' ? 1 : 0)];
  }

  /// Whether these letters can stand before a string.
  boolean isKnown() {
    return prefix != UNKNOWN;
  }

  boolean isRaw() {
    return (prefix & RAW) != 0;
  }

  boolean isBytes() {
    return (prefix & BYTES) != 0;
  }

  boolean isTemplate() {
    return (prefix & TEMPLATE) != 0;
  }

  /// Whether it has replacement fields.
  boolean isFormatted() {
    return (prefix & (FORMAT | TEMPLATE)) != 0;
  }

  /// The number of quote characters on each side.
  int size() {
    return isTriple ? 3 : 1;
  }

  /// Whether the string is closed at the offset, where its mark stands.
  boolean closesAt(byte[] text, int at) {
    return !isTriple || (at + 2 < text.length && text[at + 1] == mark && text[at + 2] == mark);
  }

  /// The offset after the closing quotes of a string whose body begins at the offset, or -1.
  int closing(byte[] text, int body) {
    int at = body;
    while (at < text.length) {
      byte b = text[at];
      if (b == mark) {
        if (closesAt(text, at)) {
          return at + size();
        }
        at++;
      } else if (b == '\\') {
        at = afterEscaped(text, at);
      } else if (!isTriple && (b == '\n' || b == '\r')) {
        return -1;
      } else {
        at++;
      }
    }
    return -1;
  }

  private static int afterEscaped(byte[] text, int backslash) {
    int next = backslash + 1;
    if (next >= text.length) {
      return next;
    }
    return text[next] == '\r' ? CharClass.lineBreak(text, next) : next + 1;
  }

  /// The offset after an escape in the literal text of an f-string. A backslash does not escape a
  /// brace, but `\N{...}` is a whole.
  int afterBackslash(byte[] text, int backslash) {
    int next = backslash + 1;
    if (next < text.length && (text[next] == '{' || text[next] == '}')) {
      return next;
    }
    if (!isRaw() && next + 1 < text.length && text[next] == 'N' && text[next + 1] == '{') {
      int end = next + 2;
      while (end < text.length && text[end] != '}' && text[end] != mark && text[end] != '\n') {
        end++;
      }
      return end < text.length && text[end] == '}' ? end + 1 : end;
    }
    return afterEscaped(text, backslash);
  }
}

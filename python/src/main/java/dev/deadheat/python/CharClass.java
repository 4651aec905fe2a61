package dev.deadheat.python;

/// What a byte of UTF-8 can begin, and where the simplest tokens end.
final class CharClass {
  static final byte OTHER = 0;
  static final byte BLANK = 1;
  static final byte LETTER = 2;
  static final byte DIGIT = 3;
  static final byte LINE_BREAK = 4;
  static final byte QUOTE = 5;
  static final byte SYMBOL = 6;
  static final byte HASH = 7;
  static final byte BACKSLASH = 8;

  private static final byte[] CLASSES = new byte[256];
  private static final boolean[] NAME = new boolean[256];

  static {
    put(" \t\f", BLANK);
    put("\r\n", LINE_BREAK);
    put("'\"", QUOTE);
    put("#", HASH);
    put("\\", BACKSLASH);
    put("()[]{}.,:;~=+-*/%@&|^<>!", SYMBOL);
    put("0123456789", DIGIT);
    put("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", LETTER);
    for (int b = 0; b < 256; b++) {
      NAME[b] = CLASSES[b] == LETTER || CLASSES[b] == DIGIT;
      if (b >= 0x80) {
        CLASSES[b] = LETTER;
      }
    }
  }

  private CharClass() {}

  private static void put(String characters, byte charClass) {
    for (int i = 0; i < characters.length(); i++) {
      CLASSES[characters.charAt(i)] = charClass;
    }
  }

  /// A byte that is not ASCII counts as a LETTER.
  static byte of(byte b) {
    return CLASSES[b & 0xFF];
  }

  static boolean isAsciiName(byte b) {
    return NAME[b & 0xFF];
  }

  /// The offset after a line break that stands at the offset: `\n`, `\r` or both.
  static int lineBreak(byte[] text, int at) {
    boolean pair = text[at] == '\r' && at + 1 < text.length && text[at + 1] == '\n';
    return at + (pair ? 2 : 1);
  }

  /// Records the comment at the offset; the offset where its line ends.
  static int comment(byte[] text, int at, Tokens tokens) {
    int end = at + 1;
    while (end < text.length && text[end] != '\n' && text[end] != '\r') {
      end++;
    }
    tokens.addComment(at, end);
    return end;
  }

  /// The offset after the name at the offset, which holds letters beyond ASCII; the offset itself
  /// if no name begins there.
  static int foreignName(byte[] text, int at) {
    int end = at;
    while (end < text.length) {
      int c = codePoint(text, end);
      boolean fits =
          end == at
              ? c == '_' || Character.isUnicodeIdentifierStart(c)
              : Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c);
      if (!fits) {
        break;
      }
      end += sequenceLength(text, end);
    }
    return end;
  }

  /// The number of bytes of the character at the offset; 1 for a byte that is not UTF-8.
  static int sequenceLength(byte[] text, int at) {
    int first = text[at] & 0xFF;
    int length = first < 0xC2 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 1;
    if (at + length > text.length) {
      return 1;
    }
    for (int i = 1; i < length; i++) {
      if ((text[at + i] & 0xC0) != 0x80) {
        return 1;
      }
    }
    return length;
  }

  private static int codePoint(byte[] text, int at) {
    int length = sequenceLength(text, at);
    int first = text[at] & 0xFF;
    if (length == 1) {
      return first < 0x80 ? first : Character.MAX_CODE_POINT;
    }
    int c = first & (0xFF >> (length + 1));
    for (int i = 1; i < length; i++) {
      c = (c << 6) | (text[at + i] & 0x3F);
    }
    return c;
  }
}

package dev.deadheat.python;

/// Checks that a parsed file is whole: the tokens follow each other, and what lies between them is
/// what may lie there, so that printing tokens and gaps gives the file back.
public final class Tiling {
  private Tiling() {}

  /// Fails if a byte of the file is lost, doubled, or stands in a gap without being blank, a
  /// comment or a joined line.
  public static void check(ParsedFile file) {
    byte[] text = file.source().utf8();
    Tokens tokens = file.tokens();
    int at = file.source().markBytes();
    for (int i = 0; i < tokens.count(); i++) {
      if (tokens.start(i) < at || tokens.end(i) < tokens.start(i)) {
        throw broken(file, "has a token before the last one's end", tokens.start(i));
      }
      checkGap(file, text, at, tokens.start(i));
      at = tokens.end(i);
    }
    if (at != text.length || tokens.kind(tokens.count() - 1) != TokenKind.END) {
      throw broken(file, "is not read to its end", at);
    }
  }

  private static void checkGap(ParsedFile file, byte[] text, int start, int end) {
    int at = start;
    while (at < end) {
      switch (text[at]) {
        case ' ', '\t', '\f', '\r', '\n' -> at++;
        case '\\' -> {
          if (at + 1 == end || (text[at + 1] != '\r' && text[at + 1] != '\n')) {
            throw broken(file, "loses a backslash", at);
          }
          at++;
        }
        case '#' -> {
          while (at < end && text[at] != '\n' && text[at] != '\r') {
            at++;
          }
        }
        default -> throw broken(file, "loses text", at);
      }
    }
  }

  private static AssertionError broken(ParsedFile file, String what, int offset) {
    return new AssertionError(file.source() + " " + what + " at byte " + offset);
  }
}

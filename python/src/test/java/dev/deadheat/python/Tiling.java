package dev.deadheat.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/// Checks that a parsed file is whole: the tokens follow each other, and what lies between them is
/// what may lie there, so that printing tokens and gaps gives the file back.
public final class Tiling {
  private Tiling() {}

  /// Fails if a byte of the file is lost, doubled, or stands in a gap without being blank, a
  /// comment or a joined line. A file with an encoding fault may hold anything.
  public static void check(ParsedFile file) {
    byte[] text = file.source().utf8();
    Tokens tokens = file.tokens();
    int at = file.source().markBytes();
    for (int i = 0; i < tokens.count(); i++) {
      assertThat(tokens.start(i)).isGreaterThanOrEqualTo(at);
      assertThat(tokens.end(i)).isGreaterThanOrEqualTo(tokens.start(i));
      checkGap(file, text, at, tokens.start(i));
      at = tokens.end(i);
    }
    assertThat(at).isEqualTo(text.length);
    assertThat(tokens.kind(tokens.count() - 1)).isEqualTo(TokenKind.END);
  }

  private static void checkGap(ParsedFile file, byte[] text, int start, int end) {
    int at = start;
    while (at < end) {
      switch (text[at]) {
        case ' ', '\t', '\f', '\r', '\n' -> at++;
        case '\\' -> {
          assertThat(at + 1).isLessThan(text.length);
          assertThat(text[at + 1]).isIn((byte) '\r', (byte) '\n');
          at++;
        }
        case '#' -> {
          while (at < end && text[at] != '\n' && text[at] != '\r') {
            at++;
          }
        }
        default ->
            assertThat(List.of())
                .as("%s lost at %d: %s", file.source(), at, file.source().text(start, end))
                .isNotEmpty();
      }
    }
  }
}

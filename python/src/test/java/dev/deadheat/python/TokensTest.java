package dev.deadheat.python;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.source.SourceFile;
import dev.deadheat.source.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokensTest {
  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/traps"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void tokensAndGapsTileTheFile(Path path) throws IOException {
    Tiling.check(Parser.parse(SourceFile.of(path.toString(), Files.readAllBytes(path))));
  }

  @Test
  void commentsAreKeptInOrder() {
    ParsedFile file =
        Parser.parse(SourceFile.ofText("a.py", "# one\nx = [  # two\n  1,\n]\n\n  # three\n"));
    assertThat(file.comments().stream().map(file.source()::text))
        .containsExactly("# one", "# two", "# three");
  }

  @Test
  void kindsAreToldApart() {
    assertThat(kinds("def f(x): return x != 1.5\n"))
        .containsExactly(
            "DEF_KW",
            "NAME",
            "LPAR",
            "NAME",
            "RPAR",
            "COLON",
            "RETURN_KW",
            "NAME",
            "NOTEQUAL",
            "NUMBER",
            "NEWLINE",
            "END");
  }

  @Test
  void blocksAreMarked() {
    assertThat(kinds("if x:\n  y\n\n  # c\nz"))
        .containsExactly(
            "IF_KW", "NAME", "COLON", "NEWLINE", "INDENT", "NAME", "NEWLINE", "DEDENT", "NAME",
            "NEWLINE", "END");
  }

  @Test
  void everyKeywordIsFoundAndNoNameTakenForOne() {
    for (TokenKind kind : TokenKind.values()) {
      if (kind.isKeyword()) {
        byte[] word = kind.text().getBytes(UTF_8);
        assertThat(Keywords.kind(word, 0, word.length)).isEqualTo(kind);
        byte[] longer = (kind.text() + "s").getBytes(UTF_8);
        assertThat(Keywords.kind(longer, 0, longer.length)).isEqualTo(TokenKind.NAME);
      }
    }
  }

  @Test
  void firstFromFindsTokensByOffset() {
    ParsedFile file = Parser.parse(SourceFile.ofText("a.py", "ab = cd\n"));
    Tokens tokens = file.tokens();
    assertThat(tokens.firstFrom(0)).isZero();
    assertThat(tokens.firstFrom(1)).isEqualTo(1);
    assertThat(tokens.span(tokens.firstFrom(5))).isEqualTo(new Span(5, 7));
    assertThat(tokens.firstFrom(99)).isEqualTo(tokens.count());
  }

  private static List<String> kinds(String text) {
    Tokens tokens = Parser.parse(SourceFile.ofText("a.py", text)).tokens();
    List<String> kinds = new ArrayList<>();
    for (int i = 0; i < tokens.count(); i++) {
      kinds.add(tokens.kind(i).name());
    }
    return kinds;
  }
}

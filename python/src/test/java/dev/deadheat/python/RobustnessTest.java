package dev.deadheat.python;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.python.ast.Node;
import dev.deadheat.python.ast.Statement;
import dev.deadheat.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever the text, there is a tree and every byte is accounted for.
class RobustnessTest {
  static List<Path> files() throws IOException {
    return TokensTest.files();
  }

  private static ParsedFile parse(byte[] text) {
    ParsedFile file = Parser.parse(SourceFile.of("any.py", text));
    Tiling.check(file);
    checkNesting(file.tree(), 1);
    return file;
  }

  private static ParsedFile parse(String text) {
    return parse(text.getBytes(UTF_8));
  }

  /// Every node lies within the one above it, and none is too deep.
  private static void checkNesting(Node node, int depth) {
    assertThat(depth).isLessThanOrEqualTo(Node.MAX_DEPTH);
    for (Node child : node.children()) {
      boolean within = node.start() <= child.start() && child.end() <= node.end();
      // Decorators stand before what they decorate.
      boolean decorates = child.end() <= node.start() && node instanceof Statement;
      if (!within && !decorates) {
        assertThat(child.span()).as("inside %s", node).isEqualTo(node.span());
      }
      checkNesting(child, depth + 1);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void truncatedAtEveryByte(Path path) throws IOException {
    byte[] text = Files.readAllBytes(path);
    for (int length = 0; length < text.length; length++) {
      parse(Arrays.copyOf(text, length));
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void withoutEachByte(Path path) throws IOException {
    byte[] text = Files.readAllBytes(path);
    for (int dropped = 0; dropped < text.length; dropped++) {
      byte[] rest = Arrays.copyOf(text, text.length - 1);
      System.arraycopy(text, dropped + 1, rest, dropped, text.length - dropped - 1);
      parse(rest);
    }
  }

  @Test
  void randomBytes() {
    Random random = new Random(20_261);
    for (int i = 0; i < 2000; i++) {
      byte[] text = new byte[random.nextInt(200)];
      random.nextBytes(text);
      parse(text);
    }
  }

  @Test
  void randomTokens() {
    long seed = 20_262;
    Random random = new Random(seed);
    TokenKind[] kinds = TokenKind.values();
    String[] others = {
      "x", "1", "'a'", "f'{", "}'", "\n", "\n  ", "\n    ", "match", "\"\"\"", "#"
    };
    for (int i = 0; i < 3000; i++) {
      StringBuilder text = new StringBuilder();
      for (int k = random.nextInt(40); k >= 0; k--) {
        String word = kinds[random.nextInt(kinds.length)].text();
        boolean own = !word.isEmpty() && random.nextInt(3) > 0;
        text.append(own ? word : others[random.nextInt(others.length)]);
        text.append(random.nextBoolean() ? " " : "");
      }
      assertThat(parse(text.toString())).as("seed %d: %s", seed, text).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(",
        "[",
        "{",
        "f(",
        "x[",
        "(a, ",
        "{1: ",
        "[x for x in ",
        "not ",
        "-",
        "~",
        "lambda: ",
        "a if b else ",
        "a ** ",
        "a + (",
        "f'{",
        "f\"{f'{",
        "x.y(",
        "await ",
        "*",
        "**",
        "yield (",
        "case ",
        "@",
        "a = ",
        "x := (",
        "if x:\n",
        "((a + ",
        "(a.b"
      })
  void nestedWithoutEnd(String opening) {
    ParsedFile file = parse(opening.repeat(20_000) + "\ndef f():\n    pass\n");
    assertThat(file.problems()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a + ", "a.b(c).", "x[1] @ "})
  void aChainThatIsTooDeepIsAProblemAndTheNextStatementIsRead(String link) {
    ParsedFile file = parse("x = " + link.repeat(3000) + "a\ny = 2\n");
    assertThat(file.problems()).hasSize(1);
    assertThat(file.tree().body()).hasSize(2);
    assertThat(file.tree().body().getFirst()).isInstanceOf(Statement.Invalid.class);
    assertThat(file.tree().body().getLast()).isInstanceOf(Statement.Assign.class);
  }

  @Test
  void aLongChainIsSound() {
    assertThat(parse("x = " + "a + ".repeat(900) + "a\n").problems()).isEmpty();
  }

  @Test
  void manyElifs() {
    String some = "if a:\n  b\n" + "elif c:\n  d\n".repeat(300);
    assertThat(parse(some).problems()).isEmpty();
    String tooMany = "if a:\n  b\n" + "elif c:\n  d\n".repeat(5000) + "e = 1\n";
    ParsedFile file = parse(tooMany);
    assertThat(file.problems()).isNotEmpty();
    assertThat(file.tree().body().getLast()).isInstanceOf(Statement.Assign.class);
  }

  @Test
  void deepBlocks() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      text.append(" ".repeat(i)).append("if x:\n");
    }
    text.append(" ".repeat(300)).append("y\nz = 1\n");
    ParsedFile file = parse(text.toString());
    assertThat(file.problems()).isNotEmpty();
    assertThat(file.tree().body().getLast()).isInstanceOf(Statement.Assign.class);
  }

  @Test
  void theStackOfAThreadIsEnough() throws InterruptedException {
    String text = "(".repeat(190) + "-".repeat(250) + "1" + ")".repeat(190) + "\n";
    SourceFile source = SourceFile.ofText("a.py", text);
    boolean[] sound = new boolean[1];
    Thread thread =
        new Thread(
            null,
            () -> sound[0] = Parser.parse(source).problems().isEmpty(),
            "default",
            1024 * 1024);
    thread.start();
    thread.join(60_000);
    assertThat(sound[0]).isTrue();
  }

  @Test
  void manyQuotesThatNeverCloseTakeLinearTime() {
    parse("\\'''\n\\\"\"\"\n".repeat(20_000));
  }

  @Test
  void longNumbersTakeLinearTime() {
    assertThat(parse("x = 0x" + "f".repeat(1_000_000) + "\n").problems()).isEmpty();
    assertThat(parse("x = " + "9".repeat(1_000_000) + "\n").problems()).hasSize(1);
  }
}

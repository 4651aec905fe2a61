package dev.deadheat.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WidthTest {
  @ParameterizedTest
  @CsvSource({
    "'',0",
    "abc,3",
    "…,1",
    "在庫,4",
    "é,1",
    "e\u0301,1",
    "😀,2",
    "ﾊ,1",
    "Ａ,2",
    "한글,4",
    "│●✗,3"
  })
  void cellsAreCountedAsTerminalsDo(String text, int cells) {
    assertThat(Width.of(text)).isEqualTo(cells);
  }

  @Test
  void elidingKeepsTheEndThatSaysMost() {
    assertThat(Width.elide("SELECT balance", 9, "…")).isEqualTo("SELECT b…");
    assertThat(Width.elideStart("very/long/path/views.py:41", 12, "…")).isEqualTo("…views.py:41");
    assertThat(Width.elide("在庫予約", 4, "…")).isEqualTo("在…");
    assertThat(Width.elide("fits", 4, "…")).isEqualTo("fits");
  }

  @Test
  void whatIsWrappedFitsAndLosesNothing() {
    var seed = 20261123L;
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    var pieces = List.of("a", "bc", " ", "in", "在", "é", "e\u0301", "😀", "_long_name_", "'x'");
    for (var round = 0; round < 2000; round++) {
      var text =
          random
              .ints(random.nextInt(30), 0, pieces.size())
              .mapToObj(pieces::get)
              .collect(Collectors.joining());
      var cells = random.nextInt(2, 20);
      var lines = Width.wrap(text, cells, Integer.MAX_VALUE, "…");
      assertThat(lines)
          .as("seed %d, round %d: %s in %d", seed, round, text, cells)
          .allSatisfy(line -> assertThat(Width.of(line)).isLessThanOrEqualTo(cells));
      assertThat(String.join("", lines).replace(" ", "")).isEqualTo(text.replace(" ", ""));
      assertThat(Width.wrap(text, cells, 2, "…")).hasSizeLessThanOrEqualTo(2);
      assertThat(Width.of(Width.elide(text, cells, "…"))).isLessThanOrEqualTo(cells);
      assertThat(Width.of(Width.elideStart(text, cells, "…"))).isLessThanOrEqualTo(cells);
    }
  }

  @Test
  void everyCodePointBecomesSomethingThatMayBeShown() {
    for (var c = 0; c <= Character.MAX_CODE_POINT; c++) {
      var shown = Printable.of(new String(Character.toChars(c)));
      assertThat(shown.codePoints())
          .noneMatch(p ->
              Character.isISOControl(p)
                  || Character.getType(p) == Character.FORMAT
                  || Character.getType(p) == Character.SURROGATE
                  || Character.getType(p) == Character.LINE_SEPARATOR);
      assertThat(Printable.ascii(shown).chars()).allMatch(p -> p >= 0x20 && p < 0x7f);
    }
  }

  @Test
  void escapesAreReadable() {
    assertThat(Printable.of("a\n\t\u001b[2J\u202e\ud800"))
        .isEqualTo("a\\n\\t\\x1b[2J\\u202e\\ud800");
    assertThat(Printable.flat("  SELECT\n    1  ")).isEqualTo("SELECT 1");
    assertThat(Printable.ascii("x … “é” 在")).isEqualTo("x ... \"\\xe9\" \\u5728");
  }
}

package dev.deadheat.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LinesTest {
  private static Lines lines(String text) {
    return SourceFile.ofText("a.py", text).lines();
  }

  @Test
  void everyLineBreakOfPythonEndsALine() {
    Lines lines = lines("a\nb\r\nc\rd\fe\u2028f");
    assertThat(lines.count()).isEqualTo(4);
    assertThat(lines.startOf(2)).isEqualTo(2);
    assertThat(lines.startOf(3)).isEqualTo(5);
    assertThat(lines.startOf(4)).isEqualTo(7);
    assertThat(lines.spanOf(2)).isEqualTo(new Span(2, 3));
    assertThat(lines.lineOf(4)).isEqualTo(2);
    assertThat(lines.lineOf(13)).isEqualTo(4);
  }

  @Test
  void theEmptyTextHasOneLine() {
    assertThat(lines("").count()).isEqualTo(1);
    assertThat(lines("").position(0)).hasToString("1:1");
    assertThat(lines("a\n").count()).isEqualTo(2);
    assertThat(lines("a\n").lineOf(2)).isEqualTo(2);
  }

  @Test
  void columnsAreCountedThreeWays() {
    Lines lines = lines("x\né😀z");
    int z = 2 + 2 + 4;
    assertThat(lines.position(z)).isEqualTo(new Position(2, 3));
    assertThat(lines.columnUtf8(z)).isEqualTo(6);
    assertThat(lines.columnUtf16(z)).isEqualTo(3);
  }
}

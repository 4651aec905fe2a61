package dev.deadheat.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnifiedDiffTest {
  @Test
  void aChangeIsShownWithThreeLinesAround() {
    assertThat(
            UnifiedDiff.of("a/b.py", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\n6\n7\n8\n9\n"))
        .containsExactly(
            "--- a/a/b.py",
            "+++ b/a/b.py",
            "@@ -2,7 +2,7 @@",
            " 2",
            " 3",
            " 4",
            "-5",
            "+x",
            " 6",
            " 7",
            " 8");
  }

  @Test
  void equalTextsDoNotDiffer() {
    assertThat(UnifiedDiff.of("b.py", "a\n", "a\n")).isEmpty();
  }

  @Test
  void aLastLineWithoutItsBreakIsMarked() {
    assertThat(UnifiedDiff.of("b.py", "a\nb", "a\nb\n"))
        .containsExactly(
            "--- a/b.py",
            "+++ b/b.py",
            "@@ -1,2 +1,2 @@",
            " a",
            "-b",
            "\\ No newline at end of file",
            "+b");
  }

  @Test
  void aChangedLineEndIsAChange() {
    assertThat(UnifiedDiff.of("b.py", "a\r\n", "a\n")).contains("-a\r", "+a");
  }
}

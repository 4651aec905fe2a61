package dev.deadheat.report.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.report.terminal.Progress.Manner;
import dev.deadheat.report.text.Width;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ProgressTest {
  private static final Pattern RETURN = Pattern.compile("\r");

  private final AtomicLong millis = new AtomicLong(5_000);
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Test
  void aTerminalSeesOneLineRewritten() {
    try (var progress = progress(Manner.REWRITE)) {
      progress.phase("starting PostgreSQL");
      progress.phase("exploring");
      for (var n = 1; n <= 50; n++) {
        millis.addAndGet(10);
        progress.detail(n + " schedules");
      }
    }
    assertThat(text()).doesNotContain("\n").contains("exploring: 10 schedules");
    assertThat(RETURN.split(text(), -1)).hasSizeBetween(5, 12);
    assertThat(screen()).isBlank();
  }

  @Test
  void nothingOfALongerLineStaysBehind() {
    var progress = progress(Manner.REWRITE);
    progress.phase("a long phase with many words in it");
    progress.phase("short");
    assertThat(screen().strip()).isEqualTo("short");
    progress.phase("在庫".repeat(60) + "\u001b[2J\n");
    assertThat(Width.of(screen())).isLessThan(80);
    assertThat(text()).doesNotContain("\u001b").doesNotContain("\n");
  }

  @Test
  void aFileGetsFewWholeLines() {
    var progress = progress(Manner.LINES);
    progress.phase("exploring");
    for (var n = 1; n <= 250; n++) {
      millis.addAndGet(100);
      progress.detail(n + " schedules");
    }
    progress.close();
    assertThat(text().lines())
        .containsExactly(
            "deadheat: exploring",
            "deadheat: exploring: 100 schedules",
            "deadheat: exploring: 200 schedules");
  }

  @Test
  void quietIsQuiet() {
    try (var progress = progress(Manner.QUIET)) {
      progress.phase("exploring");
      millis.addAndGet(60_000);
      progress.detail("7 schedules");
    }
    assertThat(bytes.size()).isZero();
  }

  private Progress progress(Manner manner) {
    return new Progress(
        new PrintStream(bytes, true, StandardCharsets.UTF_8),
        new TerminalLook(80, true, true),
        manner,
        () -> millis.get() * 1_000_000);
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /// What stands on the line in the end: each return begins to overwrite it.
  private String screen() {
    var line = "";
    for (var part : RETURN.split(text(), -1)) {
      line = part.length() >= line.length() ? part : part + line.substring(part.length());
    }
    return line;
  }
}

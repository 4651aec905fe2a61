package dev.deadheat.report.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.report.tales.Golden;
import dev.deadheat.report.tales.Quiet;
import dev.deadheat.report.tales.Tales;
import dev.deadheat.report.text.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class TerminalReportTest {
  @TestFactory
  Stream<DynamicTest> noLineIsWiderThanTheTerminal() {
    return everywhere((look, text, verdict) ->
        assertThat(text.lines())
            .allSatisfy(line ->
                assertThat(Width.of(withoutColours(line)))
                    .as(line)
                    .isLessThanOrEqualTo(look.width())));
  }

  @TestFactory
  Stream<DynamicTest> everyStepIsShownAtEveryWidth() {
    return everywhere((look, text, verdict) -> {
      var starts = text.lines().map(TerminalReportTest::withoutColours).map(String::strip).toList();
      verdict
          .timeline()
          .ifPresent(timeline ->
              timeline
                  .steps()
                  .forEach(step ->
                      assertThat(starts)
                          .as("step " + step.number())
                          .anyMatch(l -> l.matches(step.number() + "[✗X ].*"))));
    });
  }

  @TestFactory
  Stream<DynamicTest> nothingOfTheDataControlsTheTerminal() {
    return everywhere((look, text, verdict) -> {
      var plain = look.colour() ? withoutColours(text) : text;
      assertThat(plain.codePoints().filter(c -> c != '\n')).noneMatch(TerminalReportTest::controls);
      if (!look.unicode()) {
        assertThat(plain.chars()).allMatch(c -> c < 0x7f);
      }
    });
  }

  @Test
  void coloursChangeNoWord() {
    Tales.all()
        .values()
        .forEach(verdict -> {
          var coloured = TerminalReport.of(new TerminalLook(80, true, true)).render(verdict);
          var plain = TerminalReport.of(new TerminalLook(80, false, true)).render(verdict);
          assertThat(coloured).isNotEqualTo(plain);
          assertThat(withoutColours(coloured)).isEqualTo(plain);
        });
  }

  @TestFactory
  Stream<DynamicTest> looksAsReviewed() {
    return Tales.all().entrySet().stream()
        .map(tale ->
            DynamicTest.dynamicTest(
                tale.getKey(),
                () -> {
                  var unicode = TerminalReport.of(new TerminalLook(80, false, true));
                  Golden.check(
                      tale.getKey() + ".txt", unicode.drawingClean().render(tale.getValue()));
                }));
  }

  @Test
  void looksAsReviewedInAsciiAndWide() {
    Golden.check(
        "withdrawals.ascii.txt",
        TerminalReport.of(new TerminalLook(80, false, false)).render(Tales.withdrawals()));
    Golden.check(
        "write-skew.160.txt",
        TerminalReport.of(new TerminalLook(160, false, true)).render(Tales.writeSkew()));
    Golden.check(
        "all.txt",
        TerminalReport.of(new TerminalLook(80, false, true))
            .render(List.of(Tales.racy(), Quiet.cured(), Quiet.neverMet())));
  }

  @Test
  void aCleanVerdictStaysCompactUnlessAsked() {
    var report = TerminalReport.of(new TerminalLook(80, false, true));
    assertThat(report.render(Quiet.cured())).doesNotContain("User A");
    assertThat(report.drawingClean().render(Quiet.cured())).contains("User A");
  }

  private interface Check {
    void run(TerminalLook look, String text, Verdict verdict);
  }

  private static Stream<DynamicTest> everywhere(Check check) {
    return Tales.all().entrySet().stream()
        .map(tale ->
            DynamicTest.dynamicTest(
                tale.getKey(),
                () ->
                    looks()
                        .forEach(look ->
                            check.run(
                                look,
                                TerminalReport.of(look).drawingClean().render(tale.getValue()),
                                tale.getValue()))));
  }

  private static List<TerminalLook> looks() {
    var out = new ArrayList<TerminalLook>();
    IntStream.rangeClosed(60, 200)
        .filter(width -> width < 130 || width % 10 == 0)
        .forEach(width -> {
          out.add(new TerminalLook(width, false, true));
          out.add(new TerminalLook(width, false, false));
        });
    out.add(new TerminalLook(80, true, true));
    return out;
  }

  private static boolean controls(int c) {
    return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
  }

  private static String withoutColours(String text) {
    return text.replaceAll("\u001b\\[[0-9;]*m", "");
  }
}

package dev.deadheat.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.report.html.HtmlReport.About;
import dev.deadheat.report.tales.Golden;
import dev.deadheat.report.tales.Quiet;
import dev.deadheat.report.tales.Tales;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class HtmlReportTest {
  private final String html =
      HtmlReport.render(
          new About("a <b>shop</b>", "Deadheat 0.1, PostgreSQL 15.18"),
          List.copyOf(Tales.all().values()));

  @Test
  void theWorstStandsFirstAndTheCleanLast() {
    var groups =
        Pattern.compile("<h2>([A-Za-z ]+)</h2>")
            .matcher(html)
            .results()
            .map(m -> m.group(1))
            .toList();
    assertThat(groups)
        .containsExactly(
            "Corrupts rows",
            "Succeeds twice",
            "Only an error",
            "Latent",
            "Inconclusive",
            "Never met",
            "Clean");
  }

  @Test
  void everyVerdictHasItsSectionAndEveryLinkItsAim() {
    var ids =
        Pattern.compile(" id=\"([^\"]+)\"").matcher(html).results().map(m -> m.group(1)).toList();
    assertThat(ids).doesNotHaveDuplicates();
    var links =
        Pattern.compile("href=\"#([^\"]+)\"").matcher(html).results().map(m -> m.group(1)).toList();
    assertThat(links).hasSizeGreaterThan(Tales.all().size());
    assertThat(ids).containsAll(links);
    for (var reference : List.of("aria-labelledby=\"([^\"]+)\"", "url\\(#([^)]+)\\)")) {
      assertThat(Pattern.compile(reference).matcher(html).results())
          .allSatisfy(m -> assertThat(ids).contains(m.group(1).split(" ", -1)));
    }
  }

  @Test
  void dataIsTextAndNothingIsLoadedOrRun() {
    assertThat(html)
        .contains("<title>Deadheat: a &lt;b&gt;shop&lt;/b&gt;</title>")
        .doesNotContain("<script")
        .doesNotContain("<b>")
        .doesNotContain(" src=")
        .doesNotContain("@import")
        .contains("default-src 'none'");
    assertThat(html.codePoints().filter(c -> c != '\n')).noneMatch(Character::isISOControl);
  }

  @Test
  void everyStepIsInItsTable() {
    var rows = Pattern.compile("<th scope=\"row\">(\\d+)</th>").matcher(html).results().count();
    var steps =
        Tales.all().values().stream()
            .mapToInt(v -> v.timeline().map(t -> t.steps().size()).orElse(0))
            .sum();
    assertThat(rows).isEqualTo(steps);
  }

  @Test
  void anEmptyRunSaysSo() {
    assertThat(HtmlReport.render(new About("shop", ""), List.of())).contains("nothing was proved");
  }

  @Test
  void looksAsReviewed() {
    Golden.check(
        "report.html",
        HtmlReport.render(
            new About("shop", "Deadheat 0.1"), List.of(Quiet.cured(), Tales.createTwice())));
  }
}

package dev.deadheat.report.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.prove.verdict.Timeline;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.prove.verdict.Verdict.Status;
import dev.deadheat.report.html.HtmlReport;
import dev.deadheat.report.json.VerdictJson;
import dev.deadheat.report.tales.Golden;
import dev.deadheat.report.tales.Quiet;
import dev.deadheat.report.tales.Tales;
import dev.deadheat.report.terminal.TerminalLook;
import dev.deadheat.report.terminal.TerminalReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class IsolationTableTest {
  private static final List<Verdict> ALL_LEVELS =
      List.of(
          at("read committed", Tales.racy(), Status.ANOMALY),
          at("read committed", Tales.latent(), Status.LATENT),
          at("repeatable read", Tales.racy(), Status.ERROR),
          at("repeatable read", Tales.latent(), Status.CLEAN),
          at("serializable", Tales.racy(), Status.DEADLOCK));

  @Test
  void oneLevelNeedsNoTable() {
    assertThat(IsolationTable.of(List.of(Tales.racy(), Quiet.cured()))).isEmpty();
  }

  @Test
  void aScenarioIsARowAndALevelAColumn() {
    var table = IsolationTable.of(ALL_LEVELS).orElseThrow();
    assertThat(table.levels()).containsExactly("read committed", "repeatable read", "serializable");
    assertThat(table.rows())
        .extracting(row -> row.cells().stream().map(IsolationTable.Cell::word).toList())
        .containsExactly(
            List.of("lost update", "40001", "deadlock"),
            List.of("latent lost update", "clean", ""));
  }

  @Test
  void everyReportShowsIt() {
    var terminal = TerminalReport.of(new TerminalLook(80, false, true));
    Golden.check("isolation.txt", terminal.summary(ALL_LEVELS));
    var narrow = TerminalReport.of(new TerminalLook(60, false, true)).summary(ALL_LEVELS);
    assertThat(narrow.lines()).allMatch(line -> line.length() <= 60).anyMatch(l -> l.contains("4"));
    var row = VerdictJson.tree(ALL_LEVELS).getAsJsonArray("isolation").get(0).getAsJsonObject();
    assertThat(row.get("repeatable read").getAsString()).isEqualTo("40001");
    assertThat(HtmlReport.render(new HtmlReport.About("seed", "Deadheat"), ALL_LEVELS))
        .contains("<td class=\"bad\"><span aria-hidden=\"true\">✗</span> 40001</td>");
  }

  /// The same scenario with another word at another level; an error is a serialization failure.
  private static Verdict at(String level, Verdict verdict, Status status) {
    var steps = verdict.timeline().orElseThrow().steps();
    var refused = steps.getLast();
    var failed =
        new Timeline.Step(
            refused.number(),
            refused.lane(),
            refused.kind(),
            refused.sql(),
            refused.readable(),
            refused.source(),
            List.of(),
            List.of(),
            Map.of(),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.of("40001 could not serialize access"),
            refused.response(),
            false,
            Optional.empty(),
            Optional.empty());
    return new Verdict(
        verdict.scenario(),
        verdict.requests(),
        level,
        status,
        verdict.anomaly(),
        verdict.severity(),
        verdict.orderSensitive(),
        verdict.explored(),
        Optional.of(new Timeline(List.of(), Map.of(), Map.of(), List.of(failed))),
        verdict.serialOutcomes(),
        verdict.outcome(),
        verdict.sentence(),
        verdict.notes());
  }
}

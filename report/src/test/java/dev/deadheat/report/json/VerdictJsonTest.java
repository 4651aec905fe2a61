package dev.deadheat.report.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.deadheat.report.tales.Extremes;
import dev.deadheat.report.tales.Golden;
import dev.deadheat.report.tales.Quiet;
import dev.deadheat.report.tales.Tales;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VerdictJsonTest {
  @Test
  void looksAsReviewed() {
    Golden.check("racy.json", VerdictJson.print(List.of(Tales.racy())));
  }

  @Test
  void theMembersAreThoseOfTheDesignInItsOrder() {
    var tree = VerdictJson.tree(List.of(Quiet.cured()));
    assertThat(tree.keySet()).containsExactly("version", "summary", "verdicts");
    var verdict = tree.getAsJsonArray("verdicts").get(0).getAsJsonObject();
    assertThat(verdict.keySet())
        .containsExactly(
            "scenario",
            "requests",
            "isolation",
            "status",
            "anomaly",
            "severity",
            "order_sensitive",
            "explored",
            "schedule",
            "serial_outcomes",
            "outcome",
            "sentence",
            "notes",
            "replay");
    assertThat(verdict.getAsJsonObject("explored").keySet())
        .containsExactly("schedules", "cut", "classes", "complete", "bound");
    assertThat(verdict.getAsJsonArray("schedule").get(4).getAsJsonObject().keySet())
        .containsExactly(
            "step",
            "lane",
            "sql",
            "path",
            "line",
            "rows_read",
            "rows_written",
            "waits_for",
            "response");
  }

  @Test
  void dataComesThroughUnchanged() {
    var verdict = Extremes.hostile();
    var read =
        JsonParser.parseString(VerdictJson.print(List.of(verdict)))
            .getAsJsonObject()
            .getAsJsonArray("verdicts")
            .get(0)
            .getAsJsonObject();
    assertThat(read.get("scenario").getAsString()).isEqualTo(verdict.scenario());
    assertThat(read.get("sentence").getAsString()).isEqualTo(verdict.sentence());
  }

  @Test
  void aRunWithoutScenariosIsStillADocument() {
    assertThat(VerdictJson.tree(List.of()).getAsJsonArray("verdicts")).isEmpty();
  }
}

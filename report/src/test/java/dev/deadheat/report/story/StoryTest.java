package dev.deadheat.report.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.prove.verdict.Timeline.Kind;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.prove.verdict.Verdict.Severity;
import dev.deadheat.prove.verdict.Verdict.Status;
import dev.deadheat.report.story.Story.State;
import dev.deadheat.report.story.Story.Touch;
import dev.deadheat.report.tales.Quiet;
import dev.deadheat.report.tales.Tale;
import dev.deadheat.report.tales.Tales;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StoryTest {
  private static final String ROW = "account#7";

  @Test
  void aRolledBackChangeIsSeenToGoAway() {
    var story =
        story(
            Tale.of("rollback")
                .request("A", "POST", "/")
                .row(ROW, "balance=100")
                .step("A", Kind.WRITE, "UPDATE")
                .writesOpen(ROW, "balance=20")
                .done()
                .step("A", Kind.READ, "SELECT")
                .reads(ROW)
                .done()
                .step("A", Kind.ROLLBACK, "ROLLBACK")
                .undoes()
                .done());
    assertThat(states(story))
        .containsExactly(
            "balance = 20 UNCOMMITTED", "balance = 20 SEEN_OWN", "balance = 100 ROLLED_BACK");
  }

  @Test
  void anotherLaneReadsWhatIsCommitted() {
    var story =
        story(
            Tale.of("dirty reads do not happen")
                .request("A", "POST", "/")
                .request("B", "GET", "/")
                .row(ROW, "balance=100")
                .step("A", Kind.WRITE, "UPDATE")
                .writesOpen(ROW, "balance=20")
                .done()
                .step("B", Kind.READ, "SELECT")
                .reads(ROW)
                .done()
                .step("A", Kind.COMMIT, "COMMIT")
                .publishes()
                .done());
    assertThat(states(story))
        .containsExactly(
            "balance = 20 UNCOMMITTED", "balance = 100 SEEN", "balance = 20 COMMITTED");
    assertThat(story.scenes())
        .extracting(s -> s.touch())
        .containsExactly(Touch.WRITES, Touch.READS, Touch.WRITES);
  }

  @Test
  void underASnapshotNothingIsClaimedOfWhatWasRead() {
    var verdict = Tales.racy();
    var snapshot =
        new Verdict(
            verdict.scenario(),
            verdict.requests(),
            "repeatable read",
            verdict.status(),
            verdict.anomaly(),
            verdict.severity(),
            verdict.orderSensitive(),
            verdict.explored(),
            verdict.timeline(),
            verdict.serialOutcomes(),
            verdict.outcome(),
            verdict.sentence(),
            verdict.notes());
    assertThat(Story.of(verdict, verdict.timeline().orElseThrow()).scenes().getFirst().values())
        .isNotEmpty();
    assertThat(Story.of(snapshot, snapshot.timeline().orElseThrow()).scenes().getFirst().values())
        .isEmpty();
  }

  @Test
  void aStaleSaveOfTheSameValueIsShown() {
    var verdict = Tales.withdrawals();
    var story = Story.of(verdict, verdict.timeline().orElseThrow());
    assertThat(story.scenes().get(4).values())
        .extracting(v -> v.line() + " " + v.state())
        .containsExactly("balance = 20 UNCOMMITTED");
  }

  @Test
  void rowsAndNullsComeAndGo() {
    var story =
        story(
            Tale.of("insert and delete")
                .request("A", "POST", "/")
                .row("t#1")
                .shows("t#1", "note")
                .row("t#2", "note=~")
                .step("A", Kind.WRITE, "INSERT")
                .writes("t#1", "note=x")
                .done()
                .step("A", Kind.WRITE, "DELETE")
                .writes("t#2")
                .done());
    assertThat(story.start())
        .extracting(v -> v.line())
        .containsExactly("#1 = no row", "#2 note = NULL");
    assertThat(states(story)).containsExactly("#1 note = 'x' COMMITTED", "#2 = no row COMMITTED");
    assertThat(story.rowsTitle()).isEqualTo("t");
  }

  @Test
  void equalSerialOrdersAreOneColumn() {
    var comparison = Comparison.of(Tales.racy(), 3);
    assertThat(comparison.columns()).containsExactly("this order", "A then B = B then A");
    assertThat(comparison.lines())
        .containsExactly(
            new Comparison.Line("myapp_mymodel#1 other", List.of("'start'", "'changed'"), true));
  }

  @Test
  void whereEachPartIsAsInSomeSerialOrderNothingIsMarked() {
    var comparison = Comparison.of(Tales.withdrawals(), 3);
    assertThat(comparison.lines()).extracting(l -> l.unlikeAll()).containsExactly(false, false);
    assertThat(Comparison.of(Tales.latent(), 3).isEmpty()).isTrue();
  }

  @Test
  void theHeadlineClaimsNoMoreThanTheStatus() {
    assertThat(Headline.of(Tales.latent()).gist()).contains("not safe");
    assertThat(Headline.of(Quiet.inconclusive()).tone()).isEqualTo(Headline.Tone.DOUBT);
    assertThat(Headline.explored(Quiet.inconclusive())).endsWith("stopped before all were tried");
    assertThat(Headline.explored(Quiet.cured())).endsWith("the search is complete");
  }

  private static Story story(Tale tale) {
    var verdict = tale.verdict(Status.ANOMALY, Severity.CORRUPTS_ROWS, "", "");
    return Story.of(verdict, verdict.timeline().orElseThrow());
  }

  private static List<String> states(Story story) {
    return story.scenes().stream()
        .flatMap(s -> s.values().stream())
        .map(v -> v.line() + " " + (v.state() == State.SEEN ? "SEEN" : v.state()))
        .toList();
  }
}

package dev.deadheat.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.prove.verdict.Load;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.prove.verdict.Waiting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Who waits with a cure, in the order that broke and in all others, decides and is told.
final class RecommendationTest {
  private static final Waiting NOBODY = new Waiting(6, 0, 0, 0);
  private static final Waiting SOMEBODY = new Waiting(8, 2, 2, 0);
  private static final Waiting DEADLOCKED = new Waiting(8, 2, 2, 1);

  @Test
  void itSaysWhoWaits() {
    assertThat(Recommendation.why(List.of(holding(0, NOBODY))))
        .contains("nobody waits in the order that broke, nor in any other, the requests");
    assertThat(Recommendation.why(List.of(holding(0, SOMEBODY))))
        .contains("nobody waits in the order that broke (somebody in 2 of the 8 orders run), the");
    assertThat(Recommendation.why(List.of(holding(1, SOMEBODY))))
        .contains("one statement waits in the order that broke (somebody in 2 of the 8 orders");
    assertThat(Recommendation.why(List.of(holding(2, NOBODY))))
        .contains("2 statements wait in the order that broke, the requests");
  }

  @Test
  void whereFewerWaitIsTaken() {
    Attempt worse = holding(0, SOMEBODY);
    Attempt better = holding(0, NOBODY);
    assertThat(Recommendation.of(List.of(worse, better))).containsSame(better);
    assertThat(Recommendation.of(List.of(holding(1, NOBODY), worse))).containsSame(worse);
  }

  @Test
  void aDeadlockThatIsSurvivedIsToldAndComesLast() {
    Attempt survives = holding(0, DEADLOCKED);
    assertThat(survives.stamp().orElseThrow())
        .contains("a deadlock in 1 of 8 orders, survived")
        .doesNotContain("no deadlock");
    assertThat(holding(0, SOMEBODY).stamp().orElseThrow()).contains(", no deadlock, ");
    Attempt waits = holding(3, SOMEBODY);
    assertThat(Recommendation.of(List.of(survives, waits))).containsSame(waits);
  }

  @Test
  void anOrderCountsItsWaits() {
    assertThat(Waiting.NONE.and(0, false).and(2, false).and(1, true))
        .isEqualTo(new Waiting(3, 2, 3, 1));
  }

  private static Attempt holding(int waits, Waiting waiting) {
    var load = new Load(List.of(1_000_000L, 2_000_000L), 3_000_000L, 0);
    var verdict =
        new Verdict(
            "two at once",
            List.of(),
            "read committed",
            Verdict.Status.CLEAN,
            Optional.empty(),
            Verdict.Severity.NONE,
            false,
            new Verdict.Explored(waiting.orders(), 6, true, "all orders"),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            "No order breaks it.",
            List.of());
    return new Attempt(
        List.of(),
        Map.of(),
        List.of(),
        verdict,
        verdict,
        new Attempt.Result.Holds(
            new Cost(waits, waiting, load, load), 10, List.of("no tests"), false));
  }
}

package dev.deadheat.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChoicesTest {
  @Test
  void everyCombinationComesOnceInOrder() {
    var seen = new ArrayList<String>();
    var runs = Choices.exhaustively(c -> seen.add(c.below(2) + "" + c.below(3)));
    assertThat(runs).isEqualTo(6);
    assertThat(seen).containsExactly("00", "01", "02", "10", "11", "12");
  }

  @Test
  void laterQuestionsMayDependOnEarlierAnswers() {
    var seen = new ArrayList<List<Boolean>>();
    Choices.exhaustively(c -> seen.add(c.listOf(2, Choices::bool)));
    assertThat(seen)
        .containsExactly(
            List.of(),
            List.of(false),
            List.of(true),
            List.of(false, false),
            List.of(false, true),
            List.of(true, false),
            List.of(true, true));
  }

  @Test
  void shufflingReachesEveryOrder() {
    var seen = new HashSet<List<Integer>>();
    assertThat(Choices.exhaustively(c -> seen.add(c.shuffled(List.of(1, 2, 3, 4))))).isEqualTo(24);
    assertThat(seen).hasSize(24);
  }

  @Test
  void aSampledFailureNamesASeedThatFailsAlone() {
    assertThatThrownBy(
            () -> Choices.sampled(100, 1_000, c -> assertThat(c.below(50)).isNotEqualTo(7)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("choices [7]")
        .satisfies(failure -> {
          var seed = String.valueOf(failure.getMessage()).replaceAll("(?s).*seed=(\\d+).*", "$1");
          assertThatThrownBy(() ->
                  Choices.sampled(
                      Long.parseLong(seed), 1, c -> assertThat(c.below(50)).isNotEqualTo(7)))
              .isInstanceOf(AssertionError.class);
        });
  }

  @Test
  void samplesStayInRangeAndReachBothEnds() {
    var seen = new HashSet<Integer>();
    Choices.sampled(1, 1_000, c -> seen.add(c.between(-2, 2)));
    assertThat(seen).containsExactlyInAnyOrder(-2, -1, 0, 1, 2);
  }

  @Test
  void samplesGoOnUntilTheyHaveShownEnough() {
    var seen = new int[1];
    int runs = Choices.sampledUntil(() -> seen[0] >= 5, 2, _ -> seen[0]++);
    assertThat(runs).isEqualTo(6);
    assertThatThrownBy(() -> Choices.sampledUntil(() -> false, 2, _ -> {}))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("200 samples");
  }

  @Test
  void anExhaustiveFailureNamesItsChoices() {
    assertThatThrownBy(() ->
            Choices.exhaustively(
                c -> assertThat(c.oneOf("a", "b") + c.bool()).isNotNull().isNotEqualTo("btrue")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("choices [1 1]");
  }

  @Test
  void aBodyThatChangesItsQuestionsIsRefused() {
    var calls = new int[1];
    assertThatThrownBy(() -> Choices.exhaustively(c -> c.below(2 + calls[0]++)))
        .hasMessageContaining("not deterministic");
  }
}

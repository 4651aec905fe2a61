package dev.deadheat.search.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.search.explore.SourceDpor;
import dev.deadheat.testkit.Choices;
import org.junit.jupiter.api.Test;

/// The reduced search reaches exactly the outcomes of brute force, on random small programs.
class SearchAgreesTest {
  private static final int MOST_ORDERS = 1000;

  @Test
  void withTwoLanes() {
    agree(Integer.getInteger("deadheat.samples", 100), 2, 4);
  }

  @Test
  void withThreeLanes() {
    agree(Integer.getInteger("deadheat.samples", 25), 3, 2);
  }

  @Test
  void withFourLanes() {
    agree(Integer.getInteger("deadheat.samples", 25), 4, 1);
  }

  private static void agree(int samples, int lanes, int steps) {
    int[] compared = new int[1];

    // Some programs have too many orders for brute force.
    Choices.sampledUntil(
        () -> compared[0] > samples / 2,
        samples,
        choices -> compared[0] += agrees(choices, lanes, steps) ? 1 : 0);
  }

  /// Compares one program; false if it has too many orders.
  private static boolean agrees(Choices choices, int lanes, int steps) {
    Program program = Programs.any(choices, lanes, steps);
    Searches.Found all = Searches.finish(program, Searches.allOrders().upTo(MOST_ORDERS));
    if (!all.progress().complete()) {
      assertThat(all.progress().bound()).startsWith("the first");
      return false;
    }
    Searches.Found reduced =
        Searches.finish(program, SourceDpor.under(Searches.dependence(program.isolation())));
    assertThat(reduced.progress().complete()).as(() -> program + "\n" + reduced).isTrue();
    assertThat(reduced.outcomes().keySet())
        .as(() -> program + "\nall " + all.outcomes().values() + " reduced " + reduced)
        .isEqualTo(all.outcomes().keySet());
    return true;
  }
}

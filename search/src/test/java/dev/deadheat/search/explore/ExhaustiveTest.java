package dev.deadheat.search.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.search.Exploration;
import dev.deadheat.search.Run;
import dev.deadheat.search.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ExhaustiveTest {
  @Test
  void makesEveryOrderOnce() {
    var orders = orders(Exhaustive.allOrders(), 3, 2, 1);

    assertThat(orders).hasSize(60).doesNotHaveDuplicates().contains("AAABBC", "CBBAAA", "ABABAC");
  }

  @Test
  void isCompleteOnlyWhenNothingIsLeft() {
    Exploration search = Exhaustive.allOrders();
    for (int i = 0; i < 6; i++) {
      assertThat(search.progress().complete()).isFalse();
      search = search.after(Steps.run(search.next().orElseThrow(), 2, 2));
    }

    assertThat(search.next()).isEmpty();
    assertThat(search.progress()).isEqualTo(new Exploration.Progress(6, 0, 6, true, "all orders"));
  }

  @Test
  void saysItsBoundWhenItsRunsAreUsedUp() {
    Exploration search = finish(Exhaustive.allOrders().upTo(5), 3, 3);

    assertThat(search.progress())
        .isEqualTo(new Exploration.Progress(5, 0, 5, false, "the first 5 orders"));
  }

  @Test
  void exactlyAsManyRunsAsOrdersIsComplete() {
    assertThat(finish(Exhaustive.allOrders().upTo(20), 3, 3).progress().complete()).isTrue();
  }

  @Test
  void keepsABoundOnPreemptions() {
    var none = orders(Exhaustive.allOrders().withPreemptions(0), 2, 2, 2);
    var one = orders(Exhaustive.allOrders().withPreemptions(1), 2, 2);

    assertThat(none)
        .containsExactlyInAnyOrder("AABBCC", "AACCBB", "BBAACC", "BBCCAA", "CCAABB", "CCBBAA");
    assertThat(one).containsExactlyInAnyOrder("AABB", "ABBA", "BBAA", "BAAB");
  }

  @Test
  void neverCallsABoundedSearchCompleteUnlessTheBoundLeftNothingOut() {
    assertThat(finish(Exhaustive.allOrders().withPreemptions(1), 2, 2).progress())
        .isEqualTo(
            new Exploration.Progress(4, 0, 4, false, "all orders with at most 1 preemption"));
    assertThat(finish(Exhaustive.allOrders().withPreemptions(2), 2, 2).progress().complete())
        .isTrue();
  }

  @Test
  void triesADivergingRunOnceMoreAndThenIsNeverComplete() {
    Exploration search = Exhaustive.allOrders();
    var memory = new int[1];
    while (search.next().isPresent()) {
      Strategy strategy = search.next().get();
      memory[0]++;
      search =
          search.after(
              Steps.run(
                  strategy,
                  (lane, step) -> lane.label() + (memory[0] == 1 ? " warms a cache" : ""),
                  2,
                  2));
    }

    assertThat(search.progress().complete()).isFalse();
    assertThat(search.progress().bound()).contains("A: STATEMENT A warms a cache", "saw");
  }

  @Test
  void forgivesOneDivergence() {
    Exploration search = Exhaustive.allOrders();
    int tries = 0;
    while (search.next().isPresent()) {
      Strategy strategy = search.next().get();
      boolean odd = ++tries == 3;
      search =
          search.after(Steps.run(strategy, (lane, step) -> lane.label() + (odd ? "!" : ""), 2, 2));
    }

    assertThat(search.progress()).isEqualTo(new Exploration.Progress(6, 0, 6, true, "all orders"));
  }

  @Test
  void literalsMayDifferBetweenReplays() {
    Exploration search = Exhaustive.allOrders();
    int time = 0;
    while (search.next().isPresent()) {
      Strategy strategy = search.next().get();
      String now = "SET seen = '2026-01-01 00:00:" + time++ + "'";
      search = search.after(Steps.run(strategy, (lane, step) -> now, 2, 1));
    }

    assertThat(search.progress().complete()).isTrue();
  }

  @Test
  void aBrokenRunIsNeverClean() {
    Exploration search = Exhaustive.allOrders();
    while (search.next().isPresent()) {
      search = search.after(new Run(List.of(), List.of(), Run.End.BROKEN));
    }

    assertThat(search.progress().complete()).isFalse();
    assertThat(search.progress().bound()).contains("did not");
  }

  @Test
  void lanesWithoutStepsHaveOneOrder() {
    assertThat(finish(Exhaustive.allOrders(), 0, 0).progress())
        .isEqualTo(new Exploration.Progress(1, 0, 1, true, "all orders"));
  }

  private static List<String> orders(Exploration search, int... counts) {
    List<String> orders = new ArrayList<>();
    Exploration current = search;
    for (Optional<Strategy> next = current.next(); next.isPresent(); next = current.next()) {
      Run run = Steps.run(next.get(), counts);
      orders.add(run.schedule().toString());
      current = current.after(run);
    }
    assertThat(new TreeSet<>(orders)).hasSameSizeAs(orders);
    return orders;
  }

  private static Exploration finish(Exploration search, int... counts) {
    Exploration current = search;
    for (Optional<Strategy> next = current.next(); next.isPresent(); next = current.next()) {
      current = current.after(Steps.run(next.get(), counts));
    }
    return current;
  }
}

package dev.deadheat.search.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.search.Run;
import dev.deadheat.search.Schedule;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class MinimiserTest {
  /// B moves between A's second step and its end: what a lost update needs.
  private static boolean between(String order) {
    return order.matches("A+BA?.*B.*A.*") && order.startsWith("AAB");
  }

  @Test
  void findsTheFewestSwitches() {
    Run best = minimise("ABABABAA", MinimiserTest::between, 5, 3);

    assertThat(best.schedule()).hasToString("AABBBAAA");
  }

  @Test
  void prefersASerialOrderThatFails() {
    assertThat(minimise("ABAB", order -> order.endsWith("B"), 2, 2).schedule()).hasToString("AABB");
  }

  @Test
  void keepsWhatIsAlreadyMinimal() {
    assertThat(minimise("ABAB", order -> order.equals("ABAB"), 2, 2).schedule())
        .hasToString("ABAB");
  }

  @Test
  void stopsWhenAttemptsRunOut() {
    Run failing = Steps.run(new Fixed(Schedule.parse("ABABABABAB")), 5, 5);
    Minimiser minimiser = Minimiser.of(failing, 7);
    int tried = 0;
    while (minimiser.next().isPresent()) {
      tried++;
      minimiser = minimiser.after(Steps.run(new Fixed(minimiser.next().get()), 5, 5), false);
    }

    assertThat(tried).isEqualTo(7);
    assertThat(minimiser.best()).isEqualTo(failing);
  }

  @Test
  void aFixedScheduleThatRunsOutGoesOnWithTheLowestLane() {
    assertThat(Steps.run(new Fixed(Schedule.parse("BA")), 2, 2).schedule()).hasToString("BAAB");
  }

  @Test
  void aFixedScheduleSkipsLanesThatCannotMove() {
    assertThat(Steps.run(new Fixed(Schedule.parse("BBBBA")), 2, 2).schedule()).hasToString("BBAA");
  }

  private static Run minimise(String order, Predicate<String> fails, int... counts) {
    Minimiser minimiser = Minimiser.of(Steps.run(new Fixed(Schedule.parse(order)), counts), 1000);
    while (minimiser.next().isPresent()) {
      Run run = Steps.run(new Fixed(minimiser.next().get()), counts);
      minimiser = minimiser.after(run, fails.test(run.schedule().toString()));
    }
    return minimiser.best();
  }
}

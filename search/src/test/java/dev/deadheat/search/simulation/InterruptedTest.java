package dev.deadheat.search.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.search.Exploration;
import dev.deadheat.search.Run;
import dev.deadheat.search.Strategy;
import dev.deadheat.search.dependence.Dependence;
import dev.deadheat.search.dependence.Isolation;
import dev.deadheat.search.explore.SourceDpor;
import dev.deadheat.search.explore.Unsteered;
import dev.deadheat.testkit.Choices;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// A server interrupts statements between any two rows, which a search of whole statements does
/// not. What that may lead to is reached by overlaps, or else told: checked on random programs of
/// two lanes with a transaction or a lone statement each. Under SERIALIZABLE an interrupted
/// statement may get a 40001 more, which is not reached.
final class InterruptedTest {
  private static final int PROGRAMS = Integer.getInteger("deadheat.samples", 400);
  private static final int RUNS = 40;

  @Test
  void what_comes_of_interrupted_statements_is_reached_or_told() {
    int[] counts = new int[2];
    int made =
        Choices.sampledUntil(
            () -> counts[0] > 0 && counts[1] > 0, PROGRAMS, choices -> compare(choices, counts));
    System.out.printf("%d programs: %d compared, %d told%n", made, counts[0], counts[1]);
  }

  private static void compare(Choices choices, int[] counts) {
    Program any = Programs.any(choices, 2, 3);
    if (any.isolation() == Isolation.SERIALIZABLE
        || !any.lanes().stream().allMatch(InterruptedTest::isOneTransaction)) {
      return;
    }
    List<Op.Insert> rows = new ArrayList<>();
    for (String key : List.of("1", "2", "3")) {
      rows.add(
          new Op.Insert("t", Map.of("k", key, "v", "0"), Optional.empty(), Op.OnConflict.FAIL));
    }
    Program program = new Program(any.isolation(), true, rows, any.lanes());
    Dependence dependence = Searches.dependence(program.isolation());
    Unsteered unsteered = new Unsteered(dependence);
    Set<String> reached = new TreeSet<>();
    Exploration search = SourceDpor.under(dependence);
    for (Optional<Strategy> next = search.next(); next.isPresent(); next = search.next()) {
      Simulation.Result result = Simulation.run(program, next.get());
      if (unsteered.inside(List.of(result.run())).isPresent()) {
        counts[1]++;
        return;
      }
      if (result.run().end() == Run.End.FINISHED) {
        reached.add(result.outcome());
      }
      search = search.after(result.run());
    }
    counts[0]++;
    Strategy chance = (_, enabled) -> new Strategy.Decision.Move(choices.oneOf(enabled));
    for (int i = 0; i < RUNS; i++) {
      assertThat(reached).as(program::toString).contains(Simulation.interrupted(program, chance));
    }
  }

  private static boolean isOneTransaction(List<Op> lane) {
    String all = lane.toString();
    // What is not told to the search, and lock timeouts, which are lifted.
    if (all.contains("Opaque") || all.contains("Impatient")) {
      return false;
    }
    return lane.size() == 1
        ? !(lane.getFirst() instanceof Op.Retried)
        : lane.getFirst() instanceof Op.Begin;
  }
}

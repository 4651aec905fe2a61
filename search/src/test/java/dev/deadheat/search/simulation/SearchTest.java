package dev.deadheat.search.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.search.Access.LockMode;
import dev.deadheat.search.Exploration;
import dev.deadheat.search.Run;
import dev.deadheat.search.Schedule;
import dev.deadheat.search.Strategy;
import dev.deadheat.search.anomaly.Anomalies;
import dev.deadheat.search.anomaly.Anomaly;
import dev.deadheat.search.dependence.Isolation;
import dev.deadheat.search.explore.Exhaustive;
import dev.deadheat.search.explore.Fixed;
import dev.deadheat.search.explore.Predictions;
import dev.deadheat.search.explore.Search;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SearchTest {
  static final Op.Where ROW = new Op.Where("t", Map.of("k", "1"));

  /// Reads a value, and saves one more than it.
  static final List<Op> RACY = List.of(new Op.Read(ROW), save("?1"));

  static final List<Op> CURED =
      List.of(
          new Op.Begin(Isolation.READ_COMMITTED),
          new Op.Lock(ROW, LockMode.UPDATE, Op.Patience.WAIT),
          save("?1"),
          new Op.Commit());

  @Test
  void thePredictedScheduleOfARacyPairLosesAnUpdate() {
    Program program = program(List.of(RACY, RACY));

    List<Schedule> predicted = Predictions.from(serial(program));
    Simulation.Result first = Simulation.run(program, new Fixed(predicted.getFirst()));

    assertThat(predicted.getFirst()).hasToString("ABBBAA");
    assertThat(first.outcome()).contains("v=1");
    assertThat(Anomalies.explain(first.run()).getFirst().anomaly()).isEqualTo(Anomaly.LOST_UPDATE);
  }

  @Test
  void theFirstRunOfTheSearchIsThePredictedOne() {
    Program program = program(List.of(RACY, RACY));
    Search search = search(program, 100);

    Run run = Simulation.run(program, search.next().orElseThrow()).run();

    assertThat(run.schedule()).hasToString("ABBBAA");
  }

  @Test
  void theCuredPairHasOneOutcomeEitherWayAndTheSearchIsComplete() {
    Searches.Found found =
        Searches.finish(
            program(List.of(CURED, CURED)), search(program(List.of(CURED, CURED)), 100));

    assertThat(found.progress().complete()).isTrue();
    assertThat(found.progress().bound()).isEqualTo("all orders");
    assertThat(found.outcomes().keySet()).allMatch(outcome -> outcome.contains("v=2"));
  }

  @Test
  void aLockOnOneSideProtectsNobody() {
    Searches.Found found =
        Searches.finish(program(List.of(CURED, RACY)), search(program(List.of(CURED, RACY)), 100));

    assertThat(found.outcomes().keySet()).anyMatch(outcome -> outcome.contains("v=1"));
  }

  @Test
  void aTinyBudgetClaimsNothing() {
    for (long budget = 1; budget < 4; budget++) {
      Program program = program(List.of(RACY, RACY));
      Exploration.Progress progress = Searches.finish(program, search(program, budget)).progress();

      assertThat(progress.complete()).isFalse();
      assertThat(progress.bound()).isNotEqualTo("all orders");
      assertThat(progress.runs()).isEqualTo(budget);
    }
  }

  @Test
  void aSearchThatIsTooLargeEndsWithABoundOnPreemptions() {
    List<Op> lane = List.of(save("+1"), save("+1"), save("+1"), save("+1"));
    Program program = program(List.of(lane, lane));

    Exploration.Progress progress = Searches.finish(program, search(program, 90)).progress();

    assertThat(progress.complete()).isFalse();
    assertThat(progress.bound()).isEqualTo("all orders with at most 1 preemption");
  }

  @Test
  void aSearchCanBeNarrowedBeforeItsEnd() {
    List<Op> lane = List.of(save("+1"), save("+1"), save("+1"));
    Program program = program(List.of(lane, lane));
    Search search = search(program, 100);
    search = search.after(Simulation.run(program, search.next().orElseThrow()).run()).narrowed();
    while (search.progress().bound().startsWith("the first")) {
      search = search.after(Simulation.run(program, search.next().orElseThrow()).run());
    }

    assertThat(search.progress().bound()).isEqualTo("all orders with at most 0 preemptions");
    assertThat(search.progress().complete()).isFalse();
  }

  private static Search search(Program program, long budget) {
    return Search.of(Searches.dependence(program.isolation()), serial(program), budget);
  }

  private static List<Run> serial(Program program) {
    Exploration serial = Exhaustive.allOrders().withPreemptions(0);
    List<Run> runs = new java.util.ArrayList<>();
    for (Optional<Strategy> next = serial.next(); next.isPresent(); next = serial.next()) {
      runs.add(Simulation.run(program, next.get()).run());
      serial = serial.after(runs.getLast());
    }
    return runs;
  }

  private static Op save(String value) {
    return new Op.Update(ROW, Optional.empty(), "v", value);
  }

  private static Program program(List<List<Op>> lanes) {
    return new Program(
        Isolation.READ_COMMITTED,
        true,
        List.of(
            new Op.Insert("t", Map.of("k", "1", "v", "0"), Optional.empty(), Op.OnConflict.FAIL)),
        lanes);
  }
}

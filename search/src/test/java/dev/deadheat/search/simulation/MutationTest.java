package dev.deadheat.search.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.search.Lane;
import dev.deadheat.search.Schedule;
import dev.deadheat.search.Strategy;
import dev.deadheat.search.dependence.Dependence;
import dev.deadheat.search.dependence.Isolation;
import dev.deadheat.search.dependence.Trace;
import dev.deadheat.search.explore.Fixed;
import dev.deadheat.search.explore.SourceDpor;
import dev.deadheat.testkit.Choices;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Every clause of the dependence relation matters: without it, a check fails.
///
/// Three checks are tried. *Outcomes*: on a program made for the clause, the reduced search misses
/// an outcome of brute force. *Swaps*: in random runs, neighbours that only this clause keeps in
/// order do not commute. *Random programs*: how many show it as the first check does; only in the
/// long run, `tools/check-mutations.sh`.
class MutationTest {
  private static final long SEED = 1;
  private static final int PROGRAMS = Integer.getInteger("deadheat.samples", 500);
  private static final int RANDOM = Integer.getInteger("deadheat.samples", 0);
  private static final long MOST_ORDERS = 500;

  /// The simulation reports all its locks, so no wait is unexplained: see
  /// `DependenceTest#anUnexplainedWaitMeetsWhateverTheOtherLaneDid`.
  private static final String UNEXPLAINED = "unexplained wait";

  @Test
  void aSearchMissesOutcomesWithoutAnyOneClause() {
    Map<String, Program> programs = Mutants.programs();
    Map<String, Integer> swaps = swaps();
    Map<String, Integer> random = random();
    StringBuilder table =
        new StringBuilder("clause taken away | outcomes missed | swaps | random programs\n");
    List<String> unnoticed = new ArrayList<>();
    for (String name : dependence(Isolation.READ_COMMITTED).names()) {
      if (name.equals(UNEXPLAINED)) {
        continue;
      }
      Program program = Optional.ofNullable(programs.get(name)).orElseThrow();
      var all = Searches.finish(program, Searches.allOrders()).outcomes().keySet();
      var whole = dependence(program.isolation());
      assertThat(found(program, whole)).as(name).isEqualTo(all);
      int missed = all.size() - found(program, whole.without(name)).size();
      table.append(
          "%s | %d of %d | %d | %s%n"
              .formatted(
                  name,
                  missed,
                  all.size(),
                  swaps.getOrDefault(name, 0),
                  RANDOM == 0 ? "-" : "" + random.getOrDefault(name, 0)));
      if (missed == 0) {
        unnoticed.add(name);
      }
    }
    System.out.print(table);
    assertThat(unnoticed).isEmpty();
  }

  private static java.util.Set<String> found(Program program, Dependence dependence) {
    return Searches.finish(program, SourceDpor.under(dependence)).outcomes().keySet();
  }

  private static Dependence dependence(Isolation usual) {
    return Searches.dependence(usual);
  }

  private static Map<String, Integer> swaps() {
    Map<String, Integer> caught = new TreeMap<>();
    Choices.sampled(SEED, PROGRAMS, choices -> swap(Programs.any(choices, 3, 3), choices, caught));
    return caught;
  }

  private static Map<String, Integer> random() {
    Map<String, Integer> caught = new TreeMap<>();
    Choices.sampled(
        SEED,
        RANDOM,
        choices -> {
          int lanes = 2 + choices.below(2);
          Program program = Programs.any(choices, lanes, lanes == 2 ? 3 : 1);
          Searches.Found all = Searches.finish(program, Searches.allOrders().upTo(MOST_ORDERS));
          Dependence whole = dependence(program.isolation());
          for (String name : all.progress().complete() ? whole.names() : List.<String>of()) {
            if (!found(program, whole.without(name)).equals(all.outcomes().keySet())) {
              caught.merge(name, 1, Integer::sum);
            }
          }
        });
    return caught;
  }

  private static void swap(Program program, Choices choices, Map<String, Integer> caught) {
    Dependence whole = dependence(program.isolation());
    Strategy any = (soFar, enabled) -> new Strategy.Decision.Move(choices.oneOf(enabled));
    Simulation.Result result = Simulation.run(program, any);
    Trace trace = whole.trace(result.run());
    for (int i = 0; i + 1 < trace.transitions().size(); i++) {
      List<String> reasons =
          whole.reasons(trace.transitions().get(i), trace.transitions().get(i + 1));
      if (reasons.size() != 1) {
        continue;
      }
      List<Lane> letters = new ArrayList<>(result.run().schedule().lanes());
      Collections.swap(letters, i, i + 1);
      Simulation.Result swapped = Simulation.run(program, new Fixed(new Schedule(letters)));
      if (!swapped.outcome().equals(result.outcome())) {
        caught.merge(reasons.getFirst(), 1, Integer::sum);
      }
    }
  }
}

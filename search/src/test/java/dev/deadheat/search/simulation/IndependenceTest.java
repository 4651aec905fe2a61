package dev.deadheat.search.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import dev.deadheat.search.Schedule;
import dev.deadheat.search.Strategy;
import dev.deadheat.search.dependence.Dependence;
import dev.deadheat.search.dependence.Trace;
import dev.deadheat.search.dependence.Transition;
import dev.deadheat.search.explore.Fixed;
import dev.deadheat.testkit.Choices;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the dependence relation promises, checked directly: two neighbouring steps that it calls
/// independent can be swapped, and nothing but their order changes; and they are independent of
/// themselves, not because of a step before them that could as well come later.
class IndependenceTest {
  private static final int PROGRAMS = Integer.getInteger("deadheat.samples", 150);

  @Test
  void independentStepsCommute() {
    int[] swaps = new int[1];

    Choices.sampledUntil(
        () -> swaps[0] > 0,
        PROGRAMS,
        choices -> swaps[0] += swaps(Programs.any(choices, 2 + choices.below(3), 3), choices));
  }

  @Test
  void noStepMakesOthersIndependentThatItDependsOnOneOf() {
    int[] moves = new int[1];

    Choices.sampledUntil(
        () -> moves[0] > 0,
        PROGRAMS,
        choices -> moves[0] += moves(Programs.any(choices, 3 + choices.below(2), 2), choices));
  }

  /// Takes away the first of three steps of different lanes: the second depends on it, the third on
  /// neither.
  private static int moves(Program program, Choices choices) {
    Dependence dependence = Searches.dependence(program.isolation());
    Strategy any = (soFar, enabled) -> new Strategy.Decision.Move(choices.oneOf(enabled));
    Run run = Simulation.run(program, any).run();
    List<Transition> steps = dependence.transitions(run);
    int moves = 0;
    for (int i = 0; i + 2 < steps.size(); i++) {
      Transition first = steps.get(i);
      Transition second = steps.get(i + 1);
      Transition third = steps.get(i + 2);
      if (dependence.dependent(second, third)
          || dependence.dependent(first, third)
          || !dependence.dependent(first, second)
          || !Collections.disjoint(first.lanes(), second.lanes())) {
        continue;
      }
      List<Lane> rest = run.schedule().lanes();
      List<Lane> before = rest.subList(0, i);
      List<Lane> after = rest.subList(i + 3, rest.size());
      List<Lane> kept = List.of(second.lane(), third.lane(), first.lane());
      List<Lane> swapped = List.of(third.lane(), second.lane(), first.lane());
      Simulation.Result one =
          Simulation.run(program, new Fixed(schedule(List.of(before, kept, after))));
      Simulation.Result other =
          Simulation.run(program, new Fixed(schedule(List.of(before, swapped, after))));
      int at = i;
      assertThat(one.outcome())
          .as(() -> described(program, one.run(), other.run(), at))
          .isEqualTo(other.outcome());
      moves++;
    }
    return moves;
  }

  private static Schedule schedule(List<List<Lane>> parts) {
    return new Schedule(parts.stream().flatMap(List::stream).toList());
  }

  private static int swaps(Program program, Choices choices) {
    Dependence dependence = Searches.dependence(program.isolation());
    Strategy any = (soFar, enabled) -> new Strategy.Decision.Move(choices.oneOf(enabled));
    Simulation.Result result = Simulation.run(program, any);
    Trace trace = dependence.trace(result.run());
    int swaps = 0;
    for (int i = 0; i + 1 < trace.transitions().size(); i++) {
      Transition one = trace.transitions().get(i);
      Transition other = trace.transitions().get(i + 1);
      if (dependence.dependent(one, other)) {
        continue;
      }
      List<Lane> letters = new ArrayList<>(result.run().schedule().lanes());
      Collections.swap(letters, i, i + 1);
      Simulation.Result swapped = Simulation.run(program, new Fixed(new Schedule(letters)));
      int at = i;
      assertThat(swapped.outcome())
          .as(() -> described(program, result.run(), swapped.run(), at))
          .isEqualTo(result.outcome());
      assertThat(swapped.run().schedule())
          .as(() -> described(program, result.run(), swapped.run(), at))
          .isEqualTo(new Schedule(letters));
      assertThat(dependence.trace(swapped.run()).key())
          .as(() -> described(program, result.run(), swapped.run(), at))
          .isEqualTo(trace.key());
      swaps++;
    }
    return swaps;
  }

  private static String described(Program program, Run run, Run swapped, int at) {
    return "%s%n%s%nand with step %d swapped%n%s"
        .formatted(program, events(run), at, events(swapped));
  }

  private static String events(Run run) {
    return run.schedule()
        + "\n"
        + String.join("\n", run.events().stream().map(Object::toString).toList());
  }
}

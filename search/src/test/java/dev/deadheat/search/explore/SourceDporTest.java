package dev.deadheat.search.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.search.Access;
import dev.deadheat.search.Access.WriteKind;
import dev.deadheat.search.Event;
import dev.deadheat.search.Exploration;
import dev.deadheat.search.Lane;
import dev.deadheat.search.RowKey;
import dev.deadheat.search.Run;
import dev.deadheat.search.Strategy;
import dev.deadheat.search.dependence.Dependence;
import dev.deadheat.search.dependence.Isolation;
import dev.deadheat.search.dependence.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceDporTest {
  private static final Dependence DEPENDENCE =
      Dependence.of(Isolation.READ_COMMITTED, new Schema(Map.of("t", List.of(List.of("id")))));

  @Test
  void independentLanesNeedOneRun() {
    var progress = finish((lane, step) -> read("x"), 3, 3, 3);

    assertThat(progress).isEqualTo(new Exploration.Progress(1, 0, 1, true, "all orders"));
  }

  @Test
  void whatIsNotUnderstoodNeedsEveryOrder() {
    var progress = finish((lane, step) -> new Access.Unknown("test"), 3, 3);

    assertThat(progress).isEqualTo(new Exploration.Progress(20, 0, 20, true, "all orders"));
  }

  /// POPL 2014, figure 1: a writer of x, and readers that first read something of their own. Each
  /// reader comes before or after the writer: two to the number of readers.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 6})
  void readersOfTheSourceSetsPaper(int readers) {
    int[] counts = new int[readers + 1];
    java.util.Arrays.fill(counts, 2);
    counts[0] = 1;
    var progress =
        finish(
            (lane, step) -> lane.index() == 0 ? write("x") : read(step == 0 ? "own" + lane : "x"),
            counts);

    assertThat(progress.complete()).isTrue();
    assertThat(progress.classes()).isEqualTo(1L << readers);
    assertThat(progress.runs()).isEqualTo(1L << readers);
  }

  /// Flanagan and Godefroid, POPL 2005, section 1: two threads that touch their own variables and
  /// one common variable once each: two classes, however many steps there are.
  @Test
  void oneSharedStepEachOfTwoLanesHasTwoClasses() {
    var progress =
        finish((lane, step) -> step == 2 ? write("x") : write("own" + lane + step), 5, 5);

    assertThat(progress.classes()).isEqualTo(2);
    assertThat(progress.runs()).isEqualTo(2);
  }

  @Test
  void aLimitOnRunsIsSaid() {
    Exploration search = SourceDpor.under(DEPENDENCE).upTo(7);

    assertThat(finish(search, (lane, step) -> write("x"), 3, 3))
        .isEqualTo(
            new Exploration.Progress(7, 0, 7, false, "the first 7 orders of a reduced search"));
  }

  @Test
  void aRunThatDoesNotReplayIsMadeOnceMoreAndThenLeavesAGap() {
    Exploration search = SourceDpor.under(DEPENDENCE);
    int tries = 0;
    while (search.next().isPresent()) {
      String suffix = tries++ == 0 ? " at first" : "";
      search =
          search.after(
              events(search.next().get(), (lane, step) -> write("x"), suffix, new int[] {2, 2}));
    }

    assertThat(search.progress().complete()).isFalse();
    assertThat(search.progress().bound()).contains("at first");
  }

  @Test
  void aBrokenRunLeavesAGap() {
    Exploration search = SourceDpor.under(DEPENDENCE);
    int tries = 0;
    while (search.next().isPresent()) {
      Run run = events(search.next().get(), (lane, step) -> write("x"), "", new int[] {2, 2});
      boolean breaks = tries == 2 || tries == 3;
      tries++;
      search = search.after(breaks ? new Run(run.events(), run.choices(), Run.End.BROKEN) : run);
    }

    assertThat(search.progress().complete()).isFalse();
    assertThat(search.progress().bound()).contains("did not");
  }

  private static Exploration.Progress finish(
      BiFunction<Lane, Integer, Access> program, int... counts) {
    return finish(SourceDpor.under(DEPENDENCE), program, counts);
  }

  private static Exploration.Progress finish(
      Exploration search, BiFunction<Lane, Integer, Access> program, int... counts) {
    Exploration current = search;
    for (Optional<Strategy> next = current.next(); next.isPresent(); next = current.next()) {
      current = current.after(events(next.get(), program, "", counts));
    }
    return current.progress();
  }

  private static Run events(
      Strategy strategy, BiFunction<Lane, Integer, Access> program, String suffix, int[] counts) {
    Strategy seeing = (soFar, enabled) -> strategy.decide(filled(soFar, program, suffix), enabled);
    return filled(Steps.run(seeing, counts), program, suffix);
  }

  private static Run filled(Run run, BiFunction<Lane, Integer, Access> program, String suffix) {
    List<Event> events = new ArrayList<>();
    int[] steps = new int[26];
    for (Event event : run.events()) {
      Access access = program.apply(event.lane(), steps[event.lane().index()]++);
      events.add(
          new Event(
              event.lane(),
              0,
              event.kind(),
              event.phase(),
              event.sql() + suffix,
              List.of(access),
              false,
              Optional.empty(),
              List.of()));
    }
    return new Run(events, run.choices(), run.end());
  }

  private static Access read(String row) {
    return new Access.ReadRow(new RowKey("t", List.of(row)));
  }

  private static Access write(String row) {
    Map<String, Optional<String>> columns = Map.of("id", Optional.of(row));
    return new Access.WriteRow(new RowKey("t", List.of(row)), WriteKind.UPDATE, columns, columns);
  }
}

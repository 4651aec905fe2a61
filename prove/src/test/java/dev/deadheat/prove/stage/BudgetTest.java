package dev.deadheat.prove.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.prove.TestServer;
import dev.deadheat.prove.explore.Budget;
import dev.deadheat.prove.explore.Explorer;
import dev.deadheat.prove.explore.Findings;
import dev.deadheat.prove.explore.Stage;
import dev.deadheat.prove.explore.Watcher;
import dev.deadheat.prove.stage.SqlTheatre.Lone;
import dev.deadheat.search.Exploration.Progress;
import dev.deadheat.search.Lane;
import dev.deadheat.search.dependence.Dependence;
import dev.deadheat.search.dependence.Isolation;
import dev.deadheat.search.explore.Search;
import dev.deadheat.search.explore.Unsteered;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What may be said when the budget ends before the search.
final class BudgetTest {
  private static final SqlProgram COUNTS =
      SqlProgram.of(
          "BEGIN",
          "UPDATE counter SET n = n + 1 WHERE id = 1",
          "SELECT count(*) FROM counter",
          "COMMIT");

  @Test
  void aTinyBudgetNeverClaimsAnything() throws Exception {
    try (SqlTheatre theatre = theatre()) {
      Stage stage = theatre.play(List.of(COUNTS, COUNTS), Lone.WHOLE);
      if (!(explore(theatre, stage, 2, 1_000) instanceof Findings.Clean(_, _, Progress whole, _))) {
        throw new AssertionError("with enough runs it is clean");
      }
      assertThat(whole.complete()).isTrue();
      assertThat(whole.bound()).isEqualTo("all orders");
      for (long budget : List.of(1L, 2L, whole.runs() - 1)) {
        assertThat(explore(theatre, stage, 2, budget))
            .as("a budget of %d, of %d", budget, whole.runs())
            .isInstanceOfSatisfying(
                Findings.Inconclusive.class,
                found -> {
                  assertThat(found.progress().complete()).isFalse();
                  assertThat(found.why()).startsWith("the budget ended after ");
                  assertThat(found.progress().bound()).isNotEqualTo("all orders");
                });
      }
    }
  }

  @Test
  void aBudgetThatEndsFirstCoversTheOrdersWithFewPreemptions() throws Exception {
    try (SqlTheatre theatre = theatre()) {
      Stage stage = theatre.play(List.of(COUNTS, COUNTS, COUNTS), Lone.WHOLE);
      Findings found = explore(theatre, stage, 3, 24);
      assertThat(found)
          .isInstanceOfSatisfying(
              Findings.Inconclusive.class,
              bounded ->
                  assertThat(bounded.progress().bound())
                      .startsWith("all orders with at most ")
                      .endsWith("preemptions"));
    }
  }

  private static SqlTheatre theatre() throws Exception {
    return SqlTheatre.open(
        TestServer.server(),
        List.of(
            "CREATE TABLE counter (id int PRIMARY KEY, n int)",
            "INSERT INTO counter VALUES (1, 0)"));
  }

  private static Findings explore(SqlTheatre theatre, Stage stage, int lanes, long runs)
      throws Exception {
    Dependence dependence = theatre.dependence(Isolation.READ_COMMITTED);
    Budget budget = new Budget(Duration.ofMinutes(10), runs);
    return new Explorer(
            stage, plan(lanes, dependence), budget, InstantSource.system(), Watcher.silent())
        .explore();
  }

  private static Explorer.Plan plan(int lanes, Dependence dependence) {
    return new Explorer.Plan(
        IntStream.range(0, lanes).mapToObj(Lane::new).toList(),
        Map.of(),
        Optional.empty(),
        new AnyStatus(),
        serials -> Search.of(dependence, serials, 20_000),
        run -> true,
        run -> false,
        new Unsteered(dependence));
  }

  private record AnyStatus() implements Explorer.Declared {
    @Override
    public Optional<String> complaint(Lane lane, int status, String body) {
      return Optional.empty();
    }

    @Override
    public boolean accepts(Lane lane, int status) {
      return false;
    }
  }
}

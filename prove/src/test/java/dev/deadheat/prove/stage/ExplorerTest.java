package dev.deadheat.prove.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.prove.TestServer;
import dev.deadheat.prove.explore.Budget;
import dev.deadheat.prove.explore.Explorer;
import dev.deadheat.prove.explore.Findings;
import dev.deadheat.prove.explore.Stage;
import dev.deadheat.prove.explore.StageException;
import dev.deadheat.prove.explore.Watcher;
import dev.deadheat.prove.oracle.Oracle.Judgement;
import dev.deadheat.prove.oracle.Schema;
import dev.deadheat.prove.stage.SqlTheatre.Lone;
import dev.deadheat.prove.verdict.Waiting;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Strategy;
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

/// What is said of programs of SQL, and when nothing is.
final class ExplorerTest {
  private static final List<String> ROWS =
      List.of(
          "CREATE TABLE acc (id int PRIMARY KEY, v int)",
          "CREATE TABLE tag (name text PRIMARY KEY)",
          "INSERT INTO acc VALUES (1, 0), (2, 0)");

  private static final SqlProgram COUNTS = SqlProgram.of("UPDATE acc SET v = v + 1 WHERE id = 1");

  @Test
  void an_order_that_breaks_it_is_found_and_repeats() throws Exception {
    SqlProgram looksFirst =
        SqlProgram.of(
            "INSERT INTO tag SELECT 'a' || count(*) FROM tag HAVING NOT EXISTS (SELECT FROM acc"
                + " WHERE v = 9)",
            "UPDATE acc SET v = 9 WHERE id = 2");
    assertThat(explore(List.of(looksFirst, looksFirst), false))
        .isInstanceOfSatisfying(
            Findings.Broken.class,
            found -> {
              assertThat(found.judgement()).isNotInstanceOf(Judgement.Serializable.class);
              assertThat(found.repeats()).isEqualTo(found.attempts());
            });
  }

  @Test
  void an_outcome_that_does_not_come_again_is_not_called_an_anomaly() throws Exception {
    assertThat(explore(List.of(COUNTS, COUNTS), true))
        .isInstanceOfSatisfying(
            Findings.Inconclusive.class,
            found -> {
              assertThat(found.suspect()).isPresent();
              assertThat(found.why()).contains("differed once");
            });
  }

  @Test
  void an_answer_that_no_serial_order_gives_beside_rows_that_one_does_is_only_an_error()
      throws Exception {
    SqlProgram repeatable =
        SqlProgram.of(
            "BEGIN ISOLATION LEVEL REPEATABLE READ",
            "UPDATE acc SET v = v + 1 WHERE id = 1",
            "COMMIT");
    assertThat(explore(List.of(repeatable, repeatable), false))
        .isInstanceOfSatisfying(
            Findings.Broken.class,
            found -> {
              assertThat(found.judgement()).isInstanceOf(Judgement.OnlyAnError.class);
              assertThat(found.played().outcome().replies().toString()).contains("40001");
              assertThat(found.progress().complete()).isTrue();
            });
  }

  @Test
  void orders_that_end_alike_are_clean() throws Exception {
    Findings found = explore(List.of(COUNTS, COUNTS), false);
    assertThat(found).isInstanceOf(Findings.Clean.class);
    // One row, updated by both at once in some of the orders.
    Waiting waiting = ((Findings.Clean) found).waiting();
    assertThat(waiting.waiting()).isBetween(1L, waiting.orders() - 1);
    assertThat(waiting.deadlocks()).isZero();
  }

  @Test
  void what_cannot_be_tried_keeps_it_from_being_clean() throws Exception {
    SqlProgram forwards =
        SqlProgram.of("INSERT INTO tag VALUES ('a'), ('b') ON CONFLICT DO NOTHING");
    SqlProgram backwards =
        SqlProgram.of("INSERT INTO tag VALUES ('b'), ('a') ON CONFLICT DO NOTHING");
    assertThat(explore(List.of(forwards, forwards), false))
        .isNotInstanceOf(Findings.Inconclusive.class);
    assertThat(explore(List.of(forwards, backwards), false))
        .isInstanceOfSatisfying(
            Findings.Inconclusive.class,
            found -> assertThat(found.why()).contains("opposite order"));
  }

  private static Findings explore(List<SqlProgram> programs, boolean oneRunIsOdd) throws Exception {
    try (SqlTheatre theatre = SqlTheatre.open(TestServer.server(), ROWS)) {
      Stage stage = theatre.play(programs, Lone.STRETCHED);
      Dependence dependence = theatre.dependence(Isolation.READ_COMMITTED);
      return new Explorer(
              oneRunIsOdd ? new Odd(stage) : stage,
              plan(programs.size(), dependence),
              new Budget(Duration.ofMinutes(10), 1_000),
              InstantSource.system(),
              Watcher.silent())
          .explore();
    }
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

  /// A stage on which the first run of all lanes leaves what an order of one lane does: something
  /// that was not in our hands.
  private static final class Odd implements Stage {
    private final Stage stage;
    private boolean done;

    Odd(Stage stage) {
      this.stage = stage;
    }

    @Override
    public Played serial(List<Lane> order, int variant)
        throws InterruptedException, StageException {
      return stage.serial(order, variant);
    }

    @Override
    public Played together(List<Lane> lanes, Strategy strategy)
        throws InterruptedException, StageException {
      Played played = stage.together(lanes, strategy);
      Played alone = stage.serial(lanes.subList(0, 1), 0);
      boolean odd = !done;
      done = true;
      return odd
          ? new Played(
              played.recording(),
              new dev.deadheat.prove.oracle.Outcome(
                  alone.outcome().changed(),
                  alone.outcome().inserted(),
                  played.outcome().replies(),
                  played.outcome().effects(),
                  played.outcome().invariant()))
          : played;
    }

    @Override
    public void renew() throws InterruptedException, StageException {
      stage.renew();
    }

    @Override
    public Schema schema() {
      return stage.schema();
    }
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

package dev.deadheat.prove.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.prove.TestServer;
import dev.deadheat.prove.explore.Outcomes;
import dev.deadheat.prove.explore.Stage;
import dev.deadheat.prove.oracle.Outcome;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Schedule;
import dev.deadheat.search.dependence.Dependence;
import dev.deadheat.search.dependence.Isolation;
import dev.deadheat.search.explore.Exhaustive;
import dev.deadheat.search.explore.SourceDpor;
import dev.deadheat.testkit.Choices;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// On random programs of SQL on the real database, with footprints as they are seen there, the
/// reduced search reaches exactly the outcomes of brute force. `tools/check-postgres.sh` makes the
/// long run.
final class RealSearchAgreesTest {
  private static final int MOST_ORDERS = 150;
  private static final int PROGRAMS = Integer.getInteger("deadheat.samples", 2);

  @Test
  void withTwoLanes() {
    agree(2, 2);
  }

  @Test
  void withThreeLanes() {
    agree(3, 1);
  }

  /// It belongs to a subtransaction, and only who asks without waiting sees that it is let go.
  @Test
  void withALockTakenAfterASavepoint() throws Exception {
    String row = "SELECT k FROM t WHERE k = 1 FOR UPDATE";
    for (String end : List.of("ROLLBACK TO a", "RELEASE a")) {
      int[] counts = new int[5];
      compare(
          new RandomSql(
              List.of("CREATE TABLE t (k int PRIMARY KEY)", "INSERT INTO t VALUES (1)"),
              "READ COMMITTED",
              SqlTheatre.Lone.WHOLE,
              List.of(
                  SqlProgram.of("BEGIN", "SAVEPOINT a", row, end, "COMMIT"),
                  SqlProgram.of(row + " SKIP LOCKED"))),
          counts);
      assertThat(counts[0]).isEqualTo(1);
    }
  }

  private static void agree(int lanes, int statements) {
    int[] counts = new int[5];
    // A few programs may all have too many orders for brute force.
    int made =
        Choices.sampledUntil(
            () -> counts[0] > 0,
            PROGRAMS,
            choices -> compare(RandomSql.any(choices, lanes, statements), counts));
    System.out.printf(
        "%d programs of %d lanes: %d compared, %d orders by brute force, %d runs reduced (%d cut),"
            + " %d gave up a run%n",
        made, lanes, counts[0], counts[1], counts[2], counts[3], counts[4]);
  }

  private static void compare(RandomSql program, int[] counts) throws Exception {
    List<Lane> lanes = IntStream.range(0, program.lanes().size()).mapToObj(Lane::new).toList();
    try (SqlTheatre theatre = SqlTheatre.open(TestServer.server(), program.setup())) {
      Stage stage = theatre.play(program.lanes(), program.lone());
      Dependence dependence = theatre.dependence(Isolation.READ_COMMITTED);
      Outcomes all =
          Outcomes.of(
              stage, lanes, Exhaustive.allOrders().overlapping(dependence.schema()), MOST_ORDERS);
      if (!all.broken().isEmpty()) {
        counts[4]++;
      }
      if (!all.progress().complete()) {
        return;
      }
      Outcomes reduced = Outcomes.of(stage, lanes, SourceDpor.under(dependence), MOST_ORDERS * 2);
      assertThat(reduced.first().keySet())
          .as(() -> program + "\nall\n" + told(all.first()) + "reduced\n" + told(reduced.first()))
          .isEqualTo(all.first().keySet());
      assertThat(reduced.progress().complete()).as(() -> program + "\n" + reduced).isTrue();
      counts[0]++;
      counts[1] += (int) all.progress().runs();
      counts[2] += (int) reduced.progress().runs();
      counts[3] += (int) reduced.progress().cut();
    }
  }

  private static String told(Map<Outcome, Schedule> outcomes) {
    return outcomes.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey().hashCode() + " " + entry.getKey())
        .map(line -> line.replace('\n', '|') + "\n")
        .collect(Collectors.joining());
  }
}

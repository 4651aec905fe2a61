package dev.deadheat.prove.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deadheat.prove.TestServer;
import dev.deadheat.prove.explore.Outcomes;
import dev.deadheat.prove.explore.Stage;
import dev.deadheat.prove.explore.StageException;
import dev.deadheat.prove.stage.SqlTheatre.Lone;
import dev.deadheat.search.Lane;
import dev.deadheat.search.dependence.Isolation;
import dev.deadheat.search.explore.Exhaustive;
import dev.deadheat.search.explore.SourceDpor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Programs of SQL on the real database, in all orders and in a reduced number of them.
final class SqlTheatreTest {
  private static final List<Lane> TWO = List.of(new Lane(0), new Lane(1));
  private static final List<String> ONE_ROW =
      List.of(
          "CREATE TABLE counter (id int PRIMARY KEY, n int, note text)",
          "INSERT INTO counter VALUES (1, 0, ''), (2, 0, '')");

  @Test
  void reducedSearchReachesWhatAllOrdersReachInFewerRuns() throws Exception {
    SqlProgram adds =
        SqlProgram.of(
            "BEGIN ISOLATION LEVEL REPEATABLE READ",
            "SELECT n FROM counter WHERE id = 1",
            "UPDATE counter SET n = n + 1 WHERE id = 1",
            "COMMIT");
    SqlProgram counts =
        SqlProgram.of("BEGIN", "UPDATE counter SET n = n + 1 WHERE id = 1", "COMMIT");
    SqlProgram notes =
        SqlProgram.of("BEGIN", "UPDATE counter SET note = 'seen' WHERE id = 2", "COMMIT");
    try (SqlTheatre theatre = SqlTheatre.open(TestServer.server(), ONE_ROW)) {
      Stage same = theatre.play(List.of(adds, adds), Lone.WHOLE);
      Outcomes all = Outcomes.of(same, TWO, Exhaustive.allOrders(), 1_000);
      Outcomes reduced =
          Outcomes.of(
              same, TWO, SourceDpor.under(theatre.dependence(Isolation.READ_COMMITTED)), 1_000);
      assertThat(all.first().keySet()).hasSizeGreaterThan(2);
      assertThat(reduced.first().keySet()).isEqualTo(all.first().keySet());
      assertThat(reduced.progress().runs()).isLessThan(all.progress().runs());

      Stage apart = theatre.play(List.of(counts, notes), Lone.WHOLE);
      Outcomes once =
          Outcomes.of(
              apart, TWO, SourceDpor.under(theatre.dependence(Isolation.READ_COMMITTED)), 1_000);
      assertThat(once.progress().runs()).isEqualTo(1);
      assertThat(once.first()).hasSize(1);
    }
  }

  /// What takes a transaction's snapshot need not touch a row, and need not come by itself.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "BEGIN ISOLATION LEVEL REPEATABLE READ|SELECT 1",
        "BEGIN ISOLATION LEVEL SERIALIZABLE|SELECT now() IS NULL",
        "BEGIN ISOLATION LEVEL REPEATABLE READ; SET LOCAL work_mem = '1MB'",
        "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1",
        "BEGIN|SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SHOW TimeZone",
      })
  void aSnapshotIsTakenWhereverThatIs(String begins) throws Exception {
    List<String> texts = new ArrayList<>(List.of(begins.split("\\|", -1)));
    texts.addAll(List.of("SELECT n FROM counter WHERE id = 2", "SELECT n FROM counter", "COMMIT"));
    SqlProgram reads = new SqlProgram(texts);
    SqlProgram writes = SqlProgram.of("BEGIN", "UPDATE counter SET n = 7 WHERE id = 1", "COMMIT");
    try (SqlTheatre theatre = SqlTheatre.open(TestServer.server(), ONE_ROW)) {
      Stage stage = theatre.play(List.of(reads, writes), Lone.WHOLE);
      Outcomes all = Outcomes.of(stage, TWO, Exhaustive.allOrders(), 1_000);
      Outcomes reduced =
          Outcomes.of(
              stage, TWO, SourceDpor.under(theatre.dependence(Isolation.READ_COMMITTED)), 1_000);
      assertThat(all.first()).hasSizeGreaterThan(1);
      assertThat(reduced.first().keySet()).isEqualTo(all.first().keySet());
    }
  }

  @Test
  void aTransactionLeftOpenIsRolledBackAndSettingsAreForgotten() throws Exception {
    SqlProgram forgetful =
        SqlProgram.of("SET TimeZone = 'Asia/Tokyo'", "BEGIN", "DELETE FROM counter WHERE id = 1");
    SqlProgram asks = SqlProgram.of("SHOW TimeZone", "SELECT count(*) FROM counter");
    try (SqlTheatre theatre = SqlTheatre.open(TestServer.server(), ONE_ROW)) {
      Stage stage = theatre.play(List.of(forgetful, asks), Lone.WHOLE);
      Outcomes outcomes = Outcomes.of(stage, TWO, Exhaustive.allOrders(), 1_000);
      assertThat(outcomes.broken()).isEmpty();
      assertThat(outcomes.first())
          .as("no order shows more than the other sessions' committed rows")
          .hasSize(1);
      assertThat(outcomes.first().keySet())
          .allSatisfy(outcome ->
              assertThat(outcome.replies())
                  .hasEntrySatisfying(
                      new Lane(1),
                      reply -> assertThat(reply.body()).isEqualTo("SHOW: [UTC]\nSELECT 1: [2]\n")));
    }
  }

  @Test
  void aRefusedSetUpIsToldInTheServersWords() {
    assertThatThrownBy(() -> SqlTheatre.open(TestServer.server(), List.of("CREATE TABEL t ()")))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("syntax error at or near \"TABEL\"")
        .hasMessageContaining("CREATE TABEL t ()");
  }
}

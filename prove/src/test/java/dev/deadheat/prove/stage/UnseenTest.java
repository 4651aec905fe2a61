package dev.deadheat.prove.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.prove.TestServer;
import dev.deadheat.prove.explore.Outcomes;
import dev.deadheat.prove.explore.Stage;
import dev.deadheat.prove.stage.SqlTheatre.Lone;
import dev.deadheat.search.Lane;
import dev.deadheat.search.dependence.Isolation;
import dev.deadheat.search.explore.Exhaustive;
import dev.deadheat.search.explore.SourceDpor;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a statement touches though neither its text nor its notices tell: the reduced search must
/// miss no outcome for it.
final class UnseenTest {
  private static final List<Lane> TWO = List.of(new Lane(0), new Lane(1));

  @Test
  void aTableThatATriggerReadsAgain() throws Exception {
    agrees(
        List.of(
            "CREATE TABLE log (id int PRIMARY KEY)",
            "CREATE TABLE t (id int PRIMARY KEY, n int)",
            "INSERT INTO t VALUES (1, 0)",
            """
            CREATE FUNCTION counted() RETURNS trigger LANGUAGE plpgsql AS
            $$BEGIN NEW.n := (SELECT count(*) FROM log); RETURN NEW; END$$\
            """,
            "CREATE TRIGGER counts BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION counted()"),
        SqlProgram.of(
            "BEGIN",
            "SELECT count(*) FROM log WHERE id = 7",
            "UPDATE t SET n = 5 WHERE id = 1",
            "COMMIT"),
        SqlProgram.of("INSERT INTO log VALUES (1)"));
  }

  @Test
  void aTableThatAViewOrAFunctionReadsAgain() throws Exception {
    for (String again : List.of("SELECT n FROM shown", "SELECT told()")) {
      agrees(
          List.of(
              "CREATE TABLE t (id int PRIMARY KEY, n int)",
              "INSERT INTO t VALUES (1, 0)",
              "CREATE VIEW shown AS SELECT n FROM t WHERE id = 1",
              "CREATE FUNCTION told() RETURNS int LANGUAGE sql AS 'SELECT n FROM t WHERE id = 1'"),
          SqlProgram.of("BEGIN", "SELECT n FROM t WHERE id = 7", again, "COMMIT"),
          SqlProgram.of("UPDATE t SET n = 1 WHERE id = 1"));
    }
  }

  @Test
  void whatAFailedStatementHadLookedFor() throws Exception {
    agrees(
        List.of("CREATE TABLE t (id int PRIMARY KEY, u int UNIQUE)", "INSERT INTO t VALUES (1, 1)"),
        SqlProgram.of("INSERT INTO t VALUES (2, 1)"),
        SqlProgram.of("UPDATE t SET u = NULL WHERE id = 1"));
    agrees(
        List.of("CREATE TABLE t (id int PRIMARY KEY, n int)", "INSERT INTO t VALUES (1, 0)"),
        SqlProgram.of("SELECT 1 / n FROM t WHERE id = 1"),
        SqlProgram.of("UPDATE t SET n = 1 WHERE id = 1"));
  }

  @Test
  void aDeferredKeyOfATransactionThatBeganTogetherWithItsFirstStatement() throws Exception {
    agrees(
        List.of(
            "CREATE TABLE t (id int PRIMARY KEY)",
            "CREATE TABLE c (id int PRIMARY KEY, t int REFERENCES t DEFERRABLE INITIALLY DEFERRED)",
            "INSERT INTO t VALUES (1)"),
        SqlProgram.of("BEGIN; INSERT INTO c VALUES (1, 1)", "SELECT 1 FROM c", "COMMIT"),
        SqlProgram.of("DELETE FROM t WHERE id = 1"));
  }

  @Test
  void aLongValueThatTheNoticesCut() throws Exception {
    String value = "repeat('x', 600)";
    agrees(
        List.of(
            "CREATE TABLE t (id int PRIMARY KEY, name text, filler text)",
            "INSERT INTO t VALUES (1, 'short', repeat('y', 70000))"),
        SqlProgram.of("SELECT count(*) FROM t WHERE name = '" + "x".repeat(600) + "'"),
        SqlProgram.of("INSERT INTO t VALUES (2, " + value + ", repeat('z', 70000))"));
  }

  @Test
  void aTableOfTheSearchPath() throws Exception {
    agrees(
        List.of(
            "CREATE SCHEMA other",
            "CREATE TABLE other.t (id int PRIMARY KEY, n int)",
            "CREATE TABLE t (id int PRIMARY KEY, n int)",
            "INSERT INTO other.t VALUES (1, 0)"),
        SqlProgram.of(
            "SET search_path = other",
            "BEGIN",
            "SELECT n FROM t WHERE id = 7",
            "SELECT n FROM t WHERE id = 1",
            "COMMIT"),
        SqlProgram.of("UPDATE other.t SET n = 1 WHERE id = 1"));
  }

  private static void agrees(List<String> setup, SqlProgram one, SqlProgram other)
      throws Exception {
    try (SqlTheatre theatre = SqlTheatre.open(TestServer.server(), setup)) {
      Stage stage = theatre.play(List.of(one, other), Lone.WHOLE);
      Outcomes all = Outcomes.of(stage, TWO, Exhaustive.allOrders(), 1_000);
      Outcomes reduced =
          Outcomes.of(
              stage, TWO, SourceDpor.under(theatre.dependence(Isolation.READ_COMMITTED)), 1_000);
      assertThat(all.progress().complete()).isTrue();
      assertThat(all.first()).as("orders differ").hasSizeGreaterThan(1);
      assertThat(reduced.first().keySet()).isEqualTo(all.first().keySet());
    }
  }
}

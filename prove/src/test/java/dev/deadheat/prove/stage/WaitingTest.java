package dev.deadheat.prove.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.prove.TestServer;
import dev.deadheat.prove.explore.Stage;
import dev.deadheat.prove.explore.Stage.Played;
import dev.deadheat.prove.stage.SqlTheatre.Lone;
import dev.deadheat.search.Event;
import dev.deadheat.search.Event.Phase;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import dev.deadheat.search.Schedule;
import dev.deadheat.search.explore.Fixed;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What makes a waiting statement go on, and in which order.
final class WaitingTest {
  private static final Lane A = new Lane(0);
  private static final Lane B = new Lane(1);
  private static final List<String> ROWS =
      List.of("CREATE TABLE acc (id int PRIMARY KEY, v int)", "INSERT INTO acc VALUES (1, 0)");
  private static final String LOCK = "SELECT v FROM acc WHERE id = 1 FOR UPDATE";
  private static final SqlProgram WAITER = SqlProgram.of("UPDATE acc SET v = v + 1 WHERE id = 1");

  /// Lane A takes the row after a savepoint; B waits for it; then A goes on.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          COMMIT                  | lets go
          ROLLBACK                | lets go
          ROLLBACK TO SAVEPOINT s | lets go
          SELECT 1 / 0            | lets go
          SELECT v FROM acc       | keeps
          """)
  void a_holder_lets_go(String statement, String what) throws Exception {
    SqlProgram holder = SqlProgram.of("BEGIN", "SAVEPOINT s", LOCK, statement, "ROLLBACK");
    List<Event> events = play(List.of(holder, WAITER), "ABA").events();
    int start = index(events, B, Phase.START);
    assertThat(events.get(start).waitsFor()).containsExactly(A);
    int grant = index(events, B, Phase.GRANT);
    int release =
        IntStream.range(0, events.size())
            .filter(i -> events.get(i).lane().equals(A) && events.get(i).sql().equals(statement))
            .findFirst()
            .orElseThrow();
    assertThat(release).isGreaterThan(start).isLessThan(grant);
    boolean atOnce =
        events.subList(release + 1, grant).stream().noneMatch(event -> event.lane().equals(A));
    assertThat(atOnce).isEqualTo(what.equals("lets go"));
  }

  @Test
  void releasing_a_savepoint_lets_go_of_nothing() throws Exception {
    SqlProgram holder =
        SqlProgram.of("BEGIN", "SAVEPOINT s", LOCK, "RELEASE SAVEPOINT s", "ROLLBACK");
    List<Event> events = play(List.of(holder, WAITER), "ABA").events();
    List<Event.Kind> before =
        events.subList(0, index(events, B, Phase.START)).stream().map(Event::kind).toList();
    assertThat(before).contains(Event.Kind.RELEASE_SAVEPOINT);
    assertThat(events.get(index(events, B, Phase.GRANT) - 1).kind()).isEqualTo(Event.Kind.ROLLBACK);
  }

  @Test
  void an_advisory_unlock_lets_go_within_a_transaction() throws Exception {
    SqlProgram holder =
        SqlProgram.of(
            "SELECT pg_advisory_lock(7)", "BEGIN", "SELECT pg_advisory_unlock(7)", "COMMIT");
    SqlProgram waiter = SqlProgram.of("SELECT pg_advisory_lock(7)");
    List<Event> events = play(List.of(holder, waiter), "ABA").events();
    int unlock =
        events.indexOf(
            events.stream()
                .filter(event -> event.sql().contains("unlock"))
                .findFirst()
                .orElseThrow());
    assertThat(events.get(unlock + 1).lane()).isEqualTo(B);
    assertThat(events.get(unlock + 1).phase()).isEqualTo(Phase.GRANT);
  }

  @Test
  void a_rows_queue_is_first_come_first_served() throws Exception {
    SqlProgram waiter = SqlProgram.of("BEGIN", "UPDATE acc SET v = v + 1 WHERE id = 1", "COMMIT");
    for (String order : List.of("ABCA", "ACBA")) {
      List<Lane> granted =
          play(List.of(waiter, waiter, waiter), order).events().stream()
              .filter(event -> event.phase() == Phase.GRANT)
              .map(Event::lane)
              .toList();
      assertThat(granted).isEqualTo(Schedule.parse(order.substring(1, 3)).lanes());
    }
  }

  @Test
  void who_needs_a_safe_snapshot_waits_for_it() throws Exception {
    SqlProgram writer =
        SqlProgram.of(
            "BEGIN ISOLATION LEVEL SERIALIZABLE", "UPDATE acc SET v = 5 WHERE id = 1", "COMMIT");
    SqlProgram reader =
        SqlProgram.of(
            "BEGIN ISOLATION LEVEL SERIALIZABLE, READ ONLY, DEFERRABLE",
            "SELECT v FROM acc",
            "COMMIT");
    List<Event> events = play(List.of(writer, reader), "ABA").events();
    assertThat(events.get(index(events, B, Phase.START)).waitsFor()).containsExactly(A);
    assertThat(index(events, B, Phase.GRANT)).isPositive();
  }

  @Test
  void a_deferred_key_waits_at_commit() throws Exception {
    List<String> family =
        List.of(
            "CREATE TABLE parent (id int PRIMARY KEY)",
            "CREATE TABLE child (parent int REFERENCES parent DEFERRABLE INITIALLY DEFERRED)",
            "INSERT INTO parent VALUES (1)");
    SqlProgram deletes = SqlProgram.of("BEGIN", "DELETE FROM parent WHERE id = 1", "COMMIT");
    SqlProgram refers = SqlProgram.of("BEGIN", "INSERT INTO child VALUES (1)", "COMMIT");
    List<Event> events = play(family, List.of(deletes, refers), "ABBA").events();
    Event start = events.get(index(events, B, Phase.START));
    assertThat(start.kind()).isEqualTo(Event.Kind.COMMIT);
    assertThat(events.get(index(events, B, Phase.GRANT)).error()).contains("23503");
  }

  private static int index(List<Event> events, Lane lane, Phase phase) {
    return IntStream.range(0, events.size())
        .filter(i -> events.get(i).lane().equals(lane) && events.get(i).phase() == phase)
        .findFirst()
        .orElse(-1);
  }

  private static Run play(List<SqlProgram> programs, String letters) throws Exception {
    return play(ROWS, programs, letters);
  }

  private static Run play(List<String> setup, List<SqlProgram> programs, String letters)
      throws Exception {
    try (SqlTheatre theatre = SqlTheatre.open(TestServer.server(), setup)) {
      Stage stage = theatre.play(programs, Lone.WHOLE);
      List<Lane> lanes = IntStream.range(0, programs.size()).mapToObj(Lane::new).toList();
      Played played = stage.together(lanes, new Fixed(Schedule.parse(letters)));
      assertThat(played.recording().broken()).isEmpty();
      return played.recording().run();
    }
  }
}

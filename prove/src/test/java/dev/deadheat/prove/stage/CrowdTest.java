package dev.deadheat.prove.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.prove.TestServer;
import dev.deadheat.prove.explore.Stage;
import dev.deadheat.prove.explore.Stage.Played;
import dev.deadheat.prove.run.Recording;
import dev.deadheat.prove.stage.SqlTheatre.Lone;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import dev.deadheat.search.Schedule;
import dev.deadheat.search.dependence.Isolation;
import dev.deadheat.search.explore.Crowd;
import dev.deadheat.search.explore.Fixed;
import dev.deadheat.search.explore.Unsteered;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Who wakes first of several that wait for one transaction is not chosen, so where it matters
/// nothing may be called complete.
final class CrowdTest {
  private static final List<Lane> THREE = List.of(new Lane(0), new Lane(1), new Lane(2));
  private static final List<String> KEYS =
      List.of(
          "CREATE TABLE tag (name text PRIMARY KEY)",
          "INSERT INTO tag VALUES ('old')",
          "CREATE TABLE num (n int PRIMARY KEY)",
          "INSERT INTO num VALUES (1), (2), (3)");

  @Test
  void who_inserts_a_key_after_a_rollback_is_not_chosen() throws Exception {
    Recording recording = play(insert("new", "ROLLBACK"), insert("new"), insert("new"), "ABCAA");
    assertThat(recording.crowds()).contains(new Crowd(3, List.of(new Lane(1), new Lane(2))));
    assertThat(woken(recording)).isPresent();
  }

  @Test
  void who_is_refused_a_key_first_after_a_commit_does_not_matter() throws Exception {
    Recording recording = play(insert("new", "COMMIT"), insert("new"), insert("new"), "ABCAA");
    assertThat(recording.crowds()).isNotEmpty();
    assertThat(woken(recording)).isEmpty();
  }

  @Test
  void a_rows_queue_has_an_order() throws Exception {
    SqlProgram update =
        SqlProgram.of("BEGIN", "UPDATE tag SET name = 'x' WHERE name = 'old'", "COMMIT");
    assertThat(play(update, update, update, "ABCA").crowds()).isEmpty();
  }

  @Test
  void rows_inserted_in_opposite_order_by_single_statements_are_told() throws Exception {
    SqlProgram forwards = SqlProgram.of("INSERT INTO tag VALUES ('a'), ('b')");
    SqlProgram backwards = SqlProgram.of("INSERT INTO tag VALUES ('b'), ('a')");
    assertThat(inside(forwards, backwards))
        .hasValueSatisfying(why -> assertThat(why).contains("A and B"));
    assertThat(inside(forwards, forwards)).isEmpty();
  }

  @Test
  void a_circle_that_takes_three_single_statements_is_told() throws Exception {
    assertThat(inside(locks(1, 2), locks(2, 3), locks(3, 1)))
        .hasValueSatisfying(why -> assertThat(why).contains("three or more lanes"));
    assertThat(inside(locks(1, 2), locks(2, 3), locks(1, 3))).isEmpty();
  }

  @Test
  void what_two_impatient_statements_could_share_out_is_told() throws Exception {
    SqlProgram some = once("SELECT n FROM num ORDER BY n LIMIT 2 FOR UPDATE SKIP LOCKED");
    SqlProgram one = once("SELECT n FROM num ORDER BY n LIMIT 1 FOR UPDATE SKIP LOCKED");
    SqlProgram up = once("SELECT n FROM num ORDER BY n FOR UPDATE NOWAIT");
    SqlProgram down = once("SELECT n FROM num ORDER BY n DESC FOR UPDATE NOWAIT");
    assertThat(inside(some, some)).hasValueSatisfying(why -> assertThat(why).contains("share"));
    assertThat(inside(up, one)).isPresent();
    assertThat(inside(up, down)).isPresent();
    assertThat(inside(up, up)).as("who is first gets all").isEmpty();
    assertThat(inside(one, one)).as("each takes one row").isEmpty();
  }

  @Test
  void what_several_impatient_statements_could_find_in_the_middle_of_one_is_told()
      throws Exception {
    SqlProgram bulk = once("UPDATE num SET n = n + 10");
    SqlProgram twice =
        SqlProgram.of(
            "BEGIN",
            "SELECT n FROM num WHERE n = 1 FOR UPDATE SKIP LOCKED",
            "SELECT n FROM num WHERE n = 3 FOR UPDATE SKIP LOCKED",
            "COMMIT");
    assertThat(inside(bulk, twice)).hasValueSatisfying(why -> assertThat(why).contains("several"));
    assertThat(inside(bulk, once("SELECT n FROM num WHERE n = 3 FOR UPDATE SKIP LOCKED")))
        .isEmpty();
  }

  private static SqlProgram once(String sql) {
    return SqlProgram.of("BEGIN", sql, "COMMIT");
  }

  private static SqlProgram locks(int first, int second) {
    return SqlProgram.of(
        "BEGIN",
        "SELECT * FROM num WHERE n IN (%1$d, %2$d) ORDER BY n = %2$d FOR UPDATE"
            .formatted(first, second),
        "COMMIT");
  }

  private static Optional<String> inside(SqlProgram... programs) throws Exception {
    try (SqlTheatre theatre = SqlTheatre.open(TestServer.server(), KEYS)) {
      Stage stage = theatre.play(List.of(programs), Lone.STRETCHED);
      List<Run> alone = new ArrayList<>();
      for (int i = 0; i < programs.length; i++) {
        alone.add(stage.serial(List.of(new Lane(i)), 0).recording().run());
      }
      return new Unsteered(theatre.dependence(Isolation.READ_COMMITTED)).inside(alone);
    }
  }

  private static SqlProgram insert(String name, String end) {
    return SqlProgram.of("BEGIN", "INSERT INTO tag VALUES ('%s')".formatted(name), end);
  }

  private static SqlProgram insert(String name) {
    return insert(name, "COMMIT");
  }

  private static Recording play(SqlProgram one, SqlProgram other, SqlProgram third, String letters)
      throws Exception {
    try (SqlTheatre theatre = SqlTheatre.open(TestServer.server(), KEYS)) {
      Stage stage = theatre.play(List.of(one, other, third), Lone.WHOLE);
      Played played = stage.together(THREE, new Fixed(Schedule.parse(letters)));
      assertThat(played.recording().broken()).isEmpty();
      return played.recording();
    }
  }

  private static Optional<String> woken(Recording recording) throws Exception {
    try (SqlTheatre theatre = SqlTheatre.open(TestServer.server(), KEYS)) {
      return new Unsteered(theatre.dependence(Isolation.READ_COMMITTED))
          .woken(recording.run(), recording.crowds());
    }
  }
}

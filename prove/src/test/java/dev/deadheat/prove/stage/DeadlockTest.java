package dev.deadheat.prove.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.prove.TestServer;
import dev.deadheat.prove.explore.Outcomes;
import dev.deadheat.prove.explore.Stage;
import dev.deadheat.prove.explore.Stage.Played;
import dev.deadheat.prove.oracle.Outcome;
import dev.deadheat.prove.stage.SqlTheatre.Lone;
import dev.deadheat.search.Event;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import dev.deadheat.search.Schedule;
import dev.deadheat.search.dependence.Isolation;
import dev.deadheat.search.explore.Exhaustive;
import dev.deadheat.search.explore.Fixed;
import dev.deadheat.search.explore.SourceDpor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Circles of waiting lanes on the real server, which confirms each by failing its victim.
final class DeadlockTest {
  private static final List<Lane> TWO = List.of(new Lane(0), new Lane(1));
  private static final List<Lane> THREE = List.of(new Lane(0), new Lane(1), new Lane(2));
  private static final List<String> ROWS =
      List.of(
          "CREATE TABLE acc (id int PRIMARY KEY, v int)",
          "INSERT INTO acc VALUES (1, 0), (2, 0), (3, 0)");

  @Test
  void every_lane_of_a_circle_is_tried_as_its_victim() throws Exception {
    try (SqlTheatre theatre = SqlTheatre.open(TestServer.server(), ROWS)) {
      Stage stage = theatre.play(List.of(transfer(1, 2), transfer(2, 1)), Lone.WHOLE);
      Outcomes all = Outcomes.of(stage, TWO, Exhaustive.allOrders(), 500);
      Outcomes reduced =
          Outcomes.of(
              stage, TWO, SourceDpor.under(theatre.dependence(Isolation.READ_COMMITTED)), 500);
      assertThat(all.broken()).isEmpty();
      assertThat(victims(all)).containsExactlyInAnyOrder("A", "B", "");
      assertThat(reduced.progress().complete()).isTrue();
      assertThat(reduced.first().keySet()).isEqualTo(all.first().keySet());
    }
  }

  @Test
  void a_circle_of_three_has_three_victims() throws Exception {
    try (SqlTheatre theatre = SqlTheatre.open(TestServer.server(), ROWS)) {
      Stage stage =
          theatre.play(List.of(transfer(1, 2), transfer(2, 3), transfer(3, 1)), Lone.WHOLE);
      for (String victim : List.of("A", "B", "C")) {
        Played played = stage.together(THREE, new Fixed(Schedule.parse("ABCABC" + victim)));
        Run run = played.recording().run();
        assertThat(run.choices().get(6).circle()).isEqualTo(THREE);
        assertThat(run.choices().get(6).ofVictim()).isTrue();
        assertThat(failed(played.outcome())).isEqualTo(victim);
      }
    }
  }

  @Test
  void a_circle_that_closes_at_commit_through_deferred_keys_has_victims_too() throws Exception {
    List<String> family =
        List.of(
            "CREATE TABLE parent (id int PRIMARY KEY)",
            "CREATE TABLE child (id int PRIMARY KEY,"
                + " parent int REFERENCES parent DEFERRABLE INITIALLY DEFERRED)",
            "INSERT INTO parent VALUES (1), (2)");
    try (SqlTheatre theatre = SqlTheatre.open(TestServer.server(), family)) {
      Stage stage = theatre.play(List.of(adopts(1, 2), adopts(2, 1)), Lone.WHOLE);
      Outcomes reduced =
          Outcomes.of(
              stage, TWO, SourceDpor.under(theatre.dependence(Isolation.READ_COMMITTED)), 500);
      assertThat(reduced.progress().complete()).isTrue();
      assertThat(victims(reduced)).containsExactly("", "A", "B");
      Played played = stage.together(TWO, new Fixed(Schedule.parse("AABBABA")));
      Run run = played.recording().run();
      assertThat(run.choices().getLast().ofVictim()).isTrue();
      assertThat(run.events())
          .filteredOn(event -> event.error().isPresent())
          .singleElement()
          .satisfies(event -> {
            assertThat(event.kind()).isEqualTo(Event.Kind.COMMIT);
            assertThat(event.error()).contains("40P01");
          });
    }
  }

  /// The circle of PostgreSQL's own test deadlock-soft: only the queues' order makes it.
  @Test
  void a_soft_circle_has_no_victim() throws Exception {
    List<Lane> four = List.of(new Lane(0), new Lane(1), new Lane(2), new Lane(3));
    try (SqlTheatre theatre =
        SqlTheatre.open(TestServer.server(), List.of("CREATE TABLE a (); CREATE TABLE b ()"))) {
      Stage stage =
          theatre.play(
              List.of(
                  locks("a IN ACCESS SHARE", "b IN ACCESS SHARE"),
                  locks("b IN ACCESS SHARE", "a IN ACCESS SHARE"),
                  locks("a IN ACCESS EXCLUSIVE"),
                  locks("b IN ACCESS EXCLUSIVE")),
              Lone.WHOLE);
      for (String chosen : List.of("A", "D")) {
        Played played = stage.together(four, new Fixed(Schedule.parse("ABCDAB" + chosen)));
        assertThat(played.recording().run().choices().get(6).circle()).isEqualTo(four);
        assertThat(played.recording().run().end()).isEqualTo(Run.End.FINISHED);
        assertThat(failed(played.outcome())).isEmpty();
      }
    }
  }

  private static SqlProgram locks(String... tables) {
    List<String> texts = new ArrayList<>(List.of("BEGIN"));
    for (String table : tables) {
      texts.add("LOCK TABLE " + table + " MODE");
    }
    texts.add("COMMIT");
    return SqlProgram.of(texts.toArray(String[]::new));
  }

  private static SqlProgram adopts(int locked, int referred) {
    return SqlProgram.of(
        "BEGIN",
        "SELECT id FROM parent WHERE id = %d FOR UPDATE".formatted(locked),
        "INSERT INTO child VALUES (%d, %d)".formatted(locked, referred),
        "COMMIT");
  }

  private static SqlProgram transfer(int from, int to) {
    return SqlProgram.of(
        "BEGIN",
        "UPDATE acc SET v = v - 1 WHERE id = " + from,
        "UPDATE acc SET v = v + 1 WHERE id = " + to,
        "COMMIT");
  }

  private static Set<String> victims(Outcomes outcomes) {
    Set<String> victims = new TreeSet<>();
    outcomes.first().keySet().forEach(outcome -> victims.add(failed(outcome)));
    return victims;
  }

  /// The lanes that were told of a deadlock.
  private static String failed(Outcome outcome) {
    StringBuilder lanes = new StringBuilder();
    outcome
        .replies()
        .forEach((lane, reply) -> lanes.append(reply.body().contains("40P01") ? lane : ""));
    return lanes.toString();
  }
}

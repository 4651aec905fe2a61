package dev.deadheat.prove.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.prove.TestServer;
import dev.deadheat.prove.explore.Outcomes;
import dev.deadheat.prove.explore.Stage;
import dev.deadheat.prove.explore.Stage.Played;
import dev.deadheat.prove.oracle.Outcome;
import dev.deadheat.prove.stage.SqlTheatre.Lone;
import dev.deadheat.search.Exploration;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Schedule;
import dev.deadheat.search.dependence.Dependence;
import dev.deadheat.search.dependence.Isolation;
import dev.deadheat.search.explore.Exhaustive;
import dev.deadheat.search.explore.Fixed;
import dev.deadheat.search.explore.SourceDpor;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Races inside single statements, which cannot be interrupted: they are made to overlap.
final class OverlapTest {
  /// The long run is `tools/check-overlaps.sh`.
  private static final int TIMES = Integer.getInteger("deadheat.times", 1);

  private static final List<Lane> TWO = List.of(new Lane(0), new Lane(1));

  /// `rank` runs against `id`, so who goes by it meets the rows the other way round.
  private static final List<String> ROWS =
      List.of(
          "CREATE TABLE acc (id int PRIMARY KEY, v int, rank int)",
          "CREATE INDEX ON acc (rank)",
          "INSERT INTO acc SELECT n, 0, 4 - n FROM generate_series(1, 3) n");

  private static final SqlProgram FORWARDS =
      SqlProgram.of("UPDATE acc SET v = v + 1 WHERE id BETWEEN 1 AND 3");

  private static final SqlProgram BACKWARDS =
      SqlProgram.of(
          "SET enable_seqscan = off",
          "SET enable_bitmapscan = off",
          "UPDATE acc SET v = v * 2 WHERE rank BETWEEN 1 AND 3");

  @Test
  void two_bulk_updates_in_opposite_order_deadlock_with_either_victim() throws Exception {
    assertThat(victims(ROWS, Lone.STRETCHED, FORWARDS, BACKWARDS)).containsExactly("", "A", "B");
  }

  @Test
  void so_do_two_bulk_locks_whether_their_result_tells_the_order_or_not() throws Exception {
    for (String columns : List.of("*", "v")) {
      assertThat(
              victims(
                  ROWS,
                  Lone.WHOLE,
                  SqlProgram.of(
                      "BEGIN", "SELECT " + columns + " FROM acc ORDER BY id FOR UPDATE", "COMMIT"),
                  SqlProgram.of(
                      "BEGIN",
                      "SELECT " + columns + " FROM acc ORDER BY rank FOR UPDATE",
                      "COMMIT")))
          .as(columns)
          .containsExactly("", "A", "B");
    }
  }

  @Test
  void in_the_same_order_there_is_no_deadlock_and_nothing_more_to_try() throws Exception {
    try (SqlTheatre theatre = SqlTheatre.open(TestServer.server(), ROWS)) {
      SqlProgram locks =
          SqlProgram.of("BEGIN", "SELECT * FROM acc ORDER BY id FOR UPDATE", "COMMIT");
      Stage stage = theatre.play(List.of(locks, locks), Lone.WHOLE);
      Outcomes found = explore(theatre, stage);
      assertThat(found.progress().complete()).isTrue();
      assertThat(found.first().values()).allMatch(schedule -> schedule.overlaps().isEmpty());
      assertThat(victims(found)).containsExactly("");
    }
  }

  @Test
  void the_printed_schedule_brings_the_deadlock_back() throws Exception {
    try (SqlTheatre theatre = SqlTheatre.open(TestServer.server(), ROWS)) {
      Stage stage = theatre.play(List.of(FORWARDS, BACKWARDS), Lone.STRETCHED);
      Map<Outcome, Schedule> found = explore(theatre, stage).first();
      found.forEach((outcome, schedule) -> {
        Schedule read = Schedule.parse(schedule.toString());
        assertThat(read).isEqualTo(schedule);
        assertThat(again(stage, read)).isEqualTo(outcome);
      });
    }
  }

  /// Who waits has none, one, two or all rows when the other comes, which gets the rest.
  @Test
  void one_that_skips_locked_rows_comes_at_any_moment_of_one_that_waits() throws Exception {
    SqlProgram waits = SqlProgram.of("BEGIN", "SELECT * FROM acc ORDER BY id FOR UPDATE", "COMMIT");
    for (String by : List.of("id", "rank")) {
      SqlProgram skips =
          SqlProgram.of(
              "BEGIN", "SELECT id FROM acc ORDER BY " + by + " FOR UPDATE SKIP LOCKED", "COMMIT");
      assertThat(answers(waits, skips))
          .as("both ways round, by " + by)
          .isEqualTo(answers(skips, waits))
          .hasSize(4)
          .anyMatch(answer -> answer.contains("SELECT 0"))
          .anyMatch(answer -> answer.contains("SELECT 1: [3]"))
          .anyMatch(answer -> answer.contains("SELECT 2"))
          .anyMatch(answer -> answer.contains("SELECT 3"));
    }
  }

  @Test
  void one_that_takes_the_first_free_row_meets_a_bulk_update_in_its_middle() throws Exception {
    SqlProgram first =
        SqlProgram.of(
            "BEGIN", "SELECT id FROM acc ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED", "COMMIT");
    assertThat(answers(FORWARDS, first)).hasSize(4).anyMatch(answer -> answer.contains("[2]"));
  }

  /// What is said of the programs' answers that skip, by a reduced search and by all orders.
  private static Set<String> answers(SqlProgram one, SqlProgram other) throws Exception {
    try (SqlTheatre theatre = SqlTheatre.open(TestServer.server(), ROWS)) {
      Stage stage = theatre.play(List.of(one, other), Lone.STRETCHED);
      Outcomes reduced = explore(theatre, stage);
      Dependence dependence = theatre.dependence(Isolation.READ_COMMITTED);
      Outcomes all =
          Outcomes.of(stage, TWO, Exhaustive.allOrders().overlapping(dependence.schema()), 1_000);
      assertThat(reduced.progress()).matches(Exploration.Progress::complete);
      assertThat(all.progress()).matches(Exploration.Progress::complete);
      assertThat(reduced.first().keySet()).isEqualTo(all.first().keySet());
      int skips = one.texts().toString().contains("SKIP LOCKED") ? 0 : 1;
      return all.first().keySet().stream()
          .map(outcome -> Objects.requireNonNull(outcome.replies().get(new Lane(skips))).body())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /// A row that is not there cannot be locked: both look for it before either has it.
  @Test
  void two_inserts_that_look_first_both_insert() throws Exception {
    List<String> setup = List.of("CREATE TABLE evt (kind text)");
    SqlProgram insert =
        SqlProgram.of(
            "INSERT INTO evt SELECT 'opened' WHERE NOT EXISTS"
                + " (SELECT FROM evt WHERE kind = 'opened')");
    assertThat(rows(setup, insert, insert)).containsExactly(1, 2);
  }

  /// Serial orders leave 21 or 11; only the statements' overlap leaves 22.
  @Test
  void an_update_that_looks_first_does_not_see_what_an_insert_is_about_to_commit()
      throws Exception {
    List<String> setup =
        List.of(
            "CREATE TABLE bal (id int PRIMARY KEY, v int)",
            "CREATE TABLE evt (kind text)",
            "INSERT INTO bal VALUES (1, 10)");
    SqlProgram doubles =
        SqlProgram.of("UPDATE bal SET v = v * 2 WHERE id = 1 AND NOT EXISTS (SELECT FROM evt)");
    SqlProgram inserts =
        SqlProgram.of(
            "WITH added AS (UPDATE bal SET v = v + 1 WHERE id = 1)"
                + " INSERT INTO evt VALUES ('added')");
    for (int i = 0; i < TIMES; i++) {
      try (SqlTheatre theatre = SqlTheatre.open(TestServer.server(), setup)) {
        Outcomes found = explore(theatre, theatre.play(List.of(doubles, inserts), Lone.STRETCHED));
        assertThat(found.progress()).matches(Exploration.Progress::complete);
        assertThat(found.first().keySet().stream().map(outcome -> value(outcome, "bal", "v")))
            .containsOnly("11", "21", "22");
      }
    }
  }

  private static String value(Outcome outcome, String table, String column) {
    return outcome.changed().entrySet().stream()
        .filter(row -> row.getKey().table().equals(table))
        .flatMap(row -> Objects.requireNonNull(row.getValue().orElseThrow().get(column)).stream())
        .findFirst()
        .orElseThrow();
  }

  /// How many rows of a table the orders leave.
  private static Set<Integer> rows(List<String> setup, SqlProgram one, SqlProgram other)
      throws Exception {
    Set<Integer> counts = new TreeSet<>();
    for (int i = 0; i < TIMES; i++) {
      try (SqlTheatre theatre = SqlTheatre.open(TestServer.server(), setup)) {
        Outcomes found = explore(theatre, theatre.play(List.of(one, other), Lone.STRETCHED));
        assertThat(found.progress()).matches(Exploration.Progress::complete);
        Set<Integer> now = new TreeSet<>();
        for (Outcome outcome : found.first().keySet()) {
          String bodies = outcome.replies().values().toString();
          now.add(bodies.split("INSERT 0 1", -1).length - 1);
        }
        assertThat(now).hasSize(2);
        counts.addAll(now);
      }
    }
    return counts;
  }

  private static Outcome again(Stage stage, Schedule schedule) {
    try {
      Played played = stage.together(TWO, new Fixed(schedule));
      return played.outcome();
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  private static Set<String> victims(
      List<String> setup, Lone lone, SqlProgram one, SqlProgram other) throws Exception {
    Set<Set<String>> each = new LinkedHashSet<>();
    for (int i = 0; i < TIMES; i++) {
      try (SqlTheatre theatre = SqlTheatre.open(TestServer.server(), setup)) {
        Outcomes found = explore(theatre, theatre.play(List.of(one, other), lone));
        assertThat(found.broken()).isEmpty();
        assertThat(found.progress()).matches(Exploration.Progress::complete);
        each.add(victims(found));
      }
    }
    assertThat(each).as("every time the same").hasSize(1);
    return each.iterator().next();
  }

  private static Outcomes explore(SqlTheatre theatre, Stage stage) throws Exception {
    return Outcomes.of(
        stage, TWO, SourceDpor.under(theatre.dependence(Isolation.READ_COMMITTED)), 300);
  }

  private static Set<String> victims(Outcomes outcomes) {
    Set<String> victims = new TreeSet<>();
    for (Outcome outcome : outcomes.first().keySet()) {
      StringBuilder lanes = new StringBuilder();
      outcome
          .replies()
          .forEach((lane, reply) -> lanes.append(reply.body().contains("40P01") ? lane : ""));
      victims.add(lanes.toString());
    }
    return victims;
  }
}

package dev.deadheat.prove.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.prove.oracle.Oracle.Judgement;
import dev.deadheat.prove.oracle.Oracle.Serial;
import dev.deadheat.prove.oracle.Volatile.Twins;
import dev.deadheat.prove.run.Reply;
import dev.deadheat.search.Lane;
import dev.deadheat.search.RowKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OracleTest {
  private static final Lane A = new Lane(0);
  private static final Lane B = new Lane(1);

  /// Table `item(id from a sequence, name, at)` and `line(id from a sequence, item_id -> item)`.
  private static final Schema SHOP =
      new Schema() {
        @Override
        public List<String> keyColumns(String table) {
          return List.of("id");
        }

        @Override
        public boolean isGenerated(String table, String column) {
          return column.equals("id");
        }

        @Override
        public Optional<Reference> references(String table, String column) {
          return column.equals("item_id")
              ? Optional.of(new Reference("item", "id"))
              : Optional.empty();
        }
      };

  @Test
  void an_outcome_like_a_serial_order_is_serializable() {
    Oracle oracle = oracle(twins(List.of(A, B), saw("x", "1"), saw("x", "1")));
    assertThat(oracle.judge(saw("x", "1").build())).isInstanceOf(Judgement.Serializable.class);
    assertThat(oracle.judge(saw("x", "2").build())).isInstanceOf(Judgement.CorruptsRows.class);
  }

  @Test
  void a_correct_get_or_create_whose_loser_skips_an_id_is_no_anomaly() {
    Oracle oracle =
        oracle(
            twins(
                List.of(A, B),
                created(1, A).reply(A, "{\"id\": 1}").reply(B, "{\"id\": 1}"),
                created(1001, A).reply(A, "{\"id\": 1001}").reply(B, "{\"id\": 1001}")),
            twins(
                List.of(B, A),
                created(1, B).reply(A, "{\"id\": 1}").reply(B, "{\"id\": 1}"),
                created(1001, B).reply(A, "{\"id\": 1001}").reply(B, "{\"id\": 1001}")));
    Outcome loserSkipped = created(3, B).reply(A, "{\"id\": 3}").reply(B, "{\"id\": 3}").build();
    assertThat(oracle.judge(loserSkipped))
        .isInstanceOfSatisfying(
            Judgement.Serializable.class,
            same -> assertThat(same.like().label()).isEqualTo("B then A"));
    Outcome wrongId = created(3, B).reply(A, "{\"id\": 4}").reply(B, "{\"id\": 3}").build();
    assertThat(oracle.judge(wrongId)).isInstanceOf(Judgement.OnlyAResponse.class);
  }

  @Test
  void a_foreign_key_to_a_made_up_id_is_renamed_with_it() {
    Oracle oracle =
        oracle(
            twins(
                List.of(A, B),
                created(7, A).row("line", "1", A, Map.of("id", "1", "item_id", "7")),
                created(70, A).row("line", "9", A, Map.of("id", "9", "item_id", "70"))));
    assertThat(
            oracle.judge(
                created(8, A).row("line", "5", A, Map.of("id", "5", "item_id", "8")).build()))
        .isInstanceOf(Judgement.Serializable.class);
    assertThat(
            oracle.judge(
                created(8, A).row("line", "5", A, Map.of("id", "5", "item_id", "2")).build()))
        .isInstanceOf(Judgement.CorruptsRows.class);
  }

  @Test
  void a_text_that_holds_a_number_like_an_id_is_left_alone() {
    Oracle oracle =
        oracle(
            twins(
                List.of(A, B),
                created(7, A).reply(B, "7 items left"),
                created(70, A).reply(B, "7 items left")));
    assertThat(oracle.judge(created(70, A).reply(B, "70 items left").build()))
        .isInstanceOf(Judgement.OnlyAResponse.class);
  }

  @Test
  void times_and_tokens_do_not_count_but_what_stands_beside_them_does() {
    Oracle oracle =
        oracle(
            twins(
                List.of(A, B),
                saw("x", "1").reply(A, "{\"t\": \"aa\", \"n\": 1}"),
                saw("x", "1").reply(A, "{\"t\": \"bb\", \"n\": 1}")));
    assertThat(oracle.judge(saw("x", "1").reply(A, "{\"t\": \"cc\", \"n\": 1}").build()))
        .isInstanceOf(Judgement.Serializable.class);
    assertThat(oracle.judge(saw("x", "1").reply(A, "{\"t\": \"cc\", \"n\": 2}").build()))
        .isInstanceOf(Judgement.OnlyAResponse.class);
  }

  @Test
  void an_error_answer_with_rows_as_without_that_lane_is_only_an_error() {
    Oracle oracle =
        oracle(
            twins(List.of(A), one("x", "1").status(A, 200), one("x", "1").status(A, 200)),
            twins(List.of(A, B), saw("x", "2"), saw("x", "2")));
    assertThat(oracle.judge(saw("x", "1").status(B, 500).build()))
        .isInstanceOfSatisfying(
            Judgement.OnlyAnError.class, error -> assertThat(error.failed()).containsExactly(B));
  }

  @Test
  void a_lane_that_the_server_refused_may_say_so_with_any_status() {
    Oracle oracle =
        oracle(
            twins(List.of(A), one("x", "1").status(A, 200), one("x", "1").status(A, 200)),
            twins(List.of(A, B), saw("x", "2").reply(B, "saved"), saw("x", "2").reply(B, "saved")));
    Outcome said = saw("x", "1").reply(B, "An error occurred").build();
    assertThat(oracle.judge(said, Set.of(B))).isInstanceOf(Judgement.OnlyAnError.class);
    assertThat(oracle.judge(said)).isInstanceOf(Judgement.CorruptsRows.class);
    Outcome lied = saw("x", "1").reply(B, "saved").build();
    assertThat(oracle.judge(lied, Set.of(B))).isInstanceOf(Judgement.CorruptsRows.class);
  }

  @Test
  void success_for_all_where_every_order_refuses_one_succeeds_twice() {
    Oracle oracle =
        oracle(
            twins(List.of(A, B), saw("x", "1").status(B, 409), saw("x", "1").status(B, 409)),
            twins(List.of(B, A), saw("x", "1").status(A, 409), saw("x", "1").status(A, 409)));
    assertThat(oracle.judge(saw("x", "2").build())).isInstanceOf(Judgement.SucceedsTwice.class);
    // Also where the rows happen to end as after one of the two: both were paid out.
    assertThat(oracle.judge(saw("x", "1").build())).isInstanceOf(Judgement.SucceedsTwice.class);
  }

  @Test
  void the_order_that_the_scenario_forbids_is_told_apart() {
    List<Twin> twins =
        List.of(
            twins(List.of(A, B), saw("x", "ab"), saw("x", "ab")),
            twins(List.of(B, A), saw("x", "ba"), saw("x", "ba")));
    Oracle oracle = oracle(Optional.of(List.of(A, B)), twins);
    assertThat(oracle.orderSensitive()).isTrue();
    assertThat(oracle.judge(saw("x", "ab").build())).isInstanceOf(Judgement.Serializable.class);
    assertThat(oracle.judge(saw("x", "ba").build())).isInstanceOf(Judgement.WrongOrder.class);
  }

  private record Twin(List<Lane> order, Outcome one, Outcome other) {}

  private static Twin twins(List<Lane> order, Building one, Building other) {
    return new Twin(order, one.build(), other.build());
  }

  private static Oracle oracle(Twin... twins) {
    return oracle(Optional.empty(), List.of(twins));
  }

  private static Oracle oracle(Optional<List<Lane>> required, List<Twin> twins) {
    Volatile volatiles =
        Volatile.learn(
            twins.stream().map(twin -> new Twins(twin.one(), twin.other())).toList(), SHOP);
    List<Serial> serials = new ArrayList<>();
    for (Twin twin : twins) {
      Canon canon = volatiles.canon(twin.one(), SHOP);
      assertThat(volatiles.canon(twin.other(), SHOP)).isEqualTo(canon);
      serials.add(new Serial(twin.order(), twin.one(), canon));
    }
    return new Oracle(SHOP, volatiles, serials, required);
  }

  private static Building saw(String column, String value) {
    return new Building()
        .row("thing", "1", null, Map.of(column, value))
        .status(A, 200)
        .status(B, 200);
  }

  private static Building one(String column, String value) {
    return new Building().row("thing", "1", null, Map.of(column, value));
  }

  private static Building created(int id, Lane by) {
    return new Building()
        .row("item", String.valueOf(id), by, Map.of("id", String.valueOf(id)))
        .status(A, 200)
        .status(B, 200);
  }

  private static final class Building {
    private final TreeMap<RowKey, Optional<Map<String, Optional<String>>>> changed =
        new TreeMap<>();
    private final Map<RowKey, Lane> inserted = new LinkedHashMap<>();
    private final TreeMap<Lane, Integer> statuses = new TreeMap<>();
    private final TreeMap<Lane, String> bodies = new TreeMap<>();

    Building row(
        String table,
        String key,
        @org.jspecify.annotations.Nullable Lane by,
        Map<String, String> cells) {
      RowKey row = new RowKey(table, List.of(key));
      Map<String, Optional<String>> columns = new TreeMap<>();
      cells.forEach((column, value) -> columns.put(column, Optional.of(value)));
      changed.put(row, Optional.of(columns));
      if (by != null) {
        inserted.put(row, by);
      }
      return this;
    }

    Building status(Lane lane, int status) {
      statuses.put(lane, status);
      return this;
    }

    Building reply(Lane lane, String body) {
      bodies.put(lane, body);
      return this;
    }

    Outcome build() {
      TreeMap<Lane, Reply> replies = new TreeMap<>();
      statuses.forEach((lane, status) ->
          replies.put(
              lane,
              new Reply(
                  status,
                  "text/plain",
                  Optional.empty(),
                  bodies.getOrDefault(lane, "OK"),
                  Optional.empty())));
      return new Outcome(changed, inserted, replies, new TreeMap<>(), Optional.empty());
    }
  }
}

package dev.deadheat.search.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.search.Access.WriteKind;
import dev.deadheat.search.Access.WriteRow;
import dev.deadheat.search.RowKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ColumnsTest {
  private static final WriteRow UNCHANGED =
      new WriteRow(
          new RowKey("shop_item", List.of("1")),
          WriteKind.UPDATE,
          Map.of("id", Optional.of("1"), "stock", Optional.of("3"), "name", Optional.of("a")),
          Map.of("id", Optional.of("1"), "stock", Optional.of("3"), "name", Optional.of("a")));

  @Test
  void anUpdateWritesWhatItAssigns() {
    assertThat(
            written("UPDATE \"shop_item\" SET \"stock\" = 3, \"name\" = 'x, y = 1' WHERE id = 1"))
        .containsExactly("name", "stock");
    assertThat(
            written("UPDATE shop_item SET stock = (SELECT max(a, b) FROM c WHERE d = 2) WHERE 1"))
        .containsExactly("stock");
    assertThat(written("UPDATE shop_item SET (stock, name) = (1, 2) RETURNING id"))
        .containsExactly("name", "stock");
    assertThat(
            written(
                "INSERT INTO shop_item (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET stock = 2"))
        .containsExactly("stock");
  }

  @Test
  void anUpdateThatIsNotUnderstoodWritesAll() {
    assertThat(Columns.written("SELECT restock(1)", UNCHANGED)).isEqualTo(Columns.ALL);
  }

  @Test
  void aQueryReadsWhatItNames() {
    assertThat(
            Columns.read("SELECT \"shop_item\".\"id\", \"stock\" FROM \"shop_item\"", "shop_item"))
        .matches(columns -> !columns.all())
        .matches(columns -> columns.names().contains("stock"))
        .matches(columns -> !columns.names().contains("name"));
  }

  @Test
  void aStarReadsAllButCountDoesNot() {
    assertThat(Columns.read("SELECT * FROM shop_item", "shop_item")).isEqualTo(Columns.ALL);
    assertThat(Columns.read("SELECT i.* FROM shop_item i", "shop_item")).isEqualTo(Columns.ALL);
    assertThat(Columns.read("SELECT count(*) FROM shop_item", "shop_item").all()).isFalse();
  }

  @Test
  void aTableThatIsNotNamedIsReadWhole() {
    assertThat(Columns.read("SELECT stock FROM some_view", "shop_item")).isEqualTo(Columns.ALL);
  }

  @Test
  void assigningIsNotReading() {
    assertThat(Columns.read("UPDATE shop_item SET stock = 3 WHERE id = 1", "shop_item").names())
        .contains("id")
        .doesNotContain("stock");
    assertThat(Columns.read("UPDATE shop_item SET stock = stock + 1", "shop_item").names())
        .contains("stock");
  }

  private static java.util.Set<String> written(String sql) {
    return Columns.written(sql, UNCHANGED).names();
  }
}

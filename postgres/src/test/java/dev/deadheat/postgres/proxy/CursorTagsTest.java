package dev.deadheat.postgres.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.postgres.proxy.CursorTags.Tagged;
import dev.deadheat.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CursorTagsTest {
  private final CursorTags cursors = new CursorTags();

  @Test
  void whatADriverMakesOfACursorIsIssuedWhereItsQueryWas() {
    var tag = Optional.of(new Step.Tag("shop/größe.py", 7));
    assertThat(
            look(
                "DECLARE \"c\"\"1\" NO SCROLL CURSOR WITH HOLD FOR"
                    + " /*deadheat:shop/gr%C3%B6%C3%9Fe.py:7*/ SELECT 'ö' FOR UPDATE"))
        .isEqualTo(
            new Tagged(
                "DECLARE \"c\"\"1\" NO SCROLL CURSOR WITH HOLD FOR  SELECT 'ö' FOR UPDATE", tag));
    assertThat(look("FETCH FORWARD 2000 FROM \"c\"\"1\"").tag()).isEqualTo(tag);
    assertThat(look("move backward all in \"c\"\"1\";").tag()).isEqualTo(tag);
    assertThat(look("CLOSE \"c\"\"1\"").tag()).isEqualTo(tag);
    assertThat(look("FETCH FORWARD 2000 FROM other").tag()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "DECLARE c CURSOR FOR SELECT '/*deadheat:a.py:1*/'",
        "DECLARE c CURSOR FOR SELECT 1 FOR /*deadheat:a.py:1*/ UPDATE",
        "DECLARE c CURSOR FOR /*deadheat:a.py*/ SELECT 1",
        "DELETE FROM c",
        "CLOSE ALL",
        "MERGE INTO c USING d ON true WHEN MATCHED THEN DELETE"
      })
  void everyOtherStatementStaysAsItIs(String sql) {
    assertThat(look(sql)).isEqualTo(new Tagged(sql, Optional.empty()));
  }

  private Tagged look(String sql) {
    return cursors.look(Bytes.utf8(sql), StandardCharsets.UTF_8);
  }
}

package dev.deadheat.postgres.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.postgres.TestServer;
import java.sql.Connection;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ValuesTest {
  private static Table.Column column(String type) {
    return new Table.Column("c", 1, type, false, false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "integer|1|2",
        "bigint|-1|1",
        "boolean|true|f",
        "uuid|00000000-0000-0000-0000-000000000001|00000000-0000-0000-0000-000000000002",
        "text|a|A",
        "character varying|a|~a ~",
        "character varying(2)|abc|ab",
        "numeric(10,2)|1.5|1.51",
      })
  void theseDiffer(String type, String constant, String value) {
    assertThat(Values.mayEqual(column(type), constant, Optional.of(value))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "integer|~ 01~|1",
        "integer|1.0|1",
        "integer|-0|0",
        "bigint|1e3|1000",
        "boolean|TRUE|t",
        "boolean|tr|t",
        "uuid|{00000000000000000000000000000001}|00000000-0000-0000-0000-000000000001",
        "numeric(10,2)|1.5|1.50",
        "numeric|NaN|1",
        "citext|a|A",
        "character(3)|a|~a  ~",
        "date|1/2/2020|2020-01-02",
        "jsonb|{}|[]",
        "text (loose)|a|A",
        "text|abc|deadheat-cut-md5:x",
      })
  void theseMayBeEqual(String type, String constant, String value) {
    assertThat(Values.mayEqual(column(type), constant, Optional.of(value))).isTrue();
  }

  @Test
  void aNullEqualsNothing() {
    assertThat(Values.mayEqual(column("text"), "", Optional.empty())).isFalse();
  }

  /// PostgreSQL itself is asked: what it calls equal must never be said to differ.
  @Test
  void postgresAgrees() throws Exception {
    String[][] samples = {
      {"integer", "1", "01", " 1", "-1", "2147483647", "0", "-0"},
      {"boolean", "t", "true", "f", "yes", "off", "1", "0", "fal", "tr"},
      {"numeric(10,2)", "1", "1.0", "1.00", "01.50", "1.5", "1.504", "-0.001", "0", "1e2", "100"},
      {"uuid", "00000000-0000-0000-0000-00000000000a", "{00000000-0000-0000-0000-00000000000A}"},
      {"text", "", "a", "A", "a ", "é"},
      {"character varying(2)", "a", "a ", "ab"},
      {"character(3)", "a", "a ", "ab"},
    };
    try (Connection connection = TestServer.server().connect("postgres")) {
      for (String[] sample : samples) {
        for (int i = 1; i < sample.length; i++) {
          String told =
              TestServer.ask(connection, "SELECT '" + sample[i] + "'::" + sample[0] + "::text");
          if (sample[0].equals("boolean")) {
            told = told.substring(0, 1);
          }
          for (int j = 1; j < sample.length; j++) {
            String equal = "SELECT '%s'::%s = '%s'".formatted(sample[i], sample[0], sample[j]);
            boolean may = Values.mayEqual(column(sample[0]), sample[j], Optional.of(told));
            assertThat(may || TestServer.ask(connection, equal).equals("f")).as(equal).isTrue();
          }
        }
      }
    }
  }
}

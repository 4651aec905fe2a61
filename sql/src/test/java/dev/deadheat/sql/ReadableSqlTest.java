package dev.deadheat.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReadableSqlTest {
  @Test
  void djangosGetLosesItsColumnsQuotesAndGuard() {
    assertThat(
            ReadableSql.of(
                """
                SELECT "myapp_mymodel"."id", "myapp_mymodel"."field", "myapp_mymodel"."other"
                FROM "myapp_mymodel" WHERE "myapp_mymodel"."id" = 1 LIMIT 21 FOR UPDATE\
                """))
        .isEqualTo("SELECT … FROM myapp_mymodel WHERE id = 1 FOR UPDATE");
  }

  @Test
  void djangosSaveKeepsEveryValue() {
    assertThat(
            ReadableSql.of(
                "UPDATE \"myapp_mymodel\" SET \"field\" = 'new value', \"other\" = 'x'"
                    + " WHERE \"myapp_mymodel\".\"id\" = 1"))
        .isEqualTo("UPDATE myapp_mymodel SET field = 'new value', other = 'x' WHERE id = 1");
  }

  @Test
  void hibernatesAliasGoesWithItsTable() {
    assertThat(
            ReadableSql.of(
                "select m1_0.id,m1_0.field,m1_0.other from my_model m1_0 where m1_0.id=$1"
                    + " for no key update",
                List.of(Optional.of("7"))))
        .isEqualTo("SELECT … FROM my_model WHERE id = 7 FOR NO KEY UPDATE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "select 1|SELECT 1",
        "SELECT COUNT(*) AS \"__count\" FROM \"a_b\"|SELECT COUNT(*) AS __count FROM a_b",
        "SELECT a.x, a.y, a.z, MAX(a.n) AS m FROM a|SELECT …, MAX(n) AS m FROM a",
        "SELECT a.x FROM a INNER JOIN b ON (a.id = b.a_id) WHERE b.id IN (1,2,3)"
            + "|SELECT a.x FROM a INNER JOIN b ON (a.id = b.a_id) WHERE b.id IN (1, 2, 3)",
        "DELETE FROM \"t\" WHERE \"t\".\"id\" IN (1,2,3,4,5,6)"
            + "|DELETE FROM t WHERE id IN (1, 2, 3, …)",
        "INSERT INTO \"t\" (\"a\", \"order\") VALUES (1, NULL), (2, -3) RETURNING \"t\".\"id\""
            + "|INSERT INTO t (a, \"order\") VALUES (1, NULL), … RETURNING id",
        "UPDATE t SET n = (\"t\".\"n\" - 1) WHERE t.n >= -5"
            + "|UPDATE t SET n = (n - 1) WHERE n >= -5",
        "SAVEPOINT \"s140_x1\"|SAVEPOINT s140_x1",
        "ROLLBACK TO SAVEPOINT \"s140_x1\";|ROLLBACK TO SAVEPOINT s140_x1",
        "begin isolation level repeatable read|BEGIN ISOLATION LEVEL REPEATABLE READ",
        "/* trace */ SELECT \"User\".\"id\" FROM \"User\" -- x|SELECT id FROM \"User\"",
        "SELECT x::int[] , y->>'k' FROM t WHERE a[1] = 2"
            + "|SELECT x::int[], y ->> 'k' FROM t WHERE a[1] = 2",
        "SELECT a FROM t WHERE NOT EXISTS(SELECT 1 FROM u WHERE u.id = t.id LIMIT 1)"
            + "|SELECT a FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.id = t.id LIMIT 1)",
        "SELECT key, no, value FROM t|SELECT … FROM t",
        "SELECT key, no FROM t FOR NO KEY UPDATE OF t SKIP LOCKED"
            + "|SELECT key, no FROM t FOR NO KEY UPDATE OF t SKIP LOCKED",
        "INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET b = EXCLUDED.b"
            + "|INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET b = EXCLUDED.b",
        "SELECT pg_advisory_xact_lock(4,2)|SELECT pg_advisory_xact_lock(4, 2)",
        "SELECT 'never closed|SELECT 'never closed",
      })
  void statementsReadWell(String sql, String readable) {
    assertThat(ReadableSql.of(sql)).isEqualTo(readable);
  }

  @Test
  void parametersStandInPlaceWithNullAndQuotes() {
    assertThat(
            ReadableSql.of(
                "UPDATE t SET a=$1, b=$2, c=$3 WHERE id=$4",
                List.of(Optional.of("it's"), Optional.empty(), Optional.of("2.50"))))
        .isEqualTo("UPDATE t SET a = 'it''s', b = NULL, c = 2.50 WHERE id = $4");
  }

  @Test
  void aLongTextIsCutInTheMiddleThenTheStatementAtItsEnd() {
    String sql = "UPDATE t SET a = '" + "x".repeat(100) + "' WHERE id = 1";
    assertThat(ReadableSql.of(sql)).contains("…").endsWith("x' WHERE id = 1").hasSizeLessThan(80);
    assertThat(ReadableSql.of(sql, List.of(), 50)).endsWith("WHERE id = 1").hasSizeLessThan(51);
    assertThat(ReadableSql.of(sql, List.of(), 10)).isEqualTo("UPDATE t …");
  }
}

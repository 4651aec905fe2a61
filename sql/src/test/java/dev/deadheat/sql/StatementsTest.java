package dev.deadheat.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.sql.Statement.Access;
import dev.deadheat.sql.Statement.RowLock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StatementsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "BEGIN",
        "begin transaction isolation level serializable read only deferrable",
        "SAVEPOINT \"s1\"",
        "RELEASE SAVEPOINT s1",
        "SET TIME ZONE 'UTC'",
        "SET LOCAL statement_timeout = 1",
        "RESET ALL",
        "SHOW server_version",
        "SELECT 1",
        "SELECT 1 AS one, 'x' || 'y'",
        "SELECT set_config('TimeZone', 'UTC', false)",
        "SELECT version()",
        "SELECT current_database(), now()",
        "SET CONSTRAINTS ALL DEFERRED",
        "DEALLOCATE ALL",
        "-- nothing",
        ";",
        "SET a = 1; SHOW a;",
      })
  void whatTouchesNothingIsNoStep(String sql) {
    assertThat(Statements.parse(sql).touchesNothing()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COMMIT",
        "ROLLBACK",
        "ROLLBACK TO SAVEPOINT s1",
        "SELECT * FROM t",
        "SELECT my_function()",
        "SELECT nextval('t_id_seq')",
        "SELECT pg_advisory_lock(1)",
        "SELECT pg_sleep(1)",
        "SELECT (SELECT 1 FROM t)",
        "SELECT \"now\".\"f\"(1), public.secret(2)",
        "TABLE t",
        "SELECT 1 INTO t2",
        "SET CONSTRAINTS ALL IMMEDIATE",
        "SET TRANSACTION SNAPSHOT '0001'",
        "COMMIT PREPARED 'x'",
        "DO $$ begin end $$",
        "CALL p()",
        "CREATE TABLE x ()",
        "SELECT 1; DELETE FROM t",
        "SELECT 'never closed",
        "SELECT 1)",
        "EXPLAIN ANALYZE DELETE FROM t",
        "EXECUTE s",
        "FETCH 1 FROM c",
        "NOTIFY c",
        "LOCK TABLE t",
        "WITH d AS (DELETE FROM t) SELECT 1",
      })
  void whateverMayTouchSomethingIsAStep(String sql) {
    assertThat(Statements.parse(sql).touchesNothing()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "SELECT * FROM t WHERE id = 1|t READ {id=[1]}",
        "SELECT * FROM \"T\" x WHERE x.\"Id\" = 'a' AND 2 = x.n|T READ {Id=[a], n=[2]}",
        "SELECT * FROM s.t WHERE (t.a = $1 AND (t.b = TRUE)) AND c > 1|s.t READ {a=[$1], b=[true]}",
        "SELECT * FROM t WHERE a IN (1, -2, '3')|t READ {a=[1, -2, 3]}",
        "SELECT * FROM t WHERE a BETWEEN 1 AND b = 2|t READ {}",
        "SELECT * FROM t WHERE c BETWEEN 1 AND 2 AND a = 1|t READ {a=[1]}",
        "SELECT * FROM t WHERE a = 1 OR b = 2|t READ {}",
        "SELECT * FROM t WHERE a = 1 AND (b = 2 OR c = 3)|t READ {a=[1]}",
        "SELECT * FROM t WHERE NOT a = 1|t READ {}",
        "SELECT * FROM t WHERE NOT (a = 1)|t READ {}",
        "SELECT * FROM t WHERE (a = 1) IS NOT TRUE|t READ {}",
        "SELECT * FROM t WHERE a = 1 + 1|t READ {}",
        "SELECT * FROM t WHERE a = '1'::varchar(1)|t READ {}",
        "SELECT * FROM t WHERE a = '1'::int|t READ {a=[1]}",
        "SELECT * FROM t WHERE a = E'\\x41'|t READ {}",
        "SELECT * FROM t WHERE CASE WHEN a = 1 AND b = 2 THEN true END AND c = 3|t READ {c=[3]}",
        "SELECT * FROM t WHERE a NOT IN (1)|t READ {}",
        "SELECT * FROM t WHERE a = b|t READ {}",
        "SELECT * FROM t WHERE a IS NOT DISTINCT FROM 1|t READ {}",
        "SELECT * FROM t|t READ {}",
        "SELECT * FROM t, u WHERE t.id = 1 AND x = 2|t READ {id=[1]}; u READ {}",
        "SELECT * FROM t AS a LEFT OUTER JOIN u b ON (a.x = b.y) WHERE b.id = 1 AND a.x = 2"
            + "|t READ {x=[2]}; u READ {id=[1]}",
        "SELECT * FROM t JOIN t ON true WHERE t.id = 1|t READ {}; t READ {}",
        "SELECT count(*) FROM t JOIN u USING (id) JOIN v ON left(v.a, 1) = u.b"
            + "|t READ {}; u READ {}; v READ {}",
        "SELECT (SELECT max(n) FROM u WHERE u.k = 5) FROM t|u READ {k=[5]}; t READ {}",
        "SELECT * FROM (SELECT * FROM t WHERE id = 3) q WHERE q.id = 4|t READ {id=[3]}",
        "SELECT 1 FROM t UNION ALL (SELECT 2 FROM u WHERE k = 1) UNION SELECT 3 FROM v"
            + "|t READ {}; u READ {k=[1]}; v READ {}",
        "WITH c AS (SELECT * FROM t), d AS (SELECT * FROM c) SELECT * FROM c, d, u"
            + "|t READ {}; u READ {}",
        "WITH t AS (SELECT * FROM t) SELECT * FROM t|t READ {}",
        "WITH RECURSIVE t AS (SELECT 1 UNION SELECT * FROM t) SELECT * FROM t|~~",
        "SELECT * FROM generate_series(1, 3) AS g(n), t|t READ {}",
        "INSERT INTO t (a, b) VALUES (1, 2)|t INSERT {}",
        "INSERT INTO s.t (a, b) VALUES (1, lower('X'))|s.t INSERT {}",
        "INSERT INTO t (a) SELECT a FROM u WHERE k = 1 AND NOT EXISTS (SELECT 1 FROM e)"
            + "|t INSERT {}; u READ {k=[1]}; e READ {}",
        "INSERT INTO t AS x VALUES (1) ON CONFLICT (a) DO UPDATE SET b = 2 RETURNING id|t INSERT"
            + " {}",
        "UPDATE t SET a = 1 WHERE id = 7|t UPDATE {id=[7]}",
        "UPDATE t SET a = u.b FROM u WHERE t.id = u.id AND u.k = 1|t UPDATE {}; u READ {k=[1]}",
        "UPDATE acc SET v=v*2 WHERE id=1 AND NOT EXISTS (SELECT 1 FROM evt)"
            + "|acc UPDATE {id=[1]}; evt READ {}",
        "DELETE FROM t WHERE id IN (SELECT id FROM u)|t DELETE {}; u READ {}",
        "DELETE FROM ONLY t USING u WHERE t.id = 2|t DELETE {id=[2]}; u READ {}",
        "TRUNCATE TABLE a, b RESTART IDENTITY|a WHOLE {}; b WHOLE {}",
        "LOCK TABLE ONLY a IN SHARE MODE NOWAIT|a WHOLE {}",
        "COPY t (a, b) FROM STDIN|t INSERT {}",
        "COPY t TO STDOUT|t READ {}",
        "COPY (SELECT * FROM t) TO STDOUT|t READ {}",
        "DECLARE c CURSOR FOR SELECT * FROM t WHERE id = 1|t READ {id=[1]}",
        "MERGE INTO t USING u ON t.id = u.id WHEN MATCHED THEN DELETE|t WHOLE {}; u READ {}",
      })
  void tablesAreFoundWithWhatTheConditionFixes(String sql, String expected) {
    Statement statement = Statements.parse(sql);
    assertThat(String.join("; ", statement.tables().stream().map(StatementsTest::show).toList()))
        .isEqualTo(expected);
    assertThat(statement.unknown()).isEmpty();
  }

  private static String show(Statement.TableUse use) {
    List<String> equalities =
        use.equalities().entrySet().stream()
            .map(entry ->
                entry.getKey() + "=" + entry.getValue().stream().map(StatementsTest::show).toList())
            .toList();
    return use.name() + " " + use.access() + " {" + String.join(", ", equalities) + "}";
  }

  private static String show(Statement.Constant constant) {
    return switch (constant) {
      case Statement.Constant.Literal(String text) -> text;
      case Statement.Constant.Parameter(int number) -> "$" + number;
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT f(x) FROM t",
        "UPDATE t SET a = 1 WHERE CURRENT OF c",
        "TRUNCATE t CASCADE",
        "SELECT nextval(x) FROM t",
        "SELECT * FROM XMLTABLE('/a' PASSING x COLUMNS y int)",
        "VACUUM t",
        "GRANT ALL ON t TO u",
        "nonsense",
        "SELECT $q$ never closed",
      })
  void whatIsNotUnderstoodSaysSo(String sql) {
    assertThat(Statements.parse(sql).unknown()).isPresent();
  }

  @Test
  void lockingClausesAreReadWithTheirTables() {
    assertThat(
            Statements.parse(
                    "SELECT 1 FROM a JOIN b ON true ORDER BY 1 LIMIT 1"
                        + " FOR NO KEY UPDATE OF a, \"b\" SKIP LOCKED FOR KEY SHARE NOWAIT")
                .locks())
        .containsExactly(
            new RowLock(RowLock.Mode.NO_KEY_UPDATE, List.of("a", "b"), RowLock.Wait.SKIP_LOCKED),
            new RowLock(RowLock.Mode.KEY_SHARE, List.of(), RowLock.Wait.NOWAIT));
    assertThat(Statements.parse("SELECT * FROM t WHERE id = 1 LIMIT 21 FOR UPDATE").locks())
        .containsExactly(new RowLock(RowLock.Mode.UPDATE, List.of(), RowLock.Wait.BLOCK));
  }

  @Test
  void transactionControlIsTold() {
    assertThat(Statements.parse("START TRANSACTION ISOLATION LEVEL REPEATABLE READ").command())
        .isEqualTo(
            new Command.Begin(
                new Command.Modes(
                    Optional.of(Command.Isolation.REPEATABLE_READ),
                    Optional.empty(),
                    Optional.empty())));
    assertThat(Statements.parse("END AND NO CHAIN").command()).isEqualTo(new Command.Commit(false));
    assertThat(Statements.parse("ROLLBACK WORK AND CHAIN").command())
        .isEqualTo(new Command.Rollback(true));
    assertThat(Statements.parse("ROLLBACK TRANSACTION TO \"S 1\"").command())
        .isEqualTo(new Command.RollbackTo("S 1"));
    assertThat(Statements.parse("release s").command()).isEqualTo(new Command.Release("s"));
  }

  @Test
  void advisoryLocksAndSequencesAreRead() {
    Statement statement =
        Statements.parse("SELECT pg_try_advisory_xact_lock(4, $1), nextval('public.s'::regclass)");
    assertThat(statement.advisory())
        .containsExactly(
            new Statement.AdvisoryCall(
                "pg_try_advisory_xact_lock",
                List.of(new Statement.Constant.Literal("4"), new Statement.Constant.Parameter(1))));
    assertThat(statement.sequences()).containsExactly("public.s");
    assertThat(Statements.parse("SELECT pg_advisory_lock(hashtext('a'))").advisory())
        .containsExactly(new Statement.AdvisoryCall("pg_advisory_lock", List.of()));
  }

  @Test
  void onConflictIsRead() {
    assertThat(
            Statements.parse("INSERT INTO t (a) VALUES (1) ON CONFLICT (a, b) DO NOTHING")
                .command())
        .isEqualTo(
            new Command.Insert(Optional.of(new Command.OnConflict(List.of("a", "b"), false))));
    assertThat(Statements.parse("INSERT INTO t (a) VALUES (1)").command())
        .isEqualTo(new Command.Insert(Optional.empty()));
  }

  @Test
  void severalStatementsAreKeptApart() {
    Statement both = Statements.parse("INSERT INTO t VALUES (';'); SELECT * FROM u");
    assertThat(both.command())
        .isInstanceOfSatisfying(
            Command.Several.class, several -> assertThat(several.statements()).hasSize(2));
    assertThat(both.tables().stream().map(Statement.TableUse::access))
        .containsExactly(Access.INSERT, Access.READ);
  }

  @Test
  void aTextOfSeveralStatementsCanBeTakenApart() {
    assertThat(Statements.texts("BEGIN; -- now; then\nSELECT ';' ; DO $$ a; b $$;;"))
        .containsExactly("BEGIN", "SELECT ';'", "DO $$ a; b $$");
    assertThat(Statements.texts(" -- nothing")).isEmpty();
  }
}

package dev.deadheat.postgres.locks;

import static dev.deadheat.postgres.TestServer.ask;
import static dev.deadheat.postgres.TestServer.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.postgres.TestServer;
import dev.deadheat.postgres.locks.HeldLock.Target;
import dev.deadheat.postgres.rows.Catalog;
import dev.deadheat.sql.Statement;
import dev.deadheat.sql.Statements;
import java.sql.Connection;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What is read from a statement's text is held against what the server locks for it.
final class StatementsAgreeTest {
  private static final String[] STATEMENTS = {
    "SELECT a.id, b.id FROM a, b WHERE a.id = 1 AND b.id = a.id",
    "SELECT * FROM a LEFT JOIN b ON a.id = b.id LEFT JOIN LATERAL (SELECT * FROM c) x ON true",
    "SELECT * FROM (a JOIN b USING (id)) JOIN (c CROSS JOIN a AS z) ON true",
    "SELECT (SELECT max(id) FROM b), ARRAY(SELECT id FROM c) FROM a",
    "SELECT * FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.id = a.id) OR id IN (SELECT id FROM c)",
    "SELECT id FROM a UNION ALL (SELECT id FROM b EXCEPT SELECT id FROM c) ORDER BY 1 LIMIT 3",
    "WITH x AS MATERIALIZED (SELECT * FROM a), y (q) AS (SELECT id FROM x) SELECT * FROM y, b",
    "WITH a AS (SELECT * FROM b) SELECT * FROM a",
    "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r, a WHERE n < 2) TABLE r",
    "WITH d AS (DELETE FROM a WHERE id = 9 RETURNING *) INSERT INTO b SELECT * FROM d",
    "INSERT INTO a (id, v) VALUES (5, (SELECT max(v) FROM b)) ON CONFLICT (id) DO UPDATE SET v ="
        + " excluded.v + (SELECT count(*) FROM c) RETURNING id, (SELECT min(id) FROM s.d)",
    "INSERT INTO a SELECT b.id + 50, 1 FROM b JOIN c ON b.id = c.id",
    "UPDATE a SET v = (SELECT max(v) FROM b), (id) = (SELECT 1) WHERE a.id = 1",
    "UPDATE a AS t SET v = b.v FROM b JOIN c ON b.id = c.id WHERE t.id = b.id RETURNING t.*, b.v",
    "DELETE FROM ONLY a AS t USING b, c WHERE t.id = b.id AND c.id = 3",
    "SELECT * FROM s.d JOIN public.a ON s.d.id = public.a.id WHERE s.d.id = 1 FOR UPDATE OF d",
    "SELECT * FROM a TABLESAMPLE SYSTEM (10) REPEATABLE (1), b AS bb (x, y) WHERE bb.x = 1",
    "SELECT count(*) FILTER (WHERE id > 1), sum(v) OVER (PARTITION BY id) FROM a GROUP BY id, v",
    "SELECT * FROM generate_series(1, (SELECT 2 FROM a LIMIT 1)) AS g (n), unnest(ARRAY[1]) u",
    "SELECT CASE WHEN EXISTS (SELECT FROM b) THEN 1 ELSE (SELECT 2 FROM c LIMIT 1) END FROM a",
    "SELECT extract(year FROM now()), trim(both 'x' FROM 'xax'), substring('abc' from 2) FROM a",
    "SELECT * FROM a WHERE v IS DISTINCT FROM (SELECT 1 FROM b LIMIT 1)",
    "SELECT DISTINCT ON (id) * FROM a ORDER BY id, (SELECT 1 FROM b LIMIT 1)",
    "VALUES (1, (SELECT max(id) FROM a)), (2, 3)",
    "TABLE a",
    "TRUNCATE a, ONLY b RESTART IDENTITY",
    "LOCK TABLE a, s.d IN ROW EXCLUSIVE MODE",
    "MERGE INTO a USING (SELECT * FROM b) x ON a.id = x.id WHEN NOT MATCHED THEN INSERT VALUES"
        + " (x.id, (SELECT 1 FROM c LIMIT 1))",
    "DECLARE cur CURSOR FOR SELECT * FROM a WHERE id IN (SELECT id FROM b)",
    "SELECT 1 AS \"from\", 'FROM b' AS x, $$ FROM c $$ FROM a -- , b\n",
    "SELECT * FROM a /* , b /* , c */ */ WHERE id = 1",
    "UPDATE a SET v = v - 1 WHERE id = 1 AND NOT EXISTS (SELECT 1 FROM b WHERE b.id = 1)",
  };

  @Test
  void everyTableThatTheServerLocksWasReadFromTheText() throws Exception {
    String database = TestServer.newDatabase();
    try (Connection application = TestServer.application(database);
        Connection control = TestServer.server().connect(database)) {
      run(
          application,
          """
          CREATE SCHEMA s;
          CREATE TABLE a (id int PRIMARY KEY, v bigint); CREATE TABLE b (id int, v bigint);
          CREATE TABLE c (id int, v bigint); CREATE TABLE s.d (id int, v bigint);
          INSERT INTO a VALUES (1, 1), (2, 2); INSERT INTO b VALUES (1, 1);
          INSERT INTO c VALUES (1, 1);
          """);
      int pid = Integer.parseInt(ask(application, "SELECT pg_backend_pid()"));
      application.setAutoCommit(false);
      try (Locks locks = new Locks(control, Catalog.read(control))) {
        for (String sql : STATEMENTS) {
          run(application, sql);
          Set<String> locked = new TreeSet<>();
          Set<String> written = new TreeSet<>();
          for (HeldLock lock : locks.relations(pid)) {
            String table = ((Target.Relation) lock.target()).table();
            locked.add(table);
            if (lock.isWrite()) {
              written.add(table);
            }
          }
          application.rollback();
          Statement statement = Statements.parse(sql);
          assertThat(statement.unknown()).as(sql).isEmpty();
          assertThat(locked)
              .as("locked by " + sql)
              .isNotEmpty()
              .isEqualTo(tables(statement, false));
          assertThat(written).as("written by " + sql).isEqualTo(tables(statement, true));
        }
      }
    }
  }

  private static Set<String> tables(Statement statement, boolean writtenOnly) {
    Set<String> names = new TreeSet<>();
    for (Statement.TableUse use : statement.tables()) {
      if (!writtenOnly || use.access() != Statement.Access.READ) {
        names.add(use.name().toString().replace("public.", ""));
      }
    }
    return names;
  }
}

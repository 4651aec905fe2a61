package dev.deadheat.postgres.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deadheat.postgres.TestServer;
import dev.deadheat.postgres.proxy.Gate.Told;
import dev.deadheat.postgres.proxy.Gate.Told.Answered;
import dev.deadheat.postgres.proxy.Gatekeeper.Passage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/// The proxy between pgjdbc and a real server.
class ProxyServerTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final AtomicReference<Passage> passage = new AtomicReference<>(Passage.FORWARD);
  private final Gate gate = new Gate(_ -> passage.get());
  private final List<AutoCloseable> open = new ArrayList<>();
  private String database = "";

  @BeforeEach
  void makeDatabase() throws Exception {
    database = TestServer.newDatabase();
  }

  @AfterEach
  void close() throws Exception {
    for (var resource : open.reversed()) {
      resource.close();
    }
  }

  private Connection connect(String parameters) throws Exception {
    var server = TestServer.server();
    var proxy =
        Proxy.open(
            new InetSocketAddress(server.host(), server.port()),
            gate,
            Proxy.Options.standard().withPrivateMark("deadheat:tok:"));
    open.add(proxy);
    var role = server.application();
    var connection =
        DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + database + "?" + parameters,
            role.user(),
            role.password());
    open.add(connection);
    return connection;
  }

  @Test
  void aDeferredKeyThatFailsAtOurCommitFailsTheStatement() throws Exception {
    var connection = connect("");
    TestServer.run(connection, "CREATE TABLE parent (id int PRIMARY KEY)");
    TestServer.run(
        connection,
        "CREATE TABLE child (parent int REFERENCES parent DEFERRABLE INITIALLY DEFERRED)");
    passage.set(Passage.STRETCH);
    assertThatThrownBy(() -> TestServer.run(connection, "INSERT INTO child VALUES (1)"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23503"));
    TestServer.run(connection, "INSERT INTO parent VALUES (1)");
    TestServer.run(connection, "INSERT INTO child VALUES (1)");
    assertThat(TestServer.ask(connection, "SELECT count(*) FROM child")).isEqualTo("1");
  }

  @Test
  void aStretchedStatementsLocksAreHeldWhileItIsLookedAt() throws Exception {
    var connection = connect("");
    TestServer.run(connection, "CREATE TABLE t (id int)");
    try (var control = TestServer.server().connect(database)) {
      var held = new ArrayList<String>();
      var looking =
          new Forwarding() {
            @Override
            public Passage arrived(Session session, Step step) {
              return Passage.STRETCH;
            }

            @Override
            public void answered(Session session, Step step, Answer answer) {
              held.add(locks(session));
            }

            @Override
            public void stretched(Session session, Step step, Answer commit) {
              held.add(locks(session));
            }

            private String locks(Session session) {
              try {
                return TestServer.ask(
                    control,
                    "SELECT coalesce(string_agg(mode, ','), '') FROM pg_locks"
                        + " WHERE relation = 't'::regclass AND pid = "
                        + session.backendPid());
              } catch (SQLException failed) {
                throw new IllegalStateException(failed);
              }
            }
          };
      var server = TestServer.server();
      try (var proxy =
              Proxy.open(
                  new InetSocketAddress(server.host(), server.port()),
                  looking,
                  Proxy.Options.standard());
          var stretched =
              DriverManager.getConnection(
                  "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + database,
                  server.application().user(),
                  server.application().password())) {
        held.clear();
        TestServer.run(stretched, "INSERT INTO t VALUES (1)");
        assertThat(held).containsExactly("RowExclusiveLock", "");
      }
    }
  }

  @Test
  void whatRefusesATransactionRunsUnstretched() throws Exception {
    var connection = connect("prepareThreshold=1");
    TestServer.run(connection, "CREATE TABLE t (id int)");
    passage.set(Passage.STRETCH);
    TestServer.run(connection, "VACUUM t");
    try (var statement = connection.prepareStatement("CREATE INDEX CONCURRENTLY i ON t (id)")) {
      statement.execute();
    }
    TestServer.run(connection, "DO $$ BEGIN INSERT INTO t VALUES (1); COMMIT; END $$");
    var refused =
        gate.seen().stream()
            .filter(told -> told instanceof Answered(_, _, var answer) && answer.stretchRefused())
            .map(told -> ((Answered) told).step().statements().getFirst().sql())
            .toList();
    assertThat(refused).contains("VACUUM t", "CREATE INDEX CONCURRENTLY i ON t (id)");
    assertThat(refused).anyMatch(sql -> sql.startsWith("DO"));
    assertThat(TestServer.ask(connection, "SELECT count(*) FROM t")).isEqualTo("1");
  }

  @Test
  void ourStatementsRunWhileTheApplicationAsksForNothing() throws Exception {
    var connection = connect("");
    var proxy = (Proxy) open.getFirst();
    TestServer.run(connection, "SET application_name = 'shop'");
    TestServer.run(connection, "SELECT pg_advisory_lock(1)");
    assertThat(proxy.tidy(List.of("SELECT pg_advisory_unlock_all()", "RESET ALL"), SOON)).isTrue();
    assertThat(
            TestServer.ask(connection, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"))
        .isEqualTo("0");
    assertThat(TestServer.ask(connection, "SHOW application_name")).isNotEqualTo("shop");
    connection.setAutoCommit(false);
    TestServer.run(connection, "SELECT 1");
    assertThat(proxy.tidy(List.of("SELECT 1"), Duration.ofMillis(50)))
        .as("within a transaction")
        .isFalse();
    connection.commit();
    assertThat(proxy.tidy(List.of("SELECT 1"), SOON)).isTrue();
  }

  @Test
  void anInjectedFailureFailsTheTransactionAndNothingElse() throws Exception {
    var connection = connect("");
    TestServer.run(connection, "CREATE TABLE t (id int)");
    connection.setAutoCommit(false);
    TestServer.run(connection, "INSERT INTO t VALUES (1)");
    passage.set(Passage.FAIL);
    assertThatThrownBy(() -> TestServer.run(connection, "INSERT INTO t VALUES (2)"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("XX000"));
    passage.set(Passage.FORWARD);
    assertThatThrownBy(() -> TestServer.run(connection, "INSERT INTO t VALUES (3)"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25P02"));
    connection.rollback();
    TestServer.run(connection, "INSERT INTO t VALUES (4)");
    connection.commit();
    assertThat(TestServer.ask(connection, "SELECT string_agg(id::text, ',') FROM t"))
        .isEqualTo("4");
  }

  @Test
  void aRefusedCommitRollsBackAndEndsTheTransaction() throws Exception {
    var connection = connect("");
    TestServer.run(connection, "CREATE TABLE t (id int)");
    connection.setAutoCommit(false);
    TestServer.run(connection, "INSERT INTO t VALUES (1)");
    passage.set(Passage.REFUSE);
    assertThatThrownBy(connection::commit)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40001"));
    assertThatThrownBy(() -> TestServer.run(connection, "INSERT INTO t VALUES (2)"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
    passage.set(Passage.FORWARD);
    connection.rollback();
    TestServer.run(connection, "INSERT INTO t VALUES (3)");
    connection.commit();
    assertThat(TestServer.ask(connection, "SELECT string_agg(id::text, ',') FROM t"))
        .isEqualTo("3");
  }

  @Test
  void aLostAnswerIsTheAnswerOfWhatWasDone() throws Exception {
    var connection = connect("");
    TestServer.run(connection, "CREATE TABLE t (id int)");
    passage.set(Passage.LOSE);
    assertThatThrownBy(() -> TestServer.run(connection, "INSERT INTO t VALUES (1)"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
    passage.set(Passage.FORWARD);
    assertThat(TestServer.ask(connect(""), "SELECT id FROM t")).isEqualTo("1");
  }

  @Test
  void copyGoesThroughInBothDirections() throws Exception {
    var connection = connect("");
    TestServer.run(connection, "CREATE TABLE t (v text)");
    var copy = connection.unwrap(PGConnection.class).getCopyAPI();
    var lines = ("x".repeat(999) + "\n").repeat(12_000).getBytes(StandardCharsets.UTF_8);
    for (var how : List.of(Passage.FORWARD, Passage.STRETCH)) {
      passage.set(how);
      var rows = copy.copyIn("COPY t FROM STDIN", new ByteArrayInputStream(lines));
      assertThat(rows).isEqualTo(12_000);
    }
    var out = new ByteArrayOutputStream();
    assertThat(copy.copyOut("COPY t TO STDOUT", out)).isEqualTo(24_000);
    assertThat(out.size()).isEqualTo(2 * lines.length);
    var bad = "1\t2\n".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> copy.copyIn("COPY t FROM STDIN", new ByteArrayInputStream(bad)))
        .isInstanceOf(SQLException.class);
    assertThat(TestServer.ask(connection, "SELECT count(*) FROM t")).isEqualTo("24000");
  }

  @Test
  void aRunningStatementCanBeCancelled() throws Exception {
    var connection = connect("");
    try (var statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      assertThatThrownBy(() -> statement.execute("SELECT pg_sleep(60)"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
    }
    assertThat(TestServer.ask(connection, "SELECT 1")).isEqualTo("1");
  }

  @Test
  void aBackendThatIsTerminatedSaysSo() throws Exception {
    var connection = connect("");
    try (var control = TestServer.server().connect(database)) {
      var pid = TestServer.ask(connection, "SELECT pg_backend_pid()");
      assertThat(gate.next(Told.Opened.class).session().backendPid())
          .isEqualTo(Integer.parseInt(pid));
      TestServer.ask(control, "SELECT pg_terminate_backend(" + pid + ", 10000)");
      assertThatThrownBy(() -> TestServer.ask(connection, "SELECT 1"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57P01"));
    }
  }

  @Test
  void aValueOfAHundredMegabytesGoesThroughBothWays() throws Exception {
    var connection = connect("");
    var size = 100_000_000;
    var sent = "y".repeat(size);
    try (var statement =
        connection.prepareStatement("SELECT length(?), repeat('x', " + size + ")")) {
      statement.setString(1, sent);
      try (var result = statement.executeQuery()) {
        result.next();
        assertThat(result.getInt(1)).isEqualTo(size);
        assertThat(result.getString(2)).hasSize(size);
      }
    }
  }

  @Test
  void preparedStatementsAndBatchesKeepTheirTextAndValues() throws Exception {
    var connection = connect("prepareThreshold=2");
    TestServer.run(connection, "CREATE TABLE t (id int, v text)");
    gate.seen();
    var sql = "/*deadheat:shop/views.py:7*/INSERT INTO t VALUES (?, ?)";
    try (var statement = connection.prepareStatement(sql)) {
      for (var i = 0; i < 5; i++) {
        statement.setInt(1, i);
        statement.setString(2, "v" + i);
        statement.executeUpdate();
      }
      for (var i = 5; i < 8; i++) {
        statement.setInt(1, i);
        statement.setString(2, "v" + i);
        statement.addBatch();
      }
      statement.executeBatch();
    }
    var executed =
        gate.seen().stream()
            .filter(Told.Arrived.class::isInstance)
            .flatMap(told -> ((Told.Arrived) told).step().statements().stream())
            .filter(statement -> statement.sql().startsWith("INSERT INTO t VALUES ($1, $2)"))
            .toList();
    assertThat(executed).hasSize(8);
    for (var i = 0; i < 8; i++) {
      assertThat(executed.get(i).parameters())
          .containsExactly(Optional.of(String.valueOf(i)), Optional.of("v" + i));
      assertThat(executed.get(i).tag()).contains(new Step.Tag("shop/views.py", 7));
    }
  }

  /// What the proxy makes of binary values is what the server prints.
  @Test
  void binaryValuesReadAsTheServerPrintsThem() throws Exception {
    var connection =
        connect("prepareThreshold=-1&binaryTransfer=true&options=-c%20TimeZone=Asia/Kolkata");
    var values =
        List.of(
            "true",
            "false::bool",
            "'-32768'::int2",
            "'-2147483648'::int4",
            "7::int8",
            "'9223372036854775807'::int8",
            "4294967295::oid",
            "1.5::float4",
            "1e6::float4",
            "1e5::float4",
            "'1e-5'::float4",
            "0.1::float8",
            "1e15::float8",
            "123456789012345::float8",
            "1e14::float8",
            "'-1.25e-7'::float8",
            "'0.0001'::float8",
            "'NaN'::float8",
            "'-Infinity'::float8",
            "0::float8",
            "'-0'::float8",
            "'1e300'::float8",
            "0::numeric",
            "123.4500::numeric",
            "'-0.000012'::numeric",
            "10000::numeric",
            "'123456789012345678901234567890.123456'::numeric",
            "'NaN'::numeric",
            "'00000000-0000-0000-0000-0123456789ab'::uuid",
            "'\\x00ff'::bytea",
            "'héllo'::text",
            "'a b'::varchar",
            "'{\"a\": 1}'::json",
            "'{\"a\": 1}'::jsonb",
            "date '2024-02-29'",
            "date '1970-01-01'",
            "date 'infinity'",
            "timestamp '2024-02-29 01:02:03.45'",
            "timestamp '1999-12-31 23:59:59'",
            "timestamptz '2024-02-29 20:02:03+00'",
            "timestamptz '1945-01-01 00:00:00+00'",
            "time '24:00:00'",
            "time '01:02:03.000004'",
            "null::int4");
    for (var value : values) {
      var sql = "SELECT " + value + " AS b, (" + value + ")::text AS t";
      try (var statement = connection.prepareStatement(sql);
          var result = statement.executeQuery()) {
        assertThat(result.next()).isTrue();
      }
      var row = lastAnswer().results().getLast().rows().getFirst();
      if (value.equals("true") || value.startsWith("false")) {
        assertThat(row.get(0)).as(value).isEqualTo(row.get(1).map(t -> t.substring(0, 1)));
      } else {
        assertThat(row.get(0)).as(value).isEqualTo(row.get(1));
      }
    }
  }

  private Answer lastAnswer() {
    return gate.seen().reversed().stream()
        .filter(Answered.class::isInstance)
        .map(told -> ((Answered) told).answer())
        .findFirst()
        .orElseThrow();
  }
}

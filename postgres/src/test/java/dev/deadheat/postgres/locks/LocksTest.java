package dev.deadheat.postgres.locks;

import static dev.deadheat.postgres.TestServer.ask;
import static dev.deadheat.postgres.TestServer.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deadheat.postgres.TestServer;
import dev.deadheat.postgres.locks.HeldLock.Target;
import dev.deadheat.postgres.rows.Catalog;
import dev.deadheat.search.Access.LockMode;
import dev.deadheat.search.RowKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LocksTest {
  private Connection control;
  private Connection ann;
  private Connection bob;
  private int annPid;
  private int bobPid;
  private Locks locks;

  @BeforeEach
  void connect() throws Exception {
    String database = TestServer.newDatabase();
    ann = TestServer.application(database);
    bob = TestServer.application(database);
    annPid = Integer.parseInt(ask(ann, "SELECT pg_backend_pid()"));
    bobPid = Integer.parseInt(ask(bob, "SELECT pg_backend_pid()"));
    run(
        ann,
        """
        CREATE TABLE account (id int PRIMARY KEY, n int);
        CREATE TABLE log (n int);
        CREATE TABLE part (id int PRIMARY KEY) PARTITION BY RANGE (id);
        CREATE TABLE part_low PARTITION OF part FOR VALUES FROM (0) TO (10);
        CREATE VIEW rich AS SELECT * FROM account WHERE n > 100;
        CREATE FUNCTION peek() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM log';
        INSERT INTO account VALUES (1, 1), (2, 2), (3, 3);
        INSERT INTO part VALUES (1);
        """);
    control = TestServer.server().connect(database);
    locks = new Locks(control, Catalog.read(control));
    ann.setAutoCommit(false);
    bob.setAutoCommit(false);
  }

  @AfterEach
  void disconnect() throws Exception {
    locks.close();
    control.close();
    ann.close();
    bob.close();
  }

  private List<String> relations(int pid) throws Exception {
    return locks.relations(pid).stream()
        .map(lock -> ((Target.Relation) lock.target()).table() + " " + lock.mode())
        .toList();
  }

  /// Runs a statement that has to wait, and the check while it waits.
  private void whileWaiting(String sql, Check check) throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Void> waiting =
          () -> {
            run(bob, sql);
            return null;
          };
      Future<Void> waiter = executor.submit(waiting);
      while (!locks.isBlocked(bobPid, List.of(annPid))) {
        assertThat(waiter.isDone()).as("it should wait: " + sql).isFalse();
        Thread.onSpinWait();
      }
      check.check();
      ann.rollback();
      waiter.get(20, TimeUnit.SECONDS);
    }
  }

  private interface Check {
    void check() throws Exception;
  }

  @Test
  void tablesBehindViewsAndFunctionsAreNamed() throws Exception {
    assertThat(relations(annPid)).isEmpty();
    run(ann, "SELECT * FROM rich");
    assertThat(relations(annPid)).containsExactly("account AccessShareLock");
    run(ann, "SELECT peek()");
    run(ann, "UPDATE part SET id = 2");
    assertThat(relations(annPid))
        .contains("log AccessShareLock", "part RowExclusiveLock", "account AccessShareLock");
    assertThat(locks.relations(annPid).stream().filter(HeldLock::isWrite))
        .isNotEmpty()
        .allSatisfy(lock -> assertThat(lock.target()).isEqualTo(new Target.Relation("part")));
    ann.commit();
    assertThat(locks.held(List.of(annPid, bobPid))).isEmpty();
  }

  @Test
  void aTableMadeSinceIsNamedByItsNumber() throws Exception {
    run(ann, "CREATE TABLE fresh (x int)");
    assertThat(relations(annPid))
        .isNotEmpty()
        .allSatisfy(lock -> assertThat(lock).startsWith("oid "));
    ann.rollback();
  }

  @Test
  void aWaiterItsBlockerAndItsQueueAreSeen() throws Exception {
    run(ann, "UPDATE account SET n = 5 WHERE id = 1");
    assertThat(locks.isBlocked(bobPid, List.of(annPid))).isFalse();
    assertThat(locks.blockers(bobPid)).isEmpty();
    whileWaiting(
        "UPDATE account SET n = 6 WHERE id = 1",
        () -> {
          assertThat(locks.blockers(bobPid)).containsExactly(annPid);
          assertThat(locks.blockers(annPid)).isEmpty();
          assertThat(locks.held(List.of(bobPid)).stream().filter(lock -> !lock.granted()))
              .singleElement()
              .satisfies(lock -> assertThat(lock.target()).isInstanceOf(Target.Transaction.class));
          assertThat(locks.held(List.of(bobPid)).stream().map(HeldLock::target))
              .anyMatch(
                  target -> target instanceof Target.Tuple(String t, _) && t.equals("account"));
          assertThat(locks.backends())
              .anySatisfy(backend -> {
                assertThat(backend.pid()).isEqualTo(bobPid);
                assertThat(backend.waitEvent()).isEqualTo("Lock: transactionid");
                assertThat(backend.inTransaction()).isTrue();
              });
        });
  }

  @Test
  void whoWaitsForASafeSnapshotIsSeenToWait() throws Exception {
    run(ann, "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
    run(ann, "UPDATE account SET n = 5 WHERE id = 1");
    run(bob, "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY, DEFERRABLE");
    whileWaiting(
        "SELECT count(*) FROM account",
        () -> assertThat(locks.blockers(bobPid)).containsExactly(annPid));
  }

  @Test
  void aCancelledStatementFails() throws Exception {
    run(ann, "UPDATE account SET n = 5 WHERE id = 1");
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> waiter =
          executor.submit(() -> {
            run(bob, "UPDATE account SET n = 6 WHERE id = 1");
            return true;
          });
      while (locks.blockers(bobPid).isEmpty()) {
        assertThat(waiter.isDone()).isFalse();
        Thread.onSpinWait();
      }
      locks.cancel(List.of(bobPid));
      assertThatThrownBy(() -> waiter.get(20, TimeUnit.SECONDS))
          .cause()
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("57014"));
    }
  }

  @Test
  void lockedRowsAreFoundThoughNothingWasReturned() throws Exception {
    run(ann, "SELECT * FROM account WHERE id IN (1, 3) ORDER BY id FOR NO KEY UPDATE");
    run(ann, "UPDATE part SET id = 3");
    assertThat(locks.rowLocks("account").orElseThrow())
        .containsExactly(
            new RowLocks(
                new RowKey("account", List.of("1")),
                List.of(LockMode.NO_KEY_UPDATE),
                List.of(annPid)),
            new RowLocks(
                new RowKey("account", List.of("3")),
                List.of(LockMode.NO_KEY_UPDATE),
                List.of(annPid)));
    assertThat(locks.rowLocks("part").orElseThrow())
        .singleElement()
        .satisfies(lock -> {
          assertThat(lock.row()).isEqualTo(new RowKey("part", List.of("1")));
          assertThat(lock.modes()).containsExactly(LockMode.UPDATE);
        });
    ann.rollback();
    assertThat(locks.rowLocks("account").orElseThrow()).isEmpty();
  }

  @Test
  void locksTakenAfterASavepointAreTheirBackends() throws Exception {
    run(ann, "SAVEPOINT a");
    run(ann, "SELECT * FROM account WHERE id = 1 FOR UPDATE");
    run(ann, "SAVEPOINT b");
    run(ann, "SELECT * FROM account WHERE id = 2 FOR SHARE");
    run(bob, "SAVEPOINT c");
    run(bob, "SELECT * FROM account WHERE id = 2 FOR KEY SHARE");
    RowLocks one =
        new RowLocks(
            new RowKey("account", List.of("1")), List.of(LockMode.UPDATE), List.of(annPid));
    assertThat(locks.rowLocks("account").orElseThrow())
        .containsExactly(
            one,
            new RowLocks(
                new RowKey("account", List.of("2")),
                List.of(LockMode.KEY_SHARE, LockMode.SHARE),
                List.of(annPid, bobPid).stream().sorted().toList()));
    run(ann, "RELEASE SAVEPOINT b");
    run(bob, "ROLLBACK TO SAVEPOINT c");
    assertThat(locks.rowLocks("account").orElseThrow())
        .containsExactly(
            one,
            new RowLocks(
                new RowKey("account", List.of("2")),
                List.of(LockMode.SHARE),
                List.of(RowLocks.SOMEBODY)));
    run(ann, "ROLLBACK TO SAVEPOINT a");
    assertThat(locks.rowLocks("account").orElseThrow()).isEmpty();
  }

  @Test
  void sharedLockersAreAllNamed() throws Exception {
    run(ann, "SELECT * FROM account WHERE id = 2 FOR KEY SHARE");
    run(bob, "SELECT * FROM account WHERE id = 2 FOR SHARE");
    assertThat(locks.rowLocks("account").orElseThrow())
        .singleElement()
        .satisfies(lock -> {
          assertThat(lock.modes()).containsExactly(LockMode.KEY_SHARE, LockMode.SHARE);
          assertThat(lock.pids()).containsExactlyInAnyOrder(annPid, bobPid);
        });
  }

  @Test
  void advisoryLocksShowTheirKeys() throws Exception {
    run(ann, "SELECT pg_advisory_xact_lock(-7), pg_advisory_lock_shared(4, -2)");
    assertThat(locks.held(List.of(annPid)).stream().flatMap(lock -> lock.advisoryKey().stream()))
        .containsExactlyInAnyOrder("-7", "4,-2");
    whileWaiting(
        "SELECT pg_advisory_xact_lock(-7)",
        () -> assertThat(locks.blockers(bobPid)).containsExactly(annPid));
    ann.rollback();
    assertThat(locks.held(List.of(annPid)).stream().flatMap(lock -> lock.advisoryKey().stream()))
        .containsExactly("4,-2");
  }

  @Test
  void whatIsLeftBehindIsSeen() throws Exception {
    ann.commit();
    assertThat(locks.backends()).noneMatch(Backend::inTransaction);
    run(ann, "SELECT 1");
    assertThat(locks.backends().stream().filter(Backend::inTransaction).map(Backend::pid))
        .containsExactly(annPid);
  }
}

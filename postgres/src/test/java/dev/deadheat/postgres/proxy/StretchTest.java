package dev.deadheat.postgres.proxy;

import static dev.deadheat.wire.BackendMessage.TransactionStatus.FAILED;
import static dev.deadheat.wire.BackendMessage.TransactionStatus.IDLE;
import static dev.deadheat.wire.BackendMessage.TransactionStatus.IN_TRANSACTION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.postgres.proxy.Gate.Told.Answered;
import dev.deadheat.postgres.proxy.Gate.Told.Arrived;
import dev.deadheat.postgres.proxy.Gate.Told.Opened;
import dev.deadheat.postgres.proxy.Gate.Told.Stretched;
import dev.deadheat.postgres.proxy.Gatekeeper.Passage;
import dev.deadheat.postgres.proxy.Step.TransactionState;
import dev.deadheat.wire.BackendMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A lone statement stretched over a transaction of the proxy's own.
class StretchTest {
  private static final byte[] BEGUN = Wire.ownDone("BEGIN", IN_TRANSACTION);
  private static final byte[] UPDATED = Wire.complete("UPDATE 1");

  private final Gate gate = Gate.of(Passage.STRETCH);

  @Test
  void theReplyComesAfterOurCommit() throws Exception {
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      ends.client().send(Wire.query("UPDATE t"));
      ends.server().expect(Wire.own("BEGIN"), Wire.query("UPDATE t"));
      ends.server().send(BEGUN, UPDATED, Wire.ready(IN_TRANSACTION));
      ends.server().expect(Wire.own("COMMIT"));
      gate.next(Opened.class);
      gate.next(Arrived.class);
      var answer = gate.next(Answered.class).answer();
      assertThat(answer.transaction()).isEqualTo(TransactionState.IN_TRANSACTION);
      assertThat(answer.stretchRefused()).isFalse();
      assertThat(ends.client().unread()).isZero();
      ends.server().send(Wire.ownDone("COMMIT", IDLE));
      ends.client().expect(UPDATED, Wire.ready(IDLE));
      assertThat(gate.next(Stretched.class).commit().error()).isEmpty();
    }
  }

  @Test
  void aCommitThatFailsIsAllThatTheClientSees() throws Exception {
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      ends.client().send(Wire.query("INSERT"));
      ends.server().expect(Wire.own("BEGIN"), Wire.query("INSERT"));
      ends.server().send(BEGUN, Wire.complete("INSERT 0 1"), Wire.ready(IN_TRANSACTION));
      ends.server().expect(Wire.own("COMMIT"));
      var error = Wire.error("ERROR", "23503", "no parent");
      ends.server()
          .send(
              Wire.server(new BackendMessage.ParseComplete()),
              Wire.server(new BackendMessage.BindComplete()),
              error,
              Wire.ready(IDLE));
      ends.client().expect(error, Wire.ready(IDLE));
      gate.next(Opened.class);
      gate.next(Arrived.class);
      gate.next(Answered.class);
      assertThat(gate.next(Stretched.class).commit().error().orElseThrow().sqlState())
          .isEqualTo("23503");
    }
  }

  @Test
  void aStepThatFailsIsRolledBack() throws Exception {
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      ends.client().send(Wire.query("INSERT"));
      ends.server().expect(Wire.own("BEGIN"), Wire.query("INSERT"));
      var error = Wire.error("ERROR", "23505", "duplicate");
      ends.server().send(BEGUN, error, Wire.ready(FAILED));
      ends.server().expect(Wire.own("ROLLBACK")).send(Wire.ownDone("ROLLBACK", IDLE));
      ends.client().expect(error, Wire.ready(IDLE));
      gate.next(Opened.class);
      gate.next(Arrived.class);
      assertThat(gate.next(Answered.class).answer().transaction())
          .isEqualTo(TransactionState.FAILED);
      assertThat(gate.next(Stretched.class).commit().transaction())
          .isEqualTo(TransactionState.IDLE);
    }
  }

  @Test
  void aStatementThatRefusesTransactionsIsSentAgainAsItWas() throws Exception {
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      var batch =
          Wire.join(
              Wire.parse("s", "CREATE DATABASE d"),
              Wire.bind("", "s"),
              Wire.execute(""),
              Wire.sync());
      ends.client().send(batch);
      ends.server().expect(Wire.own("BEGIN"), batch);
      var parsed = Wire.server(new BackendMessage.ParseComplete());
      var bound = Wire.server(new BackendMessage.BindComplete());
      ends.server()
          .send(
              BEGUN,
              parsed,
              bound,
              Wire.error("ERROR", "25001", "cannot run inside a transaction block"),
              Wire.ready(FAILED));
      var rollback = new dev.deadheat.wire.ByteWriter();
      OwnMessages.statement("ROLLBACK", List.of(dev.deadheat.wire.Bytes.utf8("s")), rollback);
      ends.server().expect(rollback.toBytes().toArray());
      ends.server().send(Wire.ownDone("ROLLBACK", IDLE));
      ends.server().expect(batch);
      ends.server().send(parsed, bound, Wire.complete("CREATE DATABASE"), Wire.ready(IDLE));
      ends.client().expect(parsed, bound, Wire.complete("CREATE DATABASE"), Wire.ready(IDLE));
      gate.next(Opened.class);
      gate.next(Arrived.class);
      var answer = gate.next(Answered.class).answer();
      assertThat(answer.stretchRefused()).isTrue();
      assertThat(answer.error()).isEmpty();
    }
  }

  @Test
  void transactionControlIsNotStretched() throws Exception {
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      gate.next(Opened.class);
      var sql = "UPDATE t; /* then */ COMMIT; UPDATE u";
      ends.client().send(Wire.query(sql));
      ends.server().expect(Wire.query(sql)).send(UPDATED, Wire.ready(IDLE));
      ends.client().expect(UPDATED, Wire.ready(IDLE));
      gate.next(Arrived.class);
      assertThat(gate.next(Answered.class).answer().stretchRefused()).isTrue();
    }
  }

  @Test
  void aStepInsideATransactionIsNotStretched() throws Exception {
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      gate.next(Opened.class);
      ends.client().send(Wire.query("BEGIN"));
      ends.server()
          .expect(Wire.query("BEGIN"))
          .send(Wire.complete("BEGIN"), Wire.ready(IN_TRANSACTION));
      ends.client().expect(Wire.complete("BEGIN"), Wire.ready(IN_TRANSACTION));
      ends.client().send(Wire.query("UPDATE t"));
      ends.server().expect(Wire.query("UPDATE t"));
    }
  }

  @Test
  void aQueryBehindABatchWithoutSyncIsNotStretched() throws Exception {
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      var mixed = Wire.join(Wire.execute("p"), Wire.query("UPDATE t"));
      ends.client().send(mixed);
      ends.server().expect(mixed);
    }
  }

  @Test
  void aServerThatDiesBeforeOurCommitIsAllThatTheClientSees() throws Exception {
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      ends.client().send(Wire.query("UPDATE t"));
      ends.server().expect(Wire.own("BEGIN"), Wire.query("UPDATE t"));
      ends.server().send(BEGUN, UPDATED, Wire.ready(IN_TRANSACTION));
      ends.server().expect(Wire.own("COMMIT"));
      var error = Wire.error("FATAL", "57P01", "terminating connection");
      ends.server().send(error);
      ends.server().close();
      ends.client().expect(error);
      ends.client().expectEnd();
    }
  }
}

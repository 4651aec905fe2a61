package dev.deadheat.postgres.proxy;

import static dev.deadheat.wire.BackendMessage.TransactionStatus.IDLE;
import static dev.deadheat.wire.BackendMessage.TransactionStatus.IN_TRANSACTION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.postgres.proxy.Gate.Told.Answered;
import dev.deadheat.postgres.proxy.Gate.Told.Arrived;
import dev.deadheat.postgres.proxy.Gate.Told.Opened;
import dev.deadheat.postgres.proxy.Gatekeeper.Passage;
import dev.deadheat.postgres.proxy.Step.TransactionState;
import dev.deadheat.wire.BackendMessage;
import dev.deadheat.wire.Bytes;
import dev.deadheat.wire.FrontendMessage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Batches, Flush and Sync, COPY: what belongs to which step, and who waits for whom.
class ProxyPipelineTest {
  private static final byte[] PARSED = Wire.server(new BackendMessage.ParseComplete());
  private static final byte[] BOUND = Wire.server(new BackendMessage.BindComplete());

  @Test
  void pipelinedBatchesGoOneAtATime() throws Exception {
    var gate = Gate.of(Passage.FORWARD);
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      var first =
          Wire.join(Wire.parse("", "A"), Wire.bind("", "", "7"), Wire.execute(""), Wire.sync());
      var second = Wire.join(Wire.bind("p", ""), Wire.execute("p"), Wire.sync());
      ends.client().send(Wire.join(first, second));
      ends.server().expect(first);
      gate.next(Opened.class);
      assertThat(gate.next(Arrived.class).step().statements())
          .containsExactly(new Step.Statement("A", List.of(Optional.of("7")), Optional.empty()));
      assertThat(ends.server().unread()).isZero();
      var done = Wire.join(PARSED, BOUND, Wire.complete("INSERT 0 1"), Wire.ready(IN_TRANSACTION));
      ends.server().send(done);
      ends.client().expect(done);
      gate.next(Answered.class);
      ends.server().expect(second);
      var step = gate.next(Arrived.class).step();
      assertThat(step.statements()).extracting(Step.Statement::sql).containsExactly("A");
      assertThat(step.transaction()).isEqualTo(TransactionState.IN_TRANSACTION);
    }
  }

  @Test
  void aFlushEndsAStepAndItsSyncIsTheCommit() throws Exception {
    var gate = Gate.of(Passage.FORWARD);
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      gate.next(Opened.class);
      var batch =
          Wire.join(
              Wire.parse("s", "/*deadheat:a.py:3*/A"),
              Wire.bind("", "s"),
              Wire.execute(""),
              Wire.flush());
      ends.client().send(batch);
      ends.server()
          .expect(Wire.parse("s", "A"), Wire.bind("", "s"), Wire.execute(""), Wire.flush());
      assertThat(gate.next(Arrived.class).step().statements().getFirst().tag())
          .contains(new Step.Tag("a.py", 3));
      ends.server().send(PARSED, BOUND, Wire.complete("UPDATE 1"));
      ends.client().expect(PARSED, BOUND, Wire.complete("UPDATE 1"));
      assertThat(gate.next(Answered.class).answer().transaction())
          .isEqualTo(TransactionState.IN_TRANSACTION);
      ends.client().send(Wire.sync());
      ends.server().expect(Wire.sync());
      assertThat(gate.next(Arrived.class).step())
          .isEqualTo(new Step(List.of(), TransactionState.IN_TRANSACTION));
      ends.server().send(Wire.ready(IDLE));
      ends.client().expect(Wire.ready(IDLE));
      assertThat(gate.next(Answered.class).answer().transaction()).isEqualTo(TransactionState.IDLE);
    }
  }

  @Test
  void afterAnErrorBeforeFlushNothingIsAStepUntilSync() throws Exception {
    var gate = Gate.of(Passage.FORWARD);
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      gate.next(Opened.class);
      var batch = Wire.join(Wire.parse("", "A"), Wire.bind("", ""), Wire.execute(""), Wire.flush());
      ends.client().send(batch);
      ends.server().expect(batch);
      gate.next(Arrived.class);
      var error = Wire.error("ERROR", "42P01", "no such table");
      ends.server().send(error);
      ends.client().expect(error);
      assertThat(gate.next(Answered.class).answer().error())
          .contains(new Answer.ServerError("42P01", "no such table", Optional.empty()));
      ends.client().send(batch, Wire.sync());
      ends.server().expect(batch, Wire.sync());
      ends.server().send(Wire.ready(IDLE));
      ends.client().expect(Wire.ready(IDLE));
      ends.client().send(Wire.query("B"));
      ends.server().expect(Wire.query("B"));
      assertThat(gate.next(Arrived.class).step().statements())
          .extracting(Step.Statement::sql)
          .containsExactly("B");
    }
  }

  @Test
  void aBatchWithoutSyncOrFlushGoesOnceItsClientWaits() throws Exception {
    var gate = Gate.of(Passage.FORWARD);
    try (var scene = Scene.of(gate, Proxy.Options.standard().withQuietMillis(1));
        var ends = scene.ready()) {
      gate.next(Opened.class);
      var batch = Wire.join(Wire.parse("", "A"), Wire.bind("", ""), Wire.execute(""));
      ends.client().send(batch);
      ends.server().expect(batch, Wire.flush());
      assertThat(gate.next(Arrived.class).step().statements())
          .extracting(Step.Statement::sql)
          .containsExactly("A");
      // As PostgreSQL does: an error is flushed, whether or not that was asked for.
      var error = Wire.error("ERROR", "23505", "duplicate key");
      ends.server().send(PARSED, BOUND, error);
      ends.client().expect(PARSED, BOUND, error);
      gate.next(Answered.class);
      ends.client().send(Wire.sync());
      ends.server().expect(Wire.sync()).send(Wire.ready(IDLE));
      ends.client().expect(Wire.ready(IDLE));
    }
  }

  @Test
  void preparingInATransactionIsAStepAndOutsideItIsNot() throws Exception {
    var gate = Gate.of(Passage.FORWARD);
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      gate.next(Opened.class);
      var prepare = Wire.join(Wire.parse("s", "A"), Wire.sync());
      ends.client().send(prepare);
      ends.server().expect(prepare).send(PARSED, Wire.ready(IDLE));
      ends.client().expect(PARSED, Wire.ready(IDLE)).send(Wire.query("BEGIN"));
      ends.server()
          .expect(Wire.query("BEGIN"))
          .send(Wire.complete("BEGIN"), Wire.ready(IN_TRANSACTION));
      ends.client().expect(Wire.complete("BEGIN"), Wire.ready(IN_TRANSACTION));
      assertThat(gate.next(Arrived.class).step().statements()).hasSize(1);
      gate.next(Answered.class);
      ends.client().send(prepare);
      ends.server().expect(prepare);
      assertThat(gate.next(Arrived.class).step())
          .isEqualTo(new Step(List.of(), TransactionState.IN_TRANSACTION, List.of("A")));
    }
  }

  @Test
  void copyInOfASimpleQueryIsRelayedWithinItsStep() throws Exception {
    var gate = Gate.of(Passage.FORWARD);
    var asks = Wire.server(new BackendMessage.CopyInResponse(0, List.of(0)));
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      ends.client().send(Wire.query("COPY t FROM STDIN"));
      ends.server().expect(Wire.query("COPY t FROM STDIN")).send(asks);
      ends.client().expect(asks);
      var data = Wire.client(new FrontendMessage.CopyData(Bytes.of(new byte[300_000])));
      var end = Wire.client(new FrontendMessage.CopyDone());
      ends.client().send(data, data, end);
      ends.server().expect(data, data, end).send(Wire.complete("COPY 2"), Wire.ready(IDLE));
      ends.client().expect(Wire.complete("COPY 2"), Wire.ready(IDLE));
      gate.next(Opened.class);
      gate.next(Arrived.class);
      assertThat(gate.next(Answered.class).answer().results())
          .extracting(Answer.Result::commandTag)
          .containsExactly("COPY 2");
    }
  }

  @Test
  void copyInOfTheExtendedProtocolEndsWithTheSecondSync() throws Exception {
    var gate = Gate.of(Passage.FORWARD);
    var asks = Wire.server(new BackendMessage.CopyInResponse(0, List.of(0)));
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      var batch =
          Wire.join(
              Wire.parse("", "COPY t FROM STDIN"),
              Wire.bind("", ""),
              Wire.execute(""),
              Wire.sync());
      ends.client().send(batch);
      ends.server().expect(batch).send(PARSED, BOUND, asks);
      ends.client().expect(PARSED, BOUND, asks);
      var data = Wire.client(new FrontendMessage.CopyData(Bytes.utf8("1\n")));
      var end = Wire.client(new FrontendMessage.CopyDone());
      ends.client().send(data, end, Wire.sync());
      ends.server().expect(data, end, Wire.sync());
      ends.server().send(Wire.complete("COPY 1"), Wire.ready(IDLE));
      ends.client().expect(Wire.complete("COPY 1"), Wire.ready(IDLE));
      gate.next(Opened.class);
      gate.next(Arrived.class);
      gate.next(Answered.class);
      ends.client().send(Wire.query("B"));
      ends.server().expect(Wire.query("B"));
    }
  }

  @Test
  void aCopyThatFailsLeavesNoDataBehind() throws Exception {
    var gate = Gate.of(Passage.FORWARD);
    var asks = Wire.server(new BackendMessage.CopyInResponse(0, List.of(0)));
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      ends.client().send(Wire.query("COPY t FROM STDIN"));
      ends.server().expect(Wire.query("COPY t FROM STDIN")).send(asks);
      ends.client().expect(asks);
      var error = Wire.error("ERROR", "22P02", "bad row");
      ends.server().send(error, Wire.ready(IDLE));
      ends.client().expect(error, Wire.ready(IDLE));
      ends.client().send(Wire.client(new FrontendMessage.CopyData(Bytes.of(new byte[100_000]))));
      ends.client().send(Wire.client(new FrontendMessage.CopyFail(Bytes.utf8("sorry"))));
      ends.client().send(Wire.query("B"));
      ends.server().expect(Wire.query("B"));
    }
  }

  @Test
  void aQueryBehindAFailedBatchIsSkippedWithIt() throws Exception {
    var gate = Gate.of(Passage.FORWARD);
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      var batch = Wire.join(Wire.bind("", "nowhere"), Wire.query("A"));
      ends.client().send(batch);
      ends.server().expect(batch);
      var error = Wire.error("ERROR", "26000", "no such statement");
      ends.server().send(error);
      ends.client().expect(error);
      ends.client().send(Wire.query("B"), Wire.sync());
      ends.server().expect(Wire.query("B"), Wire.sync()).send(Wire.ready(IDLE));
      ends.client().expect(Wire.ready(IDLE));
    }
  }

  @Test
  void copyDataMayComeBeforeItIsAskedFor() throws Exception {
    var gate = Gate.of(Passage.FORWARD);
    var asks = Wire.server(new BackendMessage.CopyInResponse(0, List.of(0)));
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      var batch =
          Wire.join(
              Wire.parse("", "COPY t FROM STDIN"),
              Wire.bind("", ""),
              Wire.execute(""),
              Wire.client(new FrontendMessage.CopyData(Bytes.utf8("1\n"))),
              Wire.client(new FrontendMessage.CopyDone()),
              Wire.sync());
      ends.client().send(batch);
      ends.server().expect(batch);
      var reply = Wire.join(PARSED, BOUND, asks, Wire.complete("COPY 1"), Wire.ready(IDLE));
      ends.server().send(reply);
      ends.client().expect(reply);
      gate.next(Opened.class);
      gate.next(Arrived.class);
      gate.next(Answered.class);
    }
  }

  @Test
  void malformedMessagesAreLeftToTheServer() throws Exception {
    var gate = Gate.of(Passage.FORWARD);
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      var malformed = Wire.client(new FrontendMessage.Opaque((byte) 'Q', Bytes.utf8("no zero")));
      ends.client().send(malformed);
      var error = Wire.error("ERROR", "08P01", "invalid string in message");
      ends.server().expect(malformed).send(error, Wire.ready(IDLE));
      ends.client().expect(error, Wire.ready(IDLE));
      ends.client().send(Wire.query("A"));
      ends.server().expect(Wire.query("A"));
    }
  }

  @Test
  void everythingBeforeAFatalErrorIsTold() throws Exception {
    var gate = Gate.of(Passage.FORWARD);
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      ends.client().send(Wire.query("A"));
      var reply =
          Wire.join(
              Wire.error("ERROR", "08P01", "unexpected message"),
              Wire.error("FATAL", "08P01", "synchronization was lost"));
      ends.server().expect(Wire.query("A")).send(reply);
      ends.server().close();
      ends.client().expect(reply);
      ends.client().expectEnd();
    }
  }
}

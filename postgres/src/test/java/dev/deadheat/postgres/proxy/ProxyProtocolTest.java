package dev.deadheat.postgres.proxy;

import static dev.deadheat.wire.BackendMessage.TransactionStatus.FAILED;
import static dev.deadheat.wire.BackendMessage.TransactionStatus.IDLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.postgres.proxy.Gate.Told.Answered;
import dev.deadheat.postgres.proxy.Gate.Told.Arrived;
import dev.deadheat.postgres.proxy.Gate.Told.Closed;
import dev.deadheat.postgres.proxy.Gate.Told.Opened;
import dev.deadheat.postgres.proxy.Gatekeeper.Passage;
import dev.deadheat.postgres.proxy.Step.TransactionState;
import dev.deadheat.testkit.ScriptedPeer;
import dev.deadheat.wire.BackendMessage;
import dev.deadheat.wire.Bytes;
import dev.deadheat.wire.FrontendMessage;
import dev.deadheat.wire.StartupPacket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What goes over the wire at both ends of the proxy, byte for byte.
class ProxyProtocolTest {
  @Test
  void encryptionIsRefusedAndAuthenticationRelayed() throws Exception {
    var gate = Gate.of(Passage.FORWARD);
    try (var scene = Scene.of(gate);
        var client = ScriptedPeer.connect(scene.proxy().port())) {
      client.send(Wire.startup(new StartupPacket.GSSENCRequest())).expect(new byte[] {'N'});
      client.send(Wire.startup(new StartupPacket.SSLRequest())).expect(new byte[] {'N'});
      client.sendByteByByte(Wire.startup());
      try (var server = scene.listener().accept()) {
        server.expect(Wire.startup());
        var challenge =
            Wire.server(new BackendMessage.Opaque((byte) 'R', Bytes.utf8("\0\0\0\5salt")));
        server.send(challenge);
        client.expect(challenge);
        var password = Wire.client(new FrontendMessage.Opaque((byte) 'p', Bytes.utf8("md5\0")));
        client.sendByteByByte(password);
        server.expect(password);
        var welcome =
            Wire.join(
                Wire.server(new BackendMessage.Opaque((byte) 'R', Bytes.utf8("\0\0\0\0"))),
                Wire.server(new BackendMessage.BackendKeyData(4711, Bytes.utf8("abcd"))));
        server.send(welcome);
        client.expect(welcome);
        assertThat(gate.seen()).isEmpty();
        server.sendByteByByte(Wire.ready(IDLE));
        client.expect(Wire.ready(IDLE));
        assertThat(gate.seen()).containsExactly(new Opened(new Session(0, 4711)));
      }
    }
  }

  @Test
  void protocol32IsNegotiatedBetweenTheEnds() throws Exception {
    try (var scene = Scene.of(Gate.of(Passage.FORWARD));
        var client = ScriptedPeer.connect(scene.proxy().port())) {
      var startup = Wire.startup(new StartupPacket.StartupMessage(3, 2, List.of()));
      client.send(startup);
      try (var server = scene.listener().accept()) {
        server.expect(startup);
        var key = Bytes.of(new byte[32]);
        var welcome =
            Wire.join(
                Wire.server(
                    new BackendMessage.NegotiateProtocolVersion(0, List.of(Bytes.utf8("_pq_.x")))),
                Wire.server(new BackendMessage.BackendKeyData(5, key)),
                Wire.ready(IDLE));
        server.send(welcome);
        client.expect(welcome);
        try (var canceller = ScriptedPeer.connect(scene.proxy().port())) {
          var cancel = Wire.startup(new StartupPacket.CancelRequest(5, key));
          canceller.send(cancel);
          try (var upstream = scene.listener().accept()) {
            upstream.expect(cancel);
          }
          canceller.expectEnd();
        }
      }
    }
  }

  @Test
  void aSimpleQueryIsAStepWithoutItsTag() throws Exception {
    var gate = Gate.of(Passage.FORWARD);
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      gate.next(Opened.class);
      ends.client()
          .sendByteByByte(Wire.query("/*deadheat:shop/a%3Ab%2A.py:12*/SELECT 'a;b'; SELECT 2;"));
      ends.server().expect(Wire.query("SELECT 'a;b'; SELECT 2;"));
      var tag = Optional.of(new Step.Tag("shop/a:b*.py", 12));
      assertThat(gate.next(Arrived.class).step())
          .isEqualTo(
              new Step(
                  List.of(
                      new Step.Statement("SELECT 'a;b'", List.of(), tag),
                      new Step.Statement("SELECT 2", List.of(), Optional.empty())),
                  TransactionState.IDLE));
      var reply =
          Wire.join(
              Wire.columns("x"),
              Wire.row("a;b"),
              Wire.complete("SELECT 1"),
              Wire.columns("y"),
              Wire.row("2"),
              Wire.complete("SELECT 1"),
              Wire.ready(IDLE));
      ends.server().sendByteByByte(reply);
      ends.client().expect(reply);
      var answer = gate.next(Answered.class).answer();
      assertThat(answer.results())
          .extracting(Answer.Result::rows)
          .containsExactly(
              List.of(List.of(Optional.of("a;b"))), List.of(List.of(Optional.of("2"))));
      assertThat(answer.results().getFirst().columns())
          .containsExactly(new Answer.Column("x", 16_384, 1, 25));
    }
  }

  @Test
  void theReplyIsWithheldUntilTheGatekeeperHasSeenIt() throws Exception {
    var clientGot = new int[] {-1};
    var peer = new ScriptedPeer[1];
    var gate =
        new Forwarding() {
          @Override
          public void answered(Session session, Step step, Answer answer) {
            try {
              clientGot[0] = peer[0].unread();
            } catch (java.io.IOException broken) {
              throw new java.io.UncheckedIOException(broken);
            }
          }
        };
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      peer[0] = ends.client();
      ends.client().send(Wire.query("SELECT 1"));
      ends.server().expect(Wire.query("SELECT 1"));
      ends.server().send(Wire.columns("x"), Wire.row("1"), Wire.complete("SELECT 1"));
      ends.server().send(Wire.ready(IDLE));
      ends.client().expect(Wire.columns("x"), Wire.row("1"), Wire.complete("SELECT 1"));
      assertThat(clientGot[0]).isZero();
    }
  }

  @Test
  void privateNoticesReachOnlyTheGatekeeper() throws Exception {
    var gate = Gate.of(Passage.FORWARD);
    try (var scene = Scene.of(gate, Proxy.Options.standard().withPrivateMark("deadheat:tok:"));
        var ends = scene.ready()) {
      ends.client().send(Wire.query("UPDATE t"));
      ends.server()
          .expect(Wire.query("UPDATE t"))
          .send(
              Wire.notice("hello"),
              Wire.notice("deadheat:tok:w t 1"),
              Wire.notice("deadheat:other:x"),
              Wire.complete("UPDATE 1"),
              Wire.ready(IDLE));
      ends.client()
          .expect(
              Wire.notice("hello"),
              Wire.notice("deadheat:other:x"),
              Wire.complete("UPDATE 1"),
              Wire.ready(IDLE));
      gate.next(Opened.class);
      gate.next(Arrived.class);
      assertThat(gate.next(Answered.class).answer().privateNotices()).containsExactly("w t 1");
    }
  }

  @Test
  void notificationsReachAnIdleClient() throws Exception {
    try (var scene = Scene.of(Gate.of(Passage.FORWARD));
        var ends = scene.ready()) {
      ends.server().sendByteByByte(Wire.notification("news"));
      ends.client().expect(Wire.notification("news"));
    }
  }

  @Test
  void setUpStatementsRunUnseen() throws Exception {
    var options = Proxy.Options.standard().withSetup(List.of("SET a = 1", "SET b = 2"));
    var gate = Gate.of(Passage.FORWARD);
    try (var scene = Scene.of(gate, options);
        var client = ScriptedPeer.connect(scene.proxy().port())) {
      client.send(Wire.startup());
      try (var server = scene.listener().accept()) {
        server.expect(Wire.startup()).send(Wire.ready(IDLE));
        server.expect(Wire.own("SET a = 1"), Wire.own("SET b = 2"));
        var status =
            Wire.server(new BackendMessage.ParameterStatus(Bytes.utf8("a"), Bytes.utf8("1")));
        server.send(Wire.ownDone("SET", IDLE), status, Wire.ownDone("SET", IDLE));
        client.expect(status, Wire.ready(IDLE));
        assertThat(gate.seen()).containsExactly(new Opened(new Session(0, 0)));
      }
    }
  }

  @Test
  void aSetUpStatementThatFailsEndsTheConnection() throws Exception {
    var options = Proxy.Options.standard().withSetup(List.of("SET a = 1"));
    var gate = Gate.of(Passage.FORWARD);
    try (var scene = Scene.of(gate, options);
        var client = ScriptedPeer.connect(scene.proxy().port())) {
      client.send(Wire.startup());
      try (var server = scene.listener().accept()) {
        server.expect(Wire.startup()).send(Wire.ready(IDLE)).expect(Wire.own("SET a = 1"));
        server.send(Wire.error("ERROR", "42704", "unknown"), Wire.ready(IDLE));
        client.expect(
            Wire.error(
                "FATAL", "XX000", "deadheat: set-up statement \"SET a = 1\" failed: unknown"));
        client.expectEnd();
        server.expectEnd();
        assertThat(gate.seen()).isEmpty();
      }
    }
  }

  @Test
  void longRepliesAreStreamed() throws Exception {
    var gate = Gate.of(Passage.FORWARD);
    try (var scene = Scene.of(gate, Proxy.Options.standard().withWithholdBytes(10_000));
        var ends = scene.ready()) {
      ends.client().send(Wire.query("SELECT"));
      ends.server().expect(Wire.query("SELECT")).send(Wire.columns("x"));
      var row = Wire.row("x".repeat(10_000));
      // Sent by another thread: together the rows are more than the sockets' buffers hold.
      try (var sending = Executors.newSingleThreadExecutor()) {
        var sent =
            sending.submit(() -> {
              for (var i = 0; i < 1_500; i++) {
                ends.server().send(row);
              }
              return ends.server().send(Wire.complete("SELECT 1500"), Wire.ready(IDLE));
            });
        ends.client().expect(Wire.columns("x"));
        for (var i = 0; i < 1_500; i++) {
          ends.client().expect(row);
        }
        ends.client().expect(Wire.complete("SELECT 1500"), Wire.ready(IDLE));
        sent.get(10, TimeUnit.SECONDS);
      }
      gate.next(Opened.class);
      gate.next(Arrived.class);
      var answer = gate.next(Answered.class).answer();
      assertThat(answer.streamed()).isTrue();
      assertThat(answer.results().getFirst().rowCount()).isEqualTo(1_500);
      assertThat(answer.results().getFirst().rows()).hasSize(1_000);
    }
  }

  @Test
  void messagesOfUnknownTypesAreRelayed() throws Exception {
    try (var scene = Scene.of(Gate.of(Passage.FORWARD));
        var ends = scene.ready()) {
      var strange = Wire.client(new FrontendMessage.Opaque((byte) '~', Bytes.utf8("?")));
      ends.client().send(strange);
      ends.server().expect(strange);
      var answer = Wire.server(new BackendMessage.Opaque((byte) '!', Bytes.utf8("?")));
      ends.server().send(answer);
      ends.client().expect(answer);
    }
  }

  @Test
  void goodbyeBehindAQueryWaitsForIt() throws Exception {
    var gate = Gate.of(Passage.FORWARD);
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      ends.client().send(Wire.query("A"), Wire.terminate());
      ends.client().close();
      ends.server().expect(Wire.query("A"));
      ends.server().send(Wire.complete("A"), Wire.ready(IDLE));
      ends.server().expect(Wire.terminate());
      ends.server().expectEnd();
      gate.next(Opened.class);
      gate.next(Arrived.class);
      gate.next(Answered.class);
      gate.next(Closed.class);
    }
  }

  @Test
  void anInjectedFailureLeavesTheServersTransactionFailed() throws Exception {
    var gate = Gate.of(Passage.FAIL);
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      ends.client().send(Wire.query("UPDATE t"));
      ends.server()
          .expect(Wire.parse("deadheat_private", "deadheat injects a failure here"), Wire.sync())
          .send(Wire.error("ERROR", "42601", "syntax"), Wire.ready(FAILED));
      ends.client()
          .expect(
              Wire.error("ERROR", "XX000", "deadheat: injected server error"), Wire.ready(FAILED));
      gate.next(Opened.class);
      gate.next(Arrived.class);
      var answer = gate.next(Answered.class).answer();
      assertThat(answer.error().orElseThrow().sqlState()).isEqualTo("XX000");
      assertThat(answer.transaction()).isEqualTo(TransactionState.FAILED);
    }
  }
}

package dev.deadheat.postgres.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.deadheat.postgres.proxy.Gate.Told.Arrived;
import dev.deadheat.postgres.proxy.Gate.Told.Closed;
import dev.deadheat.postgres.proxy.Gate.Told.Opened;
import dev.deadheat.postgres.proxy.Gatekeeper.Passage;
import dev.deadheat.testkit.Choices;
import dev.deadheat.testkit.ScriptedPeer;
import dev.deadheat.wire.BackendMessage.TransactionStatus;
import dev.deadheat.wire.Bytes;
import dev.deadheat.wire.FrontendMessage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// However a connection ends, both its ends are closed, the gatekeeper is told once, and nothing
/// stays behind.
class ProxyEndsTest {
  /// Holds every step until it is interrupted.
  private static final class Holding extends Forwarding {
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final AtomicInteger closed = new AtomicInteger();

    @Override
    public Passage arrived(Session session, Step step) throws InterruptedException {
      held.countDown();
      try {
        new CountDownLatch(1).await();
        return Passage.FORWARD;
      } catch (InterruptedException interrupt) {
        interrupted.countDown();
        throw interrupt;
      }
    }

    @Override
    public void closed(Session session) {
      closed.incrementAndGet();
    }
  }

  @Test
  void aClientThatDiesAtTheGateEndsItsServerConnection() throws Exception {
    var gate = new Holding();
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      ends.client().send(Wire.query("A"));
      gate.held.await();
      ends.client().close();
      ends.server().expectEnd();
      gate.interrupted.await();
      scene.proxy().close();
      assertThat(gate.closed).hasValue(1);
    }
  }

  @Test
  void aServerThatDiesAtTheGateEndsItsClientWithItsLastWords() throws Exception {
    var gate = new Holding();
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      ends.client().send(Wire.query("A"));
      gate.held.await();
      var error = Wire.error("FATAL", "57P01", "terminating connection");
      ends.server().send(error);
      ends.server().close();
      ends.client().expect(error);
      ends.client().expectEnd();
      scene.proxy().close();
      assertThat(gate.closed).hasValue(1);
    }
  }

  @Test
  void closingTheProxyEndsWhoWaitsAtTheGate() throws Exception {
    var gate = new Holding();
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      ends.client().send(Wire.query("A"));
      gate.held.await();
      scene.proxy().close();
      ends.client().expectEnd();
      ends.server().expectEnd();
      assertThat(gate.closed).hasValue(1);
    }
  }

  @Test
  void theGatekeeperMayCloseAConnection() throws Exception {
    var gate = Gate.of(Passage.CLOSE);
    try (var scene = Scene.of(gate);
        var ends = scene.ready()) {
      ends.client().send(Wire.query("A"));
      ends.client().expectEnd();
      ends.server().expectEnd();
      gate.next(Opened.class);
      gate.next(Arrived.class);
      gate.next(Closed.class);
    }
  }

  @Test
  void aServerThatRefusesIsToldToTheClient() throws Exception {
    int nobody;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = socket.getLocalPort();
    }
    var gate = Gate.of(Passage.FORWARD);
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), nobody);
    try (var proxy = Proxy.open(address, gate, Proxy.Options.standard());
        var client = ScriptedPeer.connect(proxy.port())) {
      client.send(Wire.startup());
      assertThat(new String(client.read(200), java.nio.charset.StandardCharsets.UTF_8))
          .contains("FATAL", "the server at", String.valueOf(nobody), "does not answer");
      client.expectEnd();
      assertThat(gate.seen()).isEmpty();
    }
  }

  @Test
  void aServerThatRefusesTheUserIsHeard() throws Exception {
    var gate = Gate.of(Passage.FORWARD);
    try (var scene = Scene.of(gate);
        var client = ScriptedPeer.connect(scene.proxy().port())) {
      client.send(Wire.startup());
      try (var server = scene.listener().accept()) {
        server.expect(Wire.startup());
        server.send(Wire.error("FATAL", "28P01", "no"));
      }
      client.expect(Wire.error("FATAL", "28P01", "no"));
      client.expectEnd();
      assertThat(gate.seen()).isEmpty();
    }
  }

  /// Wherever a client breaks off, or whatever else it sends, its server connection ends with it.
  @Test
  void anyHalfConversationEndsAtBothEnds() throws Exception {
    var gate = Gate.of(Passage.FORWARD);
    var conversation =
        Wire.join(
            Wire.query("A"),
            Wire.parse("s", "B"),
            Wire.bind("p", "s"),
            Wire.execute("p"),
            Wire.sync(),
            Wire.client(new FrontendMessage.CopyData(Bytes.utf8("x"))));
    try (var scene = Scene.of(gate)) {
      Choices.sampled(
          150,
          c -> {
            var cut = c.below(conversation.length);
            var sent = java.util.Arrays.copyOf(conversation, cut);
            if (cut > 0 && c.bool()) {
              sent[c.below(cut)] = (byte) c.below(256);
            }
            try (var ends = scene.ready()) {
              ends.client().send(sent);
              if (c.bool()) {
                ends.client().reset();
              } else {
                ends.client().close();
              }
              var left = ends.server().read(10_000);
              assertThat(left.length).isLessThan(10_000);
            }
          });
    }
    var opened = gate.seen().stream().filter(Opened.class::isInstance).count();
    var closed = gate.seen().stream().filter(Closed.class::isInstance).count();
    assertThat(opened).isEqualTo(150);
    assertThat(closed).isEqualTo(150);
  }

  @Test
  void garbageInsteadOfAStartEndsTheConnection() throws Exception {
    try (var scene = Scene.of(Gate.of(Passage.FORWARD))) {
      Choices.sampled(
          100,
          c -> {
            try (var client = ScriptedPeer.connect(scene.proxy().port())) {
              var garbage = c.bytes(64);
              // A length that no start-up packet has.
              garbage = Wire.join(new byte[] {(byte) c.between(1, 255)}, garbage, new byte[3]);
              client.send(garbage);
              client.expectEnd();
            }
          });
    }
  }

  /// Connections of every kind, in turn: at the end as many files are open as at the beginning, and
  /// no thread is left.
  @Test
  void nothingLeaks() throws Exception {
    var gate = new Forwarding();
    var before = openFiles();
    try (var scene = Scene.of(gate)) {
      for (var i = 0; i < 3_000; i++) {
        converse(scene, i % 5);
      }
      // Far fewer than there were: those that end last may still be ending.
      assertThat(openFiles()).isLessThan(before + 200);
    }
    assertThat(openFiles()).isLessThanOrEqualTo(before + 5);
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.isAlive() && thread.getName().startsWith("proxy-"));
  }

  private static void converse(Scene scene, int kind) throws IOException {
    if (kind == 0) {
      ScriptedPeer.connect(scene.proxy().port()).close();
      return;
    }
    try (var ends = scene.ready()) {
      switch (kind) {
        case 1 -> {
          ends.client().send(Wire.terminate());
          ends.server().expect(Wire.terminate());
          ends.server().expectEnd();
        }
        case 2 -> {
          ends.client().send(Wire.query("A"));
          ends.server().expect(Wire.query("A"));
          ends.server().reset();
          ends.client().expectEnd();
        }
        case 3 -> {
          ends.client().send(Wire.query("A"));
          ends.server().expect(Wire.query("A"));
          ends.client().reset();
          ends.server().expectEnd();
        }
        default -> {
          ends.client().send(Wire.query("A"));
          ends.server().expect(Wire.query("A"));
          ends.server().send(Wire.complete("A"), Wire.ready(TransactionStatus.IDLE));
          ends.client().expect(Wire.complete("A"), Wire.ready(TransactionStatus.IDLE));
        }
      }
    }
  }

  private static long openFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }
}

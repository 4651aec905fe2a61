package dev.deadheat.postgres.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// A PostgreSQL proxy on a loopback port that asks a [Gatekeeper] before each step.
///
/// Applications connect to it as to the server: authentication is relayed, encryption refused (they
/// are on this machine; the way on to the server may be encrypted), everything that is not
/// understood relayed byte for byte. The reply to a step is withheld until [Gatekeeper#answered]
/// returns, unless it is longer than `withholdBytes`, copies data in, or is a replication stream.
///
/// A cancel request goes straight to the server, past the gatekeeper: it reaches a statement that
/// runs, not one that waits at the gate.
///
/// Safe for use by several threads at once.
public final class Proxy implements AutoCloseable {
  private static final int CLOSE_SECONDS = 10;

  private final ServerSocket listener;
  private final ExecutorService threads;
  private final Upstream upstream;
  private final Gatekeeper keeper;
  private final Options options;
  private final AtomicInteger sessions = new AtomicInteger();
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();

  private Proxy(ServerSocket listener, Upstream upstream, Gatekeeper keeper, Options options) {
    this.listener = listener;
    this.upstream = upstream;
    this.keeper = keeper;
    this.options = options;
    // Measured, "SELECT 1" over one connection: 20 us direct, 38 us with platform threads, 70 to 90
    // with virtual ones, whose every socket read goes through a poller. Connections here are few.
    this.threads =
        Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform()
                .daemon()
                .name("proxy-" + listener.getLocalPort() + "-", 0)
                .factory());
  }

  /// How a proxy behaves.
  ///
  /// @param privateMark what the messages of our own notices begin with: those reach the gatekeeper
  ///   and not the application
  /// @param setup statements run on each server connection before the application may use it
  /// @param withholdBytes the longest reply that is withheld whole; 0 withholds nothing, notices
  ///   neither, and is for steps that are never stretched
  /// @param quietMillis how long a client that has sent a batch without Sync or Flush may say
  ///   nothing more before the batch goes to the server as a step of its own
  /// @param connectMillis how long the server may take to accept a connection
  public record Options(
      Optional<String> privateMark,
      List<String> setup,
      int withholdBytes,
      int quietMillis,
      int connectMillis) {
    public Options {
      setup = List.copyOf(setup);
      if (withholdBytes < 0 || quietMillis < 1 || connectMillis < 1) {
        throw new IllegalArgumentException(
            "withholdBytes %d, quietMillis %d, connectMillis %d"
                .formatted(withholdBytes, quietMillis, connectMillis));
      }
    }

    /// No private notices, no set-up; 8 MiB, 1 second and 10 seconds.
    public static Options standard() {
      return new Options(Optional.empty(), List.of(), 8 << 20, 1_000, 10_000);
    }

    /// The same, with notices that begin with `mark` kept from the application.
    public Options withPrivateMark(String mark) {
      return new Options(Optional.of(mark), setup, withholdBytes, quietMillis, connectMillis);
    }

    /// The same, with such set-up statements.
    public Options withSetup(List<String> statements) {
      return new Options(privateMark, statements, withholdBytes, quietMillis, connectMillis);
    }

    /// The same, with replies withheld up to such a length.
    public Options withWithholdBytes(int bytes) {
      return new Options(privateMark, setup, bytes, quietMillis, connectMillis);
    }

    /// The same, with such patience for a batch that is neither synced nor flushed.
    public Options withQuietMillis(int millis) {
      return new Options(privateMark, setup, withholdBytes, millis, connectMillis);
    }
  }

  /// Opens a proxy before a server.
  ///
  /// @throws IOException if no loopback port can be had
  public static Proxy open(InetSocketAddress upstream, Gatekeeper keeper, Options options)
      throws IOException {
    return open(Upstream.at(upstream), keeper, options);
  }

  /// Opens a proxy before a server that is reached in a way of its own.
  ///
  /// @throws IOException if no loopback port can be had
  public static Proxy open(Upstream upstream, Gatekeeper keeper, Options options)
      throws IOException {
    var listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    var proxy = new Proxy(listener, upstream, keeper, options);
    proxy.threads.execute(proxy::accept);
    return proxy;
  }

  /// The port, on the loopback address, that applications connect to.
  public int port() {
    return listener.getLocalPort();
  }

  /// How many connections are open.
  public int connections() {
    return open.size();
  }

  /// Runs statements of ours on every connection, as soon as no transaction is open and the
  /// applications ask for nothing; they see nothing of it but settings that change. Waits until it
  /// is done.
  ///
  /// @param statements must not fail: a connection on which one does is closed
  /// @param deadline how long to wait for each connection at most
  /// @return whether they were run everywhere; not where a transaction stayed open all the time
  public boolean tidy(List<String> statements, Duration deadline) throws InterruptedException {
    List<Errand> errands = new ArrayList<>();
    for (Connection connection : open) {
      Errand errand = new Errand(statements, new CompletableFuture<>());
      errands.add(errand);
      connection.ask(errand);
    }
    boolean all = true;
    for (Errand errand : errands) {
      try {
        all &= errand.done().get(deadline.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException | ExecutionException late) {
        errand.done().complete(false);
        all = false;
      }
    }
    return all;
  }

  /// Ends every connection, at both ends, and waits for their threads: no method of the gatekeeper
  /// runs after this returns, unless one of them did not heed its interrupt for ten seconds. Must
  /// not be called by the gatekeeper.
  @Override
  public void close() throws IOException {
    listener.close();
    open.forEach(Connection::abort);
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("a connection of the proxy did not end; is the gatekeeper stuck?");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept() {
    try {
      while (true) {
        start(listener.accept());
      }
    } catch (IOException | RejectedExecutionException closed) {
      // The listener was closed: no more connections.
    }
  }

  private void start(Socket client) throws IOException {
    Connection connection;
    try {
      connection =
          new Connection(client, upstream, keeper, options, sessions::getAndIncrement, threads);
    } catch (IOException gone) {
      // This client is already gone; the next one is not.
      client.close();
      return;
    }
    open.add(connection);
    try {
      threads.execute(() -> {
        try {
          connection.run();
        } finally {
          open.remove(connection);
        }
      });
    } finally {
      if (threads.isShutdown()) {
        connection.abort();
      }
    }
  }
}

package dev.deadheat.prove.worker;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// A lane's process, serving on 127.0.0.1. Closing it ends it and everything that it started.
///
/// Methods may be called from any thread.
public final class Worker implements AutoCloseable {
  private final Launch launch;
  private final Process process;
  private final Tail tail = new Tail();
  private final Consumer<Errand> dispatches;
  private final List<Thread> readers = new ArrayList<>();
  private final CompletableFuture<JsonObject> announcement = new CompletableFuture<>();
  private final BlockingQueue<Long> successors = new LinkedBlockingQueue<>();
  private volatile long serving;
  private int port;
  private JsonObject facts = new JsonObject();

  private Worker(Launch launch, Process process, Consumer<Errand> dispatches) {
    this.launch = launch;
    this.dispatches = dispatches;
    this.process = process;
    this.port = launch.port();
  }

  /// Starts a process and waits until it serves.
  ///
  /// @param patience how long it may take to be ready
  /// @param output is told each line that it prints, on another thread
  /// @throws WorkerException if it fails, in its own words, or is not ready in time; it is then
  ///   ended
  public static Worker start(Launch launch, Duration patience, Consumer<String> output)
      throws WorkerException {
    return start(launch, patience, output, _ -> {});
  }

  /// The same, told of tasks.
  ///
  /// @param dispatches is told each task that the process hands over, on another thread; the
  ///   process goes on when it has returned
  public static Worker start(
      Launch launch, Duration patience, Consumer<String> output, Consumer<Errand> dispatches)
      throws WorkerException {
    try {
      var builder = new ProcessBuilder(launch.command()).directory(launch.folder().toFile());
      builder.environment().clear();
      builder.environment().putAll(launch.environment());
      builder.redirectErrorStream(!launch.announced());
      var worker = new Worker(launch, builder.start(), dispatches);
      LiveProcesses.register(worker.process);
      worker.read(output);
      worker.awaitReady(patience);
      return worker;
    } catch (IOException e) {
      throw new WorkerException(
          "not_started",
          "%s cannot be started in %s: %s"
              .formatted(launch.command().getLast(), launch.folder(), e.getMessage()),
          e);
    }
  }

  /// A port of 127.0.0.1 that nobody serves now.
  public static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// Where it serves.
  public int port() {
    return port;
  }

  /// The path prefix of control requests; empty if it takes none.
  public String secret() {
    return launch.secret();
  }

  /// What a Django lane said of itself: `python`, `django`, `driver`, `settings`, `interface`,
  /// `server`, `notes`; empty for other commands.
  public JsonObject facts() {
    return facts.deepCopy();
  }

  /// Whether it still runs.
  public boolean isAlive() {
    return process.isAlive();
  }

  /// Completed with the exit code when it has ended.
  public CompletableFuture<Integer> ended() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /// Which process it is, for people: `The project's process of lane A`.
  String name() {
    String lane = launch.environment().get("DEADHEAT_LANE");
    return "The project's process" + (lane == null ? "" : " of lane " + lane);
  }

  /// How it ended, for people; empty while it runs.
  public Optional<String> ending() {
    if (process.isAlive()) {
      return Optional.empty();
    }
    int code = process.exitValue();
    // By custom a shell, and Java, add 128 to a signal's number.
    if (code == 137) {
      return Optional.of(
          "it was killed (signal 9), as the system does when memory is short: dmesg tells; fewer"
              + " copies need less");
    }
    return Optional.of(
        code > 128 ? "it was ended by signal " + (code - 128) : "it ended with exit code " + code);
  }

  /// The last lines that it printed.
  public String tail() {
    return tail.text();
  }

  /// Kills it as the kernel would, without a chance to tidy up. What it started is killed, too.
  public void kill() {
    LiveProcesses.kill(process);
  }

  /// Whether another process takes the place of one that is killed; else the worker has to be
  /// started again.
  public boolean hasSuccessors() {
    return launch.hasSuccessors();
  }

  /// Kills the process that serves, as the kernel would.
  public void killServing() {
    if (hasSuccessors()) {
      ProcessHandle.of(serving).ifPresent(ProcessHandle::destroyForcibly);
    } else {
      kill();
    }
  }

  /// Waits until the process that follows a killed one serves.
  public void awaitSuccessor(Duration patience) throws WorkerException, InterruptedException {
    Long next = successors.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (next == null) {
      throw new WorkerException(
          "died", "No process took the place of the one that was killed." + said());
    }
    serving = next;
  }

  @Override
  public void close() {
    kill();
    try {
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(Consumer<String> output) {
    Consumer<String> kept =
        line -> {
          tail.add(line);
          output.accept(line);
        };
    if (launch.announced()) {
      readers.add(Thread.startVirtualThread(() -> lines(process.getErrorStream(), kept)));
      Thread.startVirtualThread(() -> {
        lines(process.getInputStream(), this::heard);
        announcement.completeExceptionally(new IOException("it ended"));
      });
    } else {
      readers.add(Thread.startVirtualThread(() -> lines(process.getInputStream(), kept)));
    }
  }

  private void heard(String line) {
    try {
      JsonObject said = JsonParser.parseString(line).getAsJsonObject();
      if (said.has("dispatched")) {
        dispatches.accept(new Errand(said.getAsJsonObject("dispatched")));
        OutputStream input = process.getOutputStream();
        input.write('\n');
        input.flush();
      } else {
        JsonObject ready = said.getAsJsonObject("ready");
        if (!announcement.complete(said) && ready != null) {
          successors.add(ready.get("pid").getAsLong());
        }
      }
    } catch (JsonParseException | IllegalStateException e) {
      tail.add(line);
    } catch (IOException e) {
      tail.add("(it was gone before its task could be taken: " + e.getMessage() + ")");
    }
  }

  private static void lines(InputStream stream, Consumer<String> to) {
    try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        to.accept(line);
      }
    } catch (IOException e) {
      // The stream breaks when the process is killed: there is no more to read.
      to.accept("(its output ended: " + e.getMessage() + ")");
    }
  }

  private void awaitReady(Duration patience) throws WorkerException {
    boolean ready = false;
    try {
      if (launch.announced()) {
        awaitAnnouncement(patience);
      } else {
        awaitPort(patience);
      }
      ready = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorkerException("interrupted", "starting a lane was interrupted", e);
    } finally {
      if (!ready) {
        close();
      }
    }
  }

  private void awaitAnnouncement(Duration patience) throws WorkerException, InterruptedException {
    try {
      JsonObject said = announcement.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      AgentAnswers.failOnError(said);
      facts = said.getAsJsonObject("ready");
      port = facts.get("port").getAsInt();
      serving = facts.get("pid").getAsLong();
    } catch (ExecutionException e) {
      process.waitFor(2, TimeUnit.SECONDS);
      throw died(e);
    } catch (TimeoutException e) {
      throw notReady(patience, e);
    }
  }

  /// Tries the port until somebody answers: such a service has no other way to say it is ready.
  private void awaitPort(Duration patience) throws WorkerException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
        throw died(new IOException("it ended"));
      }
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return;
      } catch (IOException e) {
        if (System.nanoTime() > end) {
          throw notReady(patience, e);
        }
      }
    }
  }

  private WorkerException died(Exception cause) throws InterruptedException {
    // Its last words may still be on their way.
    for (Thread reader : readers) {
      reader.join(Duration.ofSeconds(2));
    }
    return new WorkerException(
        "died",
        "%s was not ready yet when %s.%s".formatted(name(), ending().orElse("it ended"), said()),
        cause);
  }

  private WorkerException notReady(Duration patience, Exception cause) {
    return new WorkerException(
        "deadline",
        "%s was not ready within %d s.%s%s"
            .formatted(
                name(),
                patience.toSeconds(),
                launch.announced()
                    ? ""
                    : " It must serve on 127.0.0.1 at $PORT, which was " + port + ".",
                said()),
        cause);
  }

  private String said() {
    return Optional.of(tail.text())
        .filter(text -> !text.isBlank())
        .map(text -> " It said last:\n" + text)
        .orElse(" It printed nothing.");
  }
}

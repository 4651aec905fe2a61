package dev.deadheat.prove.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.deadheat.prove.scenario.Expectation;
import dev.deadheat.prove.scenario.Request;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A lane is any command that serves `$PORT`.
final class CommandLaneTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String SERVICE =
      """
      import os, subprocess, sys, time
      from http.server import BaseHTTPRequestHandler, HTTPServer

      child = subprocess.Popen(["sleep", "600"])

      class Handler(BaseHTTPRequestHandler):
          protocol_version = "HTTP/1.1"

          def do_POST(self):
              length = int(self.headers.get("Content-Length") or 0)
              body = self.rfile.read(length).decode()
              told = {
                  "/child": str(child.pid),
                  "/url": os.environ["DATABASE_URL"],
                  "/more": os.environ.get("MORE", ""),
                  "/pg": os.environ.get("PGHOST", "unset"),
                  "/headers": "".join(sorted("%s=%s;" % each for each in self.headers.items())),
                  "/body": body,
              }.get(self.path, "")
              if self.path == "/hang":
                  time.sleep(600)
              if self.path == "/vanish":
                  os._exit(3)
              self.send_response(200)
              if self.path == "/chunked":
                  self.send_header("Transfer-Encoding", "chunked")
                  self.end_headers()
                  self.wfile.write(b"3\\r\\nabc\\r\\n2;x\\r\\nde\\r\\n0\\r\\n\\r\\n")
                  return
              if self.path == "/bytes":
                  self.send_header("Content-Length", "2")
                  self.end_headers()
                  self.wfile.write(b"\\xff\\xfe")
                  return
              if self.path == "/close":
                  self.send_header("Connection", "close")
                  self.close_connection = True
              self.send_header("Content-Length", str(len(told)))
              self.end_headers()
              self.wfile.write(told.encode())

          def log_message(self, *args):
              print("served", self.path, flush=True)

      HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
      """;

  @TempDir Path folder;

  @Test
  void itIsToldWhereAndAnswers() throws Exception {
    try (Worker worker = start(SERVICE);
        LaneClient client = new LaneClient(worker.port())) {
      assertThat(post(client, "/url").body()).isEqualTo("postgresql://here/db");
      assertThat(post(client, "/more").body()).isEqualTo("yes");
      assertThat(post(client, "/pg").body()).isEqualTo("unset");
      assertThat(post(client, "/chunked").body()).isEqualTo("abcde");
      assertThat(post(client, "/bytes").body()).isEqualTo("\u00ff\u00fe");
      assertThat(post(client, "/close").status()).isEqualTo(200);
      assertThat(post(client, "/url").status()).isEqualTo(200);
      assertThat(worker.tail()).contains("served /url");
    }
  }

  @Test
  void aRequestIsSentJustAsItIsWritten() throws Exception {
    try (Worker worker = start(SERVICE);
        LaneClient client = new LaneClient(worker.port())) {
      var headers = new LinkedHashMap<String, String>();
      headers.put("host", "shop.example");
      headers.put("Cookie", "own=1");
      var login = new Login(new LinkedHashMap<>(Map.of("id", "7")), new LinkedHashMap<>());
      var body = new Request.Body.Form(List.of(new Request.Field("a b", "é&")));
      LaneResponse response = client.send(request("/headers", body, headers), login, SOON);
      assertThat(response.body())
          .isEqualTo(
              "Accept=*/*;Content-Length=13;Content-Type=application/x-www-form-urlencoded;"
                  + "Cookie=id=7; own=1;host=shop.example;");
      assertThat(client.send(request("/body", body, headers), login, SOON).body())
          .isEqualTo("a+b=%C3%A9%26");
    }
  }

  @Test
  void aHungRequestEndsByItsDeadline() throws Exception {
    try (Worker worker = start(SERVICE);
        LaneClient client = new LaneClient(worker.port())) {
      assertThatThrownBy(() -> client.send(request("/hang"), Login.NONE, Duration.ofMillis(200)))
          .isInstanceOf(SocketTimeoutException.class);
      assertThat(worker.isAlive()).isTrue();
    }
  }

  @Test
  void aServiceThatVanishesFailsTheRequestAndIsNoticed() throws Exception {
    try (Worker worker = start(SERVICE);
        LaneClient client = new LaneClient(worker.port())) {
      assertThatThrownBy(() -> post(client, "/vanish")).isInstanceOf(IOException.class);
      assertThat(worker.ended().get(30, TimeUnit.SECONDS)).isEqualTo(3);
    }
  }

  @Test
  void closingEndsWhatItStartedToo() throws Exception {
    long child;
    try (Worker worker = start(SERVICE);
        LaneClient client = new LaneClient(worker.port())) {
      child = Long.parseLong(post(client, "/child").body());
      assertThat(ProcessHandle.of(child)).isPresent();
    }
    assertEnds(child);
  }

  @Test
  void whenWeAreKilledTheEndOfItsInputEndsAll() throws Exception {
    Launch launch = launch(SERVICE);
    var builder = new ProcessBuilder(launch.command()).directory(folder.toFile());
    builder.environment().putAll(launch.environment());
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    Process shell = builder.start();
    try (LaneClient client = new LaneClient(launch.port())) {
      long child = Long.parseLong(untilItAnswers(client, shell));
      shell.getOutputStream().close();
      assertEnds(child);
      assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      LiveProcesses.kill(shell);
    }
  }

  @Test
  void aCommandThatEndsIsToldInItsOwnWords() throws Exception {
    var failure =
        catchThrowableOfType(
            WorkerException.class, () -> start("import sys; print('no such table'); sys.exit(4)"));
    assertThat(failure.kind()).isEqualTo("died");
    assertThat(failure).hasMessageContaining("exit code 4").hasMessageContaining("no such table");
  }

  @Test
  void aCommandThatNeverServesIsToldWhatWasExpected() throws Exception {
    var failure =
        catchThrowableOfType(
            WorkerException.class,
            () ->
                Worker.start(
                    launch("import time; time.sleep(600)"), Duration.ofMillis(300), _ -> {}));
    assertThat(failure.kind()).isEqualTo("deadline");
    assertThat(failure).hasMessageContaining("$PORT");
  }

  @Test
  void aProgramThatIsNotThereIsTold() {
    assertThatThrownBy(() ->
            Worker.start(
                Launch.command(
                    List.of("./no-such-program"),
                    folder,
                    "postgresql://here/db",
                    Worker.freePort(),
                    Map.of(),
                    System.getenv()),
                SOON,
                _ -> {}))
        .isInstanceOf(WorkerException.class)
        .hasMessageContaining("no-such-program");
  }

  private static String untilItAnswers(LaneClient client, Process shell) throws Exception {
    while (!shell.waitFor(20, TimeUnit.MILLISECONDS)) {
      try {
        return post(client, "/child").body();
      } catch (ConnectException e) {
        // Not yet: it says by answering that it serves.
        assertThat(e).hasMessageContaining("refused");
      }
    }
    throw new AssertionError("the service ended");
  }

  private static void assertEnds(long pid) throws Exception {
    Optional<ProcessHandle> handle = ProcessHandle.of(pid);
    if (handle.isPresent()) {
      handle.get().onExit().get(30, TimeUnit.SECONDS);
    }
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  private Worker start(String service) throws Exception {
    return Worker.start(launch(service), SOON, _ -> {});
  }

  private Launch launch(String service) throws Exception {
    Path file = Files.writeString(folder.resolve("service.py"), service);
    String python = Pythons.base(System.getenv()).executable().toString();
    var inherited = new LinkedHashMap<>(System.getenv());
    inherited.put("PGHOST", "production.example");
    return Launch.command(
        List.of(python, file.toString()),
        folder,
        "postgresql://here/db",
        Worker.freePort(),
        Map.of("MORE", "yes"),
        inherited);
  }

  private static LaneResponse post(LaneClient client, String path) throws IOException {
    return client.send(request(path), Login.NONE, SOON);
  }

  private static Request request(String path) {
    return request(path, new Request.Body.None(), new LinkedHashMap<>());
  }

  private static Request request(
      String path, Request.Body body, java.util.SequencedMap<String, String> headers) {
    return new Request(
        "POST", path, List.of(), body, headers, Optional.empty(), Expectation.SUCCESS);
  }
}

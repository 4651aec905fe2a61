package dev.deadheat.prove.worker;

import dev.deadheat.prove.scenario.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Sends requests to one lane, one at a time, over a connection that is kept.
///
/// Our own, since a scenario may set any header (`Host` too), and nothing may be added, followed or
/// repeated behind its back. Not for use by several threads at once, but for [#close], which breaks
/// off a request in flight.
public final class LaneClient implements AutoCloseable {
  private final int port;
  private volatile Optional<LaneConnection> kept = Optional.empty();

  /// @param port of 127.0.0.1
  public LaneClient(int port) {
    this.port = port;
  }

  /// Sends a request and waits for its whole answer.
  ///
  /// @param deadline how long everything may take
  /// @throws java.net.SocketTimeoutException if it takes longer; the connection is then closed
  /// @throws IOException if the lane does not answer, or not in HTTP
  public LaneResponse send(Request request, Login login, Duration deadline) throws IOException {
    var headers = new LinkedHashMap<String, String>();
    // Without a port, which differs from run to run and may find its way into answers.
    headers.put("Host", "localhost");
    headers.put("Accept", "*/*");
    login.headers().forEach(headers::put);
    if (!login.cookies().isEmpty()) {
      headers.put("Cookie", cookies(login.cookies()));
    }
    request.body().contentType().ifPresent(type -> headers.put("Content-Type", type));
    request.headers().forEach((name, value) -> override(headers, name, value));
    return send(request.method(), request.target(), headers, request.body().bytes(), deadline);
  }

  /// Sends a request that is no part of a scenario.
  LaneResponse post(String path, String json, Duration deadline) throws IOException {
    var headers = new LinkedHashMap<String, String>();
    headers.put("Host", "localhost");
    headers.put("Content-Type", "application/json");
    return send("POST", path, headers, json.getBytes(StandardCharsets.UTF_8), deadline);
  }

  private LaneResponse send(
      String method, String target, Map<String, String> headers, byte[] body, Duration deadline)
      throws IOException {
    long end = System.nanoTime() + deadline.toNanos();
    byte[] bytes = encode(method, target, headers, body);
    if (!kept.map(LaneConnection::isIdle).orElse(false)) {
      close();
      kept = Optional.of(LaneConnection.open(port, end));
    }
    LaneConnection connection = kept.orElseThrow();
    boolean keep = false;
    try {
      connection.write(bytes);
      LaneResponse response = connection.read(method, end);
      keep = !"close".equalsIgnoreCase(response.header("Connection").orElse(""));
      return response;
    } finally {
      if (!keep) {
        close();
      }
    }
  }

  @Override
  public void close() {
    kept.ifPresent(LaneConnection::close);
    kept = Optional.empty();
  }

  private static void override(Map<String, String> headers, String name, String value) {
    headers.keySet().removeIf(key -> key.equalsIgnoreCase(name) && !key.equals("Cookie"));
    if (name.equalsIgnoreCase("cookie")) {
      headers.merge("Cookie", value, (login, own) -> login + "; " + own);
    } else {
      headers.put(name, value);
    }
  }

  private static String cookies(Map<String, String> cookies) {
    return cookies.entrySet().stream()
        .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
        .collect(Collectors.joining("; "));
  }

  private static byte[] encode(
      String method, String target, Map<String, String> headers, byte[] body) {
    var text = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    headers.forEach((name, value) -> text.append(name + ": " + value + "\r\n"));
    boolean carries = body.length > 0 || !method.equals("GET");
    boolean said =
        headers.keySet().stream()
            .anyMatch(name -> name.toLowerCase(Locale.ROOT).equals("content-length"));
    if (carries && !said) {
      text.append("Content-Length: ").append(body.length).append("\r\n");
    }
    var out = new ByteArrayOutputStream();
    out.writeBytes(text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    out.writeBytes(body);
    return out.toByteArray();
  }
}

package dev.deadheat.report.browser;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A Chromium without a window, with one page, driven by its DevTools protocol. Used from one
/// thread. Closing ends it.
final class Browser implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private final Process process;
  private final WebSocket socket;
  private final BlockingQueue<JsonObject> heard;
  private final List<JsonObject> events = new ArrayList<>();
  private int asked;

  private Browser(Process process, WebSocket socket, BlockingQueue<JsonObject> heard) {
    this.process = process;
    this.socket = socket;
    this.heard = heard;
  }

  /// Starts it.
  ///
  /// @param profile an empty folder for what it keeps
  static Browser start(Path profile) throws Exception {
    Process process =
        new ProcessBuilder(
                program().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      String port = portOf(process);
      URI page = pageOf(port);
      BlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();
      WebSocket socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(page, new Ear(heard))
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      Browser browser = new Browser(process, socket, heard);
      for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
        browser.ask(domain + ".enable", new JsonObject());
      }
      return browser;
    } catch (Exception e) {
      end(process);
      throw e;
    }
  }

  /// The browser of `$DEADHEAT_BROWSER`, else the first of the usual names on the path.
  private static Path program() {
    Map<String, String> environment = System.getenv();
    String asked = environment.getOrDefault("DEADHEAT_BROWSER", "");
    List<Path> candidates = new ArrayList<>();
    if (!asked.isEmpty()) {
      candidates.add(Path.of(asked));
    }
    for (String folder : environment.getOrDefault("PATH", "").split(":", -1)) {
      NAMES.forEach(name -> candidates.add(Path.of(folder, name)));
    }
    candidates.add(Path.of("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"));
    return candidates.stream()
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() ->
            new IllegalStateException(
                "no Chromium or Chrome was found, which shows the page in this test: apt-get"
                    + " install chromium, or set DEADHEAT_BROWSER to one; DEADHEAT_BROWSER=none"
                    + " ./verify leaves these tests out"));
  }

  private static String portOf(Process process) throws IOException {
    String begin = "DevTools listening on ws://127.0.0.1:";
    List<String> said = new ArrayList<>();
    BufferedReader errors = process.errorReader(StandardCharsets.UTF_8);
    for (String line = errors.readLine(); line != null; line = errors.readLine()) {
      if (line.startsWith(begin)) {
        Thread.startVirtualThread(() -> errors.lines().forEach(_ -> {}));
        return line.substring(begin.length()).split("/", 2)[0];
      }
      said.add(line);
    }
    throw new IOException("the browser ended:\n" + String.join("\n", said));
  }

  private static URI pageOf(String port) throws Exception {
    String list =
        new String(
            URI.create("http://127.0.0.1:" + port + "/json/list")
                .toURL()
                .openStream()
                .readAllBytes(),
            StandardCharsets.UTF_8);
    return URI.create(
        JsonParser.parseString(list)
            .getAsJsonArray()
            .get(0)
            .getAsJsonObject()
            .get("webSocketDebuggerUrl")
            .getAsString());
  }

  /// Sends a command and waits for its result; what happens meanwhile is kept as events.
  JsonObject ask(String method, JsonObject parameters) throws InterruptedException {
    JsonObject message = new JsonObject();
    message.addProperty("id", ++asked);
    message.addProperty("method", method);
    message.add("params", parameters);
    socket.sendText(message.toString(), true).join();
    while (true) {
      JsonObject answer = next(method);
      if (!answer.has("id")) {
        events.add(answer);
      } else if (answer.get("id").getAsInt() == asked) {
        if (answer.has("error")) {
          throw new IllegalStateException(method + ": " + answer.get("error"));
        }
        return answer.getAsJsonObject("result");
      }
    }
  }

  private JsonObject next(String waitingFor) throws InterruptedException {
    return Optional.ofNullable(heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .orElseThrow(() -> new IllegalStateException("the browser does not answer " + waitingFor));
  }

  /// What happened since the last page was opened: methods such as `Network.requestWillBeSent`.
  List<JsonObject> events() {
    return List.copyOf(events);
  }

  /// Opens a file and waits until it is loaded.
  void open(Path file) throws InterruptedException {
    events.clear();
    JsonObject where = new JsonObject();
    where.addProperty("url", file.toUri().toString());
    ask("Page.navigate", where);
    while (events.stream().noneMatch(event -> is(event, "Page.loadEventFired"))) {
      JsonObject event = next("Page.loadEventFired");
      events.add(event);
    }
  }

  static boolean is(JsonObject event, String method) {
    return event.get("method").getAsString().equals(method);
  }

  /// Sets the window's size, in CSS pixels.
  void size(int width, int height) throws InterruptedException {
    JsonObject size = new JsonObject();
    size.addProperty("width", width);
    size.addProperty("height", height);
    size.addProperty("deviceScaleFactor", 1);
    size.addProperty("mobile", false);
    ask("Emulation.setDeviceMetricsOverride", size);
  }

  /// @param scheme `light` or `dark`, as the reader prefers
  void scheme(String scheme) throws InterruptedException {
    ask(
        "Emulation.setEmulatedMedia",
        JsonParser.parseString(
                "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"%s\"}]}"
                    .formatted(scheme))
            .getAsJsonObject());
  }

  /// The value of a JavaScript expression, as JSON text; `null` if it has none.
  String evaluate(String expression) throws InterruptedException {
    JsonObject what = new JsonObject();
    what.addProperty("expression", "JSON.stringify(" + expression + ")");
    what.addProperty("returnByValue", true);
    JsonObject result = ask("Runtime.evaluate", what);
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException(String.valueOf(result.get("exceptionDetails")));
    }
    JsonElement value = result.getAsJsonObject("result").get("value");
    return value == null ? "null" : value.getAsString();
  }

  /// Presses a key as a person does.
  ///
  /// @param key `Tab`, `Enter`
  /// @param code its Windows virtual key code
  void press(String key, int code) throws InterruptedException {
    for (String type : List.of("keyDown", "keyUp")) {
      JsonObject stroke = new JsonObject();
      stroke.addProperty("type", type);
      stroke.addProperty("key", key);
      stroke.addProperty("code", key);
      stroke.addProperty("windowsVirtualKeyCode", code);
      if (key.equals("Enter")) {
        stroke.addProperty("text", "\r");
      }
      ask("Input.dispatchKeyEvent", stroke);
    }
  }

  /// A picture of what the window shows.
  byte[] picture() throws InterruptedException {
    JsonObject how = new JsonObject();
    how.addProperty("format", "png");
    return Base64.getDecoder().decode(ask("Page.captureScreenshot", how).get("data").getAsString());
  }

  @Override
  public void close() {
    socket.abort();
    end(process);
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Joins the parts of messages.
  private static final class Ear implements WebSocket.Listener {
    private final BlockingQueue<JsonObject> heard;
    private final StringBuilder text = new StringBuilder();

    Ear(BlockingQueue<JsonObject> heard) {
      this.heard = heard;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        heard.add(JsonParser.parseString(text.toString()).getAsJsonObject());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }
}

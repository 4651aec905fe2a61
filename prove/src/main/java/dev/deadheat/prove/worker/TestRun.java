package dev.deadheat.prove.worker;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// What a Django project's own tests said.
///
/// @param ran how many were run; 0 if the project has none
/// @param failed the names of those that failed, sorted
/// @param skipped how many skipped themselves
public record TestRun(int ran, List<String> failed, int skipped) {
  public TestRun {
    failed = List.copyOf(failed);
  }

  /// Runs them to their end, in an empty database that nobody else uses.
  ///
  /// @param launch of [Launch#django], with the URL of that database, past any proxy
  /// @param patience after which they are ended
  /// @param printed is told each line that they print, on another thread
  /// @throws WorkerException if the project does not boot, or they do not end in time
  public static TestRun of(Launch launch, Duration patience, Consumer<String> printed)
      throws WorkerException, InterruptedException {
    try {
      var builder = new ProcessBuilder(launch.asking("test").command());
      builder.directory(launch.folder().toFile());
      builder.environment().clear();
      builder.environment().putAll(launch.environment());
      Process process = builder.start();
      try (var _ = LiveProcesses.register(process)) {
        Thread reader = Thread.startVirtualThread(() -> lines(process, printed));
        Optional<JsonObject> said = answer(process);
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new WorkerException(
              "deadline",
              "the project's tests did not end within %d s".formatted(patience.toSeconds()));
        }
        reader.join(Duration.ofSeconds(2));
        return read(said);
      }
    } catch (IOException failed) {
      throw new WorkerException(
          "not_started", "the project's tests cannot be run: " + failed.getMessage(), failed);
    }
  }

  private static void lines(Process process, Consumer<String> printed) {
    new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))
        .lines()
        .forEach(printed);
  }

  private static Optional<JsonObject> answer(Process process) throws IOException {
    var out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    Optional<JsonObject> last = Optional.empty();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      try {
        last = Optional.of(JsonParser.parseString(line).getAsJsonObject());
      } catch (JsonParseException | IllegalStateException noise) {
        throw new IOException("they wrote over our line: " + line, noise);
      }
    }
    return last;
  }

  private static TestRun read(Optional<JsonObject> said) throws WorkerException {
    JsonObject answer =
        said.orElseThrow(
            () -> new WorkerException("died", "the project's tests ended without a word"));
    AgentAnswers.failOnError(answer);
    JsonObject tests = answer.getAsJsonObject("tests");
    return new TestRun(
        tests.get("ran").getAsInt(),
        AgentAnswers.texts(tests, "failed"),
        tests.get("skipped").getAsInt());
  }
}

package dev.deadheat.prove.worker;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.deadheat.prove.scenario.StartRows;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;

/// What we ask of a Django lane between runs. Not for use by several threads at once, nor while a
/// request of the same client is under way.
public final class LaneControl {
  private final Worker worker;
  private final LaneClient client;

  /// @param worker a lane that [Launch#django] started
  /// @param client of that lane; may be the one that sends the scenario's requests
  public LaneControl(Worker worker, LaneClient client) {
    this.worker = worker;
    this.client = client;
  }

  /// Makes the process forget what the last run left in it: rows kept in memory, language, caches,
  /// files, mails and tasks. Its connections stay open, and are opened where they are not. Answers
  /// what the run did that ended with this.
  ///
  /// Two resets with the same arguments begin runs that see the same time and the same chance:
  /// `timezone.now` starts at the moment when the start rows were loaded and goes on with each
  /// statement of any lane, random keys are drawn from seed and lane.
  ///
  /// @param seed for Python's and NumPy's random numbers, `uuid4` and `secrets`
  /// @param clockOffset added to `time.time` and `django.utils.timezone.now`; what calls
  ///   `datetime.now` itself is not moved
  public Effects reset(long seed, Duration clockOffset, Duration deadline) throws WorkerException {
    var asked = new JsonObject();
    asked.addProperty("seed", seed);
    asked.addProperty("clock_offset", clockOffset.toMillis() / 1000.0);
    return Effects.of(ask("reset", asked, deadline));
  }

  /// What was done since the last reset.
  public Effects effects(Duration deadline) throws WorkerException {
    return Effects.of(ask("effects", new JsonObject(), deadline));
  }

  /// Makes the tables, by the project's migrations.
  public void migrate(Duration deadline) throws WorkerException {
    var asked = new JsonObject();
    asked.addProperty("migrate", true);
    ask("prepare", asked, deadline);
  }

  /// Loads start rows into migrated tables, and logs users in. What the run's folder then holds
  /// (cached sessions, files) is what resets go back to.
  ///
  /// @param users named as they log in; each must be among the rows
  public Prepared load(List<StartRows> rows, List<String> users, Duration deadline)
      throws WorkerException {
    var start = new JsonArray();
    for (StartRows each : rows) {
      var one = new JsonObject();
      switch (each) {
        case StartRows.Fixture(var name) -> one.addProperty("fixture", name);
        case StartRows.SqlFile(var path) ->
            one.addProperty("sql", path.toAbsolutePath().toString());
        case StartRows.PythonFunction(var module, var function) ->
            one.addProperty("function", module + ":" + function);
      }
      start.add(one);
    }
    var names = new JsonArray();
    users.stream().distinct().forEach(names::add);
    var asked = new JsonObject();
    asked.add("start", start);
    asked.add("users", names);
    return Prepared.of(ask("prepare", asked, deadline));
  }

  /// Lets the lane serve a task that another lane has handed over. Its status is 200, or 500 with
  /// the exception as body.
  ///
  /// @throws SocketTimeoutException if it takes longer
  /// @throws IOException if the lane does not answer
  public Served serve(Errand errand, Duration deadline) throws IOException {
    try {
      LaneResponse response = client.post("/" + worker.secret() + "/task", errand.json(), deadline);
      JsonObject said = JsonParser.parseString(response.body()).getAsJsonObject();
      return said.has("error")
          ? new Served(500, said.getAsJsonObject("error").get("message").getAsString())
          : new Served(said.get("status").getAsInt(), said.get("body").getAsString());
    } catch (JsonParseException | IllegalStateException e) {
      throw new IOException("it answered a task with what is no JSON", e);
    }
  }

  /// How a task ended.
  ///
  /// @param status 200 or 500
  /// @param body what it returned, as text, or its exception
  public record Served(int status, String body) {}

  private JsonObject ask(String what, JsonObject asked, Duration deadline) throws WorkerException {
    try {
      LaneResponse response =
          client.post("/" + worker.secret() + "/" + what, asked.toString(), deadline);
      JsonObject said = JsonParser.parseString(response.body()).getAsJsonObject();
      AgentAnswers.failOnError(said);
      return said;
    } catch (SocketTimeoutException e) {
      throw new WorkerException(
          "deadline",
          "%s did not answer %s within %d ms. It printed last:%n%s"
              .formatted(worker.name(), what, deadline.toMillis(), worker.tail()),
          e);
    } catch (IOException | JsonParseException | IllegalStateException e) {
      throw new WorkerException(
          "died",
          "%s did not answer %s: %s. It printed last:%n%s"
              .formatted(
                  worker.name(), what, worker.ending().orElse(e.getMessage()), worker.tail()),
          e);
    }
  }
}

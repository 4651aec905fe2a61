package dev.deadheat.prove.replay;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Writes replay files: members in a fixed order, so that the same counterexample is the same text.
public final class ReplayWriter {
  /// What the member `format` says of every replay file.
  static final String FORMAT = "deadheat-replay";

  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().setPrettyPrinting().create();

  private ReplayWriter() {}

  /// Writes into a folder, under the scenario's name. An older replay of the same scenario at the
  /// same isolation level is replaced; a file of another is left, and this one gets a number.
  ///
  /// @return the file written
  public static Path writeInto(Path folder, ReplayFile replay) throws IOException {
    var name = ReplayFile.nameFor(replay.scenario()) + (replay.fault().isPresent() ? "-fault" : "");
    var path = folder.resolve(name + ".json");
    for (var n = 2; Files.exists(path) && !isOfSameScenario(path, replay); n++) {
      path = folder.resolve(name + "-" + n + ".json");
    }
    write(path, replay);
    return path;
  }

  private static boolean isOfSameScenario(Path path, ReplayFile replay) {
    try {
      var there = ReplayReader.read(path);
      return there.scenario().equals(replay.scenario())
          && there.scenarioFile().equals(replay.scenarioFile())
          && there.isolation().equals(replay.isolation())
          && there.fault().isPresent() == replay.fault().isPresent();
    } catch (ReplayException notOurs) {
      return false;
    }
  }

  /// Writes the file, or leaves what stood there: never half of it. Makes its folder if need be.
  public static void write(Path path, ReplayFile replay) throws IOException {
    var target = path.toAbsolutePath();
    var folder = target.getParent();
    if (folder == null) {
      throw new IOException(path + ": is no place for a file");
    }
    Files.createDirectories(folder);
    // Always the same, so that what a killed run left is overwritten.
    var fresh = target.resolveSibling("." + target.getFileName() + ".unfinished");
    try {
      Files.writeString(fresh, text(replay));
      Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /// The file's text, with a line feed at its end.
  public static String text(ReplayFile replay) {
    var out = new JsonObject();
    out.addProperty("format", FORMAT);
    out.addProperty("version", ReplayFile.VERSION);
    out.add("made_with", madeWith(replay.madeWith()));
    out.add("scenario", scenario(replay));
    out.addProperty("isolation", replay.isolation());
    out.addProperty("schedule", replay.schedule().toString());
    out.add(
        "fault", replay.fault().<JsonElement>map(ReplayWriter::fault).orElse(JsonNull.INSTANCE));
    var steps = new JsonArray();
    replay.steps().forEach(step -> steps.add(step(step)));
    out.add("steps", steps);
    out.add("expected", expected(replay.expected()));
    return GSON.toJson(out) + "\n";
  }

  private static JsonObject madeWith(ReplayFile.MadeWith versions) {
    var out = new JsonObject();
    out.addProperty("deadheat", versions.deadheat());
    out.addProperty("postgresql", versions.postgresql());
    out.add("framework", OutcomeJson.orNull(versions.framework()));
    return out;
  }

  private static JsonObject scenario(ReplayFile replay) {
    var requests = new JsonArray();
    replay.requests().forEach(request -> requests.add(request(request)));
    var out = new JsonObject();
    out.addProperty("file", replay.scenarioFile());
    out.addProperty("name", replay.scenario());
    out.add("requests", requests);
    return out;
  }

  private static JsonObject request(RecordedRequest request) {
    var headers = new JsonObject();
    request.headers().forEach(headers::addProperty);
    var out = new JsonObject();
    out.addProperty("lane", request.lane());
    out.addProperty("method", request.method());
    out.addProperty("target", request.target());
    out.add("headers", headers);
    out.add("user", OutcomeJson.orNull(request.user()));
    out.add("content_type", OutcomeJson.orNull(request.contentType()));
    out.addProperty("body", request.body());
    return out;
  }

  private static JsonObject fault(RecordedFault fault) {
    var out = new JsonObject();
    out.addProperty("lanes", fault.lanes());
    out.addProperty("lane", fault.lane());
    out.addProperty("step", fault.step());
    out.addProperty("kind", fault.kind());
    out.addProperty("moment", fault.moment());
    return out;
  }

  private static JsonObject step(RecordedStep step) {
    var out = new JsonObject();
    out.addProperty("step", step.number());
    out.addProperty("lane", step.lane());
    out.addProperty("sql", step.sql());
    out.add("at", OutcomeJson.orNull(step.at()));
    return out;
  }

  private static JsonObject expected(Expected expected) {
    var out = new JsonObject();
    out.addProperty("status", expected.status().word());
    out.add("anomaly", OutcomeJson.orNull(expected.anomaly()));
    out.addProperty("severity", expected.severity().word());
    out.addProperty("sentence", expected.sentence());
    out.add(
        "outcome",
        expected.outcome().<JsonElement>map(OutcomeJson::tree).orElse(JsonNull.INSTANCE));
    return out;
  }
}

package dev.deadheat.prove.worker;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads what the agent says.
final class AgentAnswers {
  private AgentAnswers() {}

  /// Throws what the agent reports as an error, in the project's own words.
  static void failOnError(JsonObject said) throws WorkerException {
    if (!said.has("error")) {
      return;
    }
    JsonObject error = said.getAsJsonObject("error");
    var message = new StringBuilder(text(error, "message").orElse("The project failed."));
    text(error, "where").ifPresent(where -> message.append("\nat ").append(where));
    text(error, "advice").ifPresent(advice -> message.append('\n').append(advice));
    List<String> trace = texts(error, "traceback");
    if (!trace.isEmpty()) {
      message.append("\n\n").append(String.join("\n", trace));
    }
    throw new WorkerException(text(error, "kind").orElse("failed"), message.toString());
  }

  static Optional<String> text(JsonObject object, String key) {
    JsonElement value = object.get(key);
    return value == null || value.isJsonNull()
        ? Optional.empty()
        : Optional.of(value.getAsString());
  }

  static List<String> texts(JsonObject object, String key) {
    var found = new ArrayList<String>();
    if (object.get(key) != null && object.get(key).isJsonArray()) {
      object
          .getAsJsonArray(key)
          .forEach(one -> found.add(one.isJsonNull() ? "" : one.getAsString()));
    }
    return found;
  }
}

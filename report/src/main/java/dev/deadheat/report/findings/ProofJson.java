package dev.deadheat.report.findings;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.deadheat.loop.Explained;
import dev.deadheat.loop.Proof;
import dev.deadheat.prove.verdict.Verdict;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What proofs said of findings, as JSON: `{"version": 1, "proofs": {FINGERPRINT: {…}}, "gaps":
/// [{scenario, replay}]}`.
public final class ProofJson {
  private static final int VERSION = 1;
  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().setPrettyPrinting().create();

  private ProofJson() {}

  /// The text, with a line feed at its end.
  public static String print(Explained explained) {
    var all = new JsonObject();
    new TreeMap<>(explained.proofs())
        .forEach((fingerprint, proof) -> all.add(fingerprint, object(proof)));
    var gaps = new JsonArray();
    for (Verdict verdict : explained.gaps()) {
      var gap = new JsonObject();
      gap.addProperty("scenario", verdict.scenario());
      gap.add("replay", text(verdict.replay()));
      gaps.add(gap);
    }
    var out = new JsonObject();
    out.addProperty("version", VERSION);
    out.add("proofs", all);
    out.add("gaps", gaps);
    return GSON.toJson(out) + "\n";
  }

  /// One proof.
  public static JsonObject object(Proof proof) {
    var out = new JsonObject();
    out.addProperty("status", proof.status().word());
    out.add("scenario", text(proof.scenario()));
    out.add("replay", text(proof.replay()));
    out.addProperty("classes", proof.classes());
    out.addProperty("bound", proof.bound());
    return out;
  }

  private static JsonElement text(Optional<String> text) {
    return text.isPresent() ? new JsonPrimitive(text.get()) : JsonNull.INSTANCE;
  }

  /// Reads a text that was printed so.
  ///
  /// @throws IllegalArgumentException if it is none; the message says why
  public static Map<String, Proof> read(String text) {
    try {
      JsonObject whole = JsonParser.parseString(text).getAsJsonObject();
      if (whole.get("version").getAsInt() != VERSION) {
        throw new IllegalArgumentException(
            "it has version " + whole.get("version") + "; this Deadheat reads version " + VERSION);
      }
      var out = new LinkedHashMap<String, Proof>();
      whole
          .getAsJsonObject("proofs")
          .entrySet()
          .forEach(entry -> out.put(entry.getKey(), proof(entry.getValue().getAsJsonObject())));
      return out;
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | UnsupportedOperationException wrong) {
      throw new IllegalArgumentException("it is not the JSON of proofs", wrong);
    }
  }

  private static Proof proof(JsonObject from) {
    return new Proof(
        Proof.Status.valueOf(from.get("status").getAsString().toUpperCase(Locale.ROOT)),
        optional(from.get("scenario")),
        optional(from.get("replay")),
        from.get("classes").getAsLong(),
        from.get("bound").getAsString());
  }

  private static Optional<String> optional(JsonElement element) {
    return element.isJsonNull() ? Optional.empty() : Optional.of(element.getAsString());
  }
}

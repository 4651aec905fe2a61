package dev.deadheat.report.json;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.deadheat.loop.Attempt;
import dev.deadheat.loop.Cost;
import dev.deadheat.loop.Cured;
import dev.deadheat.loop.Part;
import dev.deadheat.prove.verdict.Load;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.rules.Finding;
import java.util.List;
import java.util.Locale;

/// What the loop made of races, as JSON: the verdicts, and beside them `"cures":[{scenario,
/// findings, attempts, recommended, why}]`.
public final class CuredJson {
  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().setPrettyPrinting().create();

  private CuredJson() {}

  /// The text, with a line feed at its end.
  public static String print(List<Verdict> verdicts, List<Cured> cured) {
    JsonObject out = VerdictJson.tree(verdicts);
    var cures = new JsonArray();
    cured.forEach(each -> cures.add(cured(each)));
    out.add("cures", cures);
    return GSON.toJson(out) + "\n";
  }

  private static JsonObject cured(Cured cured) {
    var findings = new JsonArray();
    cured.findings().forEach(finding -> findings.add(finding(finding)));
    var attempts = new JsonArray();
    cured.attempts().forEach(attempt -> attempts.add(attempt(attempt)));
    var out = new JsonObject();
    out.addProperty("scenario", cured.broken().scenario());
    out.add("findings", findings);
    out.add("attempts", attempts);
    out.add(
        "recommended",
        cured.recommended().isPresent()
            ? new JsonPrimitive(cured.attempts().indexOf(cured.recommended().get()))
            : JsonNull.INSTANCE);
    out.addProperty("why", cured.why());
    return out;
  }

  private static JsonObject finding(Finding finding) {
    var out = new JsonObject();
    out.addProperty("code", finding.rule().code());
    out.addProperty("name", finding.rule().name());
    out.addProperty("path", finding.path());
    out.addProperty("line", finding.line());
    out.addProperty("function", finding.function());
    out.addProperty("fingerprint", finding.fingerprint());
    return out;
  }

  private static JsonObject attempt(Attempt attempt) {
    var parts = new JsonArray();
    for (Part part : attempt.parts()) {
      var each = finding(part.finding());
      each.addProperty("cure", part.candidate().kind().name().toLowerCase(Locale.ROOT));
      each.addProperty("applicability", part.candidate().applicability().word());
      parts.add(each);
    }
    var out = new JsonObject();
    out.addProperty("title", attempt.title());
    out.add("parts", parts);
    out.addProperty("holds", attempt.holds());
    out.addProperty("status", attempt.proof().status().word());
    out.addProperty("classes", attempt.proof().explored().classes());
    switch (attempt.result()) {
      case Attempt.Result.Holds(Cost cost, int faults, List<String> tests, boolean latent) -> {
        out.add("why", JsonNull.INSTANCE);
        out.addProperty("latent", latent);
        out.addProperty("faults", faults);
        out.addProperty("waits", cost.waits());
        out.addProperty("orders", cost.waiting().orders());
        out.addProperty("orders_with_waits", cost.waiting().waiting());
        out.addProperty("orders_with_deadlocks", cost.waiting().deadlocks());
        out.add("load_before", load(cost.before()));
        out.add("load_after", load(cost.after()));
        out.addProperty("tests", String.join("; ", tests));
      }
      case Attempt.Result.Fails(String why) -> out.addProperty("why", why);
    }
    out.addProperty("diff", String.join("\n", attempt.diff()));
    out.add(
        "stamp",
        attempt.stamp().isPresent() ? new JsonPrimitive(attempt.stamp().get()) : JsonNull.INSTANCE);
    return out;
  }

  private static JsonObject load(Load load) {
    var out = new JsonObject();
    out.addProperty("requests_per_second", load.requestsPerSecond());
    out.addProperty("median_ms", load.median().toNanos() / 1e6);
    out.addProperty("p95_ms", load.percentile95().toNanos() / 1e6);
    out.addProperty("refused", load.refused());
    return out;
  }
}

package dev.deadheat.report.json;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.deadheat.prove.replay.OutcomeJson;
import dev.deadheat.prove.verdict.FaultsView;
import dev.deadheat.prove.verdict.Timeline;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.report.story.IsolationTable;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Verdicts as JSON: `{"version":1,"summary":{…},"verdicts":[…]}`; with `"isolation":[…]` where
/// scenarios were tried at several levels.
///
/// Keys come in a fixed order and absent things are `null`, so that two runs that found the same
/// print the same. Text stands as it came, escaped as JSON asks.
public final class VerdictJson {
  /// The version of this format; it grows when a reader of the old form would misread the new.
  public static final int VERSION = 1;

  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().setPrettyPrinting().create();

  private VerdictJson() {}

  /// The text that `--output-format json` prints, with a line feed at its end.
  public static String print(List<Verdict> verdicts) {
    return GSON.toJson(tree(verdicts)) + "\n";
  }

  /// The same as a tree.
  public static JsonObject tree(List<Verdict> verdicts) {
    var out = new JsonObject();
    out.addProperty("version", VERSION);
    out.add("summary", summary(verdicts));
    out.add("verdicts", array(verdicts, VerdictJson::verdict));
    IsolationTable.of(verdicts)
        .ifPresent(table -> out.add("isolation", array(table.rows(), row -> levels(table, row))));
    return out;
  }

  private static JsonObject summary(List<Verdict> verdicts) {
    var out = new JsonObject();
    out.addProperty("scenarios", verdicts.size());
    for (var status : Verdict.Status.values()) {
      out.addProperty(status.word(), verdicts.stream().filter(v -> v.status() == status).count());
    }
    return out;
  }

  private static JsonObject verdict(Verdict verdict) {
    var out = new JsonObject();
    out.addProperty("scenario", verdict.scenario());
    out.add("requests", array(verdict.requests(), VerdictJson::request));
    out.addProperty("isolation", verdict.isolation());
    out.addProperty("status", verdict.status().word());
    out.add("anomaly", text(verdict.anomaly()));
    out.addProperty("severity", verdict.severity().word());
    out.addProperty("order_sensitive", verdict.orderSensitive());
    out.add("explored", explored(verdict.explored()));
    out.add(
        "schedule",
        array(verdict.timeline().map(Timeline::steps).orElse(List.of()), VerdictJson::step));
    out.add("serial_outcomes", array(verdict.serialOutcomes(), OutcomeJson::tree));
    out.add(
        "outcome", verdict.outcome().<JsonElement>map(OutcomeJson::tree).orElse(JsonNull.INSTANCE));
    out.addProperty("sentence", verdict.sentence());
    out.add("notes", array(verdict.notes(), JsonPrimitive::new));
    out.add("replay", text(verdict.replay()));
    verdict.faults().ifPresent(faults -> out.add("faults", faults(faults)));
    return out;
  }

  private static JsonObject faults(FaultsView faults) {
    var out = new JsonObject();
    out.addProperty("tried", faults.tried());
    out.addProperty("planned", faults.planned());
    out.add("kinds", array(faults.kinds(), JsonPrimitive::new));
    out.add("orders", array(faults.orders(), JsonPrimitive::new));
    out.addProperty("either_way", faults.eitherWay());
    out.add("broken", array(faults.broken(), VerdictJson::broken));
    return out;
  }

  private static JsonObject broken(FaultsView.BrokenFault fault) {
    var out = new JsonObject();
    out.addProperty("order", fault.order());
    out.addProperty("lane", fault.lane());
    out.addProperty("step", fault.step());
    out.addProperty("kind", fault.kind());
    out.addProperty("moment", fault.moment());
    out.addProperty("statement", fault.statement());
    out.add("path", text(fault.source().map(Timeline.SourceLine::path)));
    out.add(
        "line",
        fault
            .source()
            .<JsonElement>map(s -> new JsonPrimitive(s.line()))
            .orElse(JsonNull.INSTANCE));
    out.add("breaches", array(fault.breaches(), VerdictJson::breach));
    return out;
  }

  private static JsonObject breach(FaultsView.BreachView breach) {
    var out = new JsonObject();
    out.addProperty("name", breach.name());
    out.addProperty("what", breach.words());
    return out;
  }

  private static JsonObject levels(IsolationTable table, IsolationTable.Row row) {
    var out = new JsonObject();
    out.addProperty("scenario", row.scenario());
    for (var i = 0; i < table.levels().size(); i++) {
      out.addProperty(table.levels().get(i), row.cells().get(i).word());
    }
    return out;
  }

  private static JsonObject request(Verdict.RequestLine request) {
    var out = new JsonObject();
    out.addProperty("lane", request.lane());
    out.addProperty("method", request.method());
    out.addProperty("path", request.path());
    out.add("user", text(request.user()));
    request.where().ifPresent(line -> out.addProperty("handed_over_at", line));
    return out;
  }

  private static JsonObject explored(Verdict.Explored explored) {
    var out = new JsonObject();
    out.addProperty("schedules", explored.schedules());
    out.addProperty("cut", explored.cut());
    out.addProperty("classes", explored.classes());
    out.addProperty("complete", explored.complete());
    out.addProperty("bound", explored.bound());
    return out;
  }

  private static JsonObject step(Timeline.Step step) {
    var out = new JsonObject();
    out.addProperty("step", step.number());
    out.addProperty("lane", step.lane());
    out.addProperty("sql", step.sql());
    out.add("path", text(step.source().map(Timeline.SourceLine::path)));
    out.add(
        "line",
        step.source().<JsonElement>map(s -> new JsonPrimitive(s.line())).orElse(JsonNull.INSTANCE));
    out.add("rows_read", array(step.rowsRead(), JsonPrimitive::new));
    out.add("rows_written", array(step.rowsWritten(), JsonPrimitive::new));
    out.add("waits_for", text(step.waitedFor()));
    out.add(
        "response", step.response().<JsonElement>map(OutcomeJson::tree).orElse(JsonNull.INSTANCE));
    return out;
  }

  private static JsonElement text(Optional<String> value) {
    return value.<JsonElement>map(JsonPrimitive::new).orElse(JsonNull.INSTANCE);
  }

  private static <T> JsonArray array(List<T> items, Function<T, ? extends JsonElement> tree) {
    var out = new JsonArray();
    items.forEach(item -> out.add(tree.apply(item)));
    return out;
  }
}

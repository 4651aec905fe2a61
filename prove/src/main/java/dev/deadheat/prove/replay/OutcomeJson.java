package dev.deadheat.prove.replay;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.deadheat.prove.verdict.OutcomeView;
import dev.deadheat.prove.verdict.OutcomeView.ResponseView;
import dev.deadheat.prove.verdict.OutcomeView.RowView;
import java.util.LinkedHashMap;
import java.util.Optional;

/// Outcomes as JSON, the same wherever they are written: `{"label", "rows": [{"row", "columns"}],
/// "responses": [{"lane", "status", "body"}], "effects": []}`. Columns that are `null` are a row
/// that is not there; a value that is `null` is an SQL null.
public final class OutcomeJson {
  private OutcomeJson() {}

  /// An outcome's tree.
  public static JsonObject tree(OutcomeView outcome) {
    var rows = new JsonArray();
    outcome.rows().forEach(row -> rows.add(row(row)));
    var responses = new JsonArray();
    outcome.responses().forEach(response -> responses.add(tree(response)));
    var effects = new JsonArray();
    outcome.effects().forEach(effects::add);
    var out = new JsonObject();
    out.addProperty("label", outcome.label());
    out.add("rows", rows);
    out.add("responses", responses);
    out.add("effects", effects);
    return out;
  }

  /// A response's tree.
  public static JsonObject tree(ResponseView response) {
    var out = new JsonObject();
    out.addProperty("lane", response.lane());
    out.addProperty("status", response.status());
    out.addProperty("body", response.body());
    return out;
  }

  static OutcomeView read(Node node) throws ReplayException {
    return new OutcomeView(
        node.text("label"),
        node.list("rows", OutcomeJson::readRow),
        node.list("responses", OutcomeJson::readResponse),
        node.list("effects", Node::text));
  }

  private static ResponseView readResponse(Node node) throws ReplayException {
    return new ResponseView(node.text("lane"), node.number("status"), node.text("body"));
  }

  private static RowView readRow(Node node) throws ReplayException {
    var columns = new LinkedHashMap<String, Optional<String>>();
    var tree = node.optional("columns");
    if (tree.isPresent()) {
      for (var name : tree.get().keys()) {
        columns.put(name, tree.get().optionalText(name));
      }
    }
    return new RowView(node.text("row"), columns);
  }

  private static JsonObject row(RowView row) {
    var columns = new JsonObject();
    row.columns().forEach((name, value) -> columns.add(name, orNull(value)));
    var out = new JsonObject();
    out.addProperty("row", row.row());
    out.add("columns", row.columns().isEmpty() ? JsonNull.INSTANCE : columns);
    return out;
  }

  static JsonElement orNull(Optional<String> value) {
    return value.<JsonElement>map(JsonPrimitive::new).orElse(JsonNull.INSTANCE);
  }
}

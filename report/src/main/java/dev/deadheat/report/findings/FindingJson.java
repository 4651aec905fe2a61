package dev.deadheat.report.findings;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.deadheat.fix.cure.Candidate;
import dev.deadheat.loop.Proof;
import dev.deadheat.rules.Finding;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Findings as JSON: `{"version":1,"summary":{…},"findings":[…]}`.
///
/// Keys come in a fixed order and absent things are `null`.
public final class FindingJson {
  /// The version of this format.
  public static final int VERSION = 1;

  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().setPrettyPrinting().create();

  private FindingJson() {}

  /// The text, with a line feed at its end, where nobody asked for cures.
  public static String print(Checked checked) {
    return print(checked, Map.of());
  }

  /// The text with cures, with a line feed at its end.
  ///
  /// @param cures of each finding, best first
  public static String print(Checked checked, Map<Finding, List<Candidate>> cures) {
    var out = new JsonObject();
    out.addProperty("version", VERSION);
    var summary = new JsonObject();
    summary.addProperty("files", checked.files());
    summary.addProperty("models", checked.models());
    summary.addProperty("entry_points", checked.entryPoints());
    summary.addProperty("findings", checked.findings().size());
    summary.addProperty("hidden", checked.left().hidden());
    summary.addProperty("suppressed", checked.left().suppressed());
    summary.addProperty("known", checked.left().known());
    summary.addProperty("elsewhere", checked.left().elsewhere());
    var notes = new JsonArray();
    for (Checked.Note note : checked.notes()) {
      var each = new JsonObject();
      each.addProperty("path", note.path());
      each.addProperty("line", note.line());
      each.addProperty("text", note.text());
      notes.add(each);
    }
    summary.add("notes", notes);
    out.add("summary", summary);
    var findings = new JsonArray();
    for (Finding finding : checked.findings()) {
      Optional<List<Candidate>> offered = Optional.ofNullable(cures.get(finding));
      findings.add(finding(finding, offered, checked.proof(finding)));
    }
    out.add("findings", findings);
    return GSON.toJson(out) + "\n";
  }

  private static JsonObject finding(
      Finding finding, Optional<List<Candidate>> cures, Optional<Proof> proof) {
    var out = new JsonObject();
    out.addProperty("code", finding.rule().code());
    out.addProperty("name", finding.rule().name());
    out.addProperty("message", finding.message());
    out.addProperty("severity", FindingWords.lower(finding.severity()));
    out.addProperty("confidence", FindingWords.lower(finding.confidence()));
    out.addProperty("path", finding.path());
    out.addProperty("line", finding.line());
    out.addProperty("end_line", finding.endLine());
    out.addProperty("function", finding.function());
    out.addProperty("model", finding.model());
    out.add("fields", fields(finding));
    out.add("read", spot(finding.read()));
    out.add("write", spot(finding.write()));
    var also = new JsonArray();
    finding.parts().stream().skip(1).map(FindingJson::part).forEach(also::add);
    out.add("also", also);
    var entries = new JsonArray();
    for (Finding.Entry entry : finding.entryPoints()) {
      var each = new JsonObject();
      each.addProperty("kind", entry.kind());
      each.addProperty("name", entry.name());
      each.addProperty("path", entry.path());
      each.addProperty("line", entry.line());
      entries.add(each);
    }
    out.add("entry_points", entries);
    out.add("fix", FixJson.best(cures));
    out.add("fixes", FixJson.all(cures));
    out.addProperty("fingerprint", finding.fingerprint());
    out.add("proof", proof.isPresent() ? ProofJson.object(proof.get()) : JsonNull.INSTANCE);
    return out;
  }

  /// What else is read and written at the same place.
  private static JsonObject part(Finding finding) {
    var out = new JsonObject();
    out.add("fields", fields(finding));
    out.add("read", spot(finding.read()));
    out.add("write", spot(finding.write()));
    out.addProperty("fingerprint", finding.fingerprint());
    return out;
  }

  private static JsonArray fields(Finding finding) {
    var out = new JsonArray();
    finding.fields().forEach(out::add);
    return out;
  }

  private static JsonElement spot(Optional<Finding.Spot> spot) {
    if (spot.isEmpty()) {
      return JsonNull.INSTANCE;
    }
    var out = new JsonObject();
    out.addProperty("path", spot.get().path());
    out.addProperty("line", spot.get().line());
    return out;
  }
}

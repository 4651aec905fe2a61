package dev.deadheat.report.ci;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.deadheat.loop.Proof;
import dev.deadheat.report.findings.Checked;
import dev.deadheat.report.findings.FindingWords;
import dev.deadheat.report.findings.ProofJson;
import dev.deadheat.rules.Confidence;
import dev.deadheat.rules.Finding;
import dev.deadheat.rules.RuleId;
import dev.deadheat.rules.RulePages;
import dev.deadheat.rules.Rules;
import dev.deadheat.rules.Severity;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Findings as SARIF 2.1.0 (OASIS standard, 27 March 2020).
///
/// One run. A result has a code flow (section 3.36) with a thread flow for each of the two users,
/// whose `executionOrder` (section 3.38.11) tells how their reads and writes interleave; the
/// fingerprint is the baseline's. GitHub takes 25,000 results a run and shows the 5,000 gravest:
/// they come first, and what is beyond its limit is left out and counted in a notification.
public final class Sarif {
  private static final int MOST_RESULTS = 25_000;
  private static final String FINGERPRINT = "deadheat/v1";
  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create();

  private Sarif() {}

  /// The log, with a line feed at its end.
  ///
  /// @param version Deadheat's version
  public static String print(Checked checked, Repository repository, String version) {
    List<RuleId> rules = Rules.ids();
    var findings = new ArrayList<>(checked.findings());
    findings.sort(
        Comparator.comparingInt(checked::rank)
            .thenComparing(Finding::severity)
            .thenComparing(Finding::confidence));
    var results = new JsonArray();
    findings.stream()
        .limit(MOST_RESULTS)
        .forEach(finding -> results.add(result(finding, checked, rules, repository)));
    var run = new JsonObject();
    run.add("tool", tool(rules, version));
    run.addProperty("columnKind", "unicodeCodePoints");
    run.add("invocations", array(invocation(checked, findings.size(), repository)));
    run.add("results", results);
    var log = new JsonObject();
    log.addProperty("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    log.addProperty("version", "2.1.0");
    log.add("runs", array(run));
    return GSON.toJson(log) + "\n";
  }

  private static JsonObject tool(List<RuleId> rules, String version) {
    var described = new JsonArray();
    rules.forEach(rule -> described.add(rule(rule)));
    var driver = new JsonObject();
    driver.addProperty("name", "Deadheat");
    driver.addProperty("version", version);
    driver.add("rules", described);
    var tool = new JsonObject();
    tool.add("driver", driver);
    return tool;
  }

  private static JsonObject rule(RuleId rule) {
    var page = RulePages.page(rule);
    var help = new JsonObject();
    help.addProperty("text", "deadheat explain " + rule.code());
    help.addProperty("markdown", page);
    var tags = new JsonArray();
    List.of("concurrency", "race-condition", "external/cwe/cwe-" + rule.cwe()).forEach(tags::add);
    var properties = new JsonObject();
    properties.add("tags", tags);
    properties.addProperty("precision", "medium");
    var out = new JsonObject();
    out.addProperty("id", rule.code());
    out.addProperty("name", rule.name());
    var summary = RulePages.summary(rule);
    out.add("shortDescription", message(summary.split("(?<=\\.) ", 2)[0]));
    out.add("fullDescription", message(summary));
    out.add("help", help);
    out.add("properties", properties);
    return out;
  }

  private static JsonObject invocation(Checked checked, int findings, Repository repository) {
    var notifications = new JsonArray();
    for (Checked.Note note : checked.notes()) {
      var each = new JsonObject();
      each.addProperty("level", "warning");
      each.add("message", message(note.text()));
      each.add("locations", array(place(note.path(), note.line(), note.line(), repository)));
      notifications.add(each);
    }
    if (findings > MOST_RESULTS) {
      var each = new JsonObject();
      each.addProperty("level", "warning");
      each.add(
          "message",
          message(
              "%d findings of low severity are left out: services take %d at most"
                  .formatted(findings - MOST_RESULTS, MOST_RESULTS)));
      notifications.add(each);
    }
    var properties = new JsonObject();
    properties.addProperty("looked_at", FindingWords.looked(checked));
    var out = new JsonObject();
    out.addProperty("executionSuccessful", true);
    out.add("toolExecutionNotifications", notifications);
    out.add("properties", properties);
    return out;
  }

  private static JsonObject result(
      Finding finding, Checked checked, List<RuleId> rules, Repository repository) {
    var fingerprints = new JsonObject();
    fingerprints.addProperty(FINGERPRINT, finding.fingerprint());
    var properties = new JsonObject();
    properties.addProperty("confidence", FindingWords.lower(finding.confidence()));
    properties.addProperty("model", finding.model());
    checked.proof(finding).ifPresent(proof -> properties.add("proof", ProofJson.object(proof)));
    var out = new JsonObject();
    out.addProperty("ruleId", finding.rule().code());
    out.addProperty("ruleIndex", rules.indexOf(finding.rule()));
    out.addProperty("level", level(finding.severity()));
    out.addProperty("rank", rank(finding.confidence(), checked.proof(finding)));
    out.add(
        "message", message(String.join("\n", FindingWords.whole(finding, checked.proof(finding)))));
    out.add(
        "locations", array(place(finding.path(), finding.line(), finding.endLine(), repository)));
    out.add("codeFlows", array(SarifFlow.of(finding, repository)));
    out.add("partialFingerprints", fingerprints);
    out.add("properties", properties);
    return out;
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case HIGH -> "error";
      case MEDIUM -> "warning";
      case LOW -> "note";
    };
  }

  private static double rank(Confidence confidence, Optional<Proof> proof) {
    if (proof.filter(known -> known.status() == Proof.Status.REPRODUCED).isPresent()) {
      return 100;
    }
    if (proof.filter(known -> known.status() == Proof.Status.NOT_REPRODUCED).isPresent()) {
      return 10;
    }
    return switch (confidence) {
      case HIGH -> 90;
      case MEDIUM -> 60;
      case LOW -> 20;
    };
  }

  static JsonObject message(String text) {
    var out = new JsonObject();
    out.addProperty("text", text);
    return out;
  }

  static JsonArray array(JsonObject only) {
    var out = new JsonArray();
    out.add(only);
    return out;
  }

  static JsonObject place(String path, int line, int endLine, Repository repository) {
    var artifact = new JsonObject();
    artifact.addProperty("uri", uri(repository.path(path)));
    artifact.addProperty("uriBaseId", "%SRCROOT%");
    var region = new JsonObject();
    region.addProperty("startLine", line);
    region.addProperty("endLine", Math.max(line, endLine));
    var physical = new JsonObject();
    physical.add("artifactLocation", artifact);
    physical.add("region", region);
    var out = new JsonObject();
    out.add("physicalLocation", physical);
    return out;
  }

  /// A relative reference (RFC 3986, section 4.2): what may not stand in a path is escaped.
  private static String uri(String path) {
    try {
      return new URI(null, null, "/" + path, null).toASCIIString().substring(1);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("no path: " + path, e);
    }
  }
}

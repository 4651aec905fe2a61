package dev.deadheat.report.ci;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.deadheat.report.findings.Checked;
import dev.deadheat.rules.Finding;
import dev.deadheat.rules.Severity;

/// Findings as GitLab's Code Quality report: a JSON array of `description`, `check_name`,
/// `fingerprint`, `severity` and `location`.
public final class GitlabCodeQuality {
  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create();

  private GitlabCodeQuality() {}

  /// The report, with a line feed at its end.
  public static String print(Checked checked, Repository repository) {
    var out = new JsonArray();
    for (Finding finding : checked.findings()) {
      var each = new JsonObject();
      each.addProperty("description", finding.rule().code() + " " + finding.message());
      each.addProperty("check_name", finding.rule().name());
      each.addProperty("fingerprint", finding.fingerprint());
      each.addProperty("severity", severity(finding.severity()));
      var lines = new JsonObject();
      lines.addProperty("begin", finding.line());
      lines.addProperty("end", finding.endLine());
      var location = new JsonObject();
      location.addProperty("path", repository.path(finding.path()));
      location.add("lines", lines);
      each.add("location", location);
      out.add(each);
    }
    return GSON.toJson(out) + "\n";
  }

  private static String severity(Severity severity) {
    return switch (severity) {
      case HIGH -> "critical";
      case MEDIUM -> "major";
      case LOW -> "minor";
    };
  }
}

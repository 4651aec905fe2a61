package dev.deadheat.app.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.w3c.dom.Element;

/// Reads each output format as those do for whom it is made, and holds it against their rules.
final class Consumers {
  private static final Pattern CONCISE =
      Pattern.compile("(\\S+):(\\d+): (DH\\d{3}) [a-z-]+ \\[.*] .+");
  private static final Pattern FRAME = Pattern.compile(" *--> (\\S+):(\\d+)");

  /// What the runner takes for a command: a word, properties without `:` and `,`, one line of data.
  private static final Pattern COMMAND =
      Pattern.compile("::(error|warning|notice) ((?:[a-zA-Z]+=[^:,\r\n]*,?)+)::([^\r\n]*)");

  private Consumers() {}

  /// Reads what was printed.
  ///
  /// @return `PATH:LINE` of each finding
  static List<String> read(OutputFormat format, String text) throws Exception {
    return switch (format) {
      case FULL -> matches(FRAME, text);
      case CONCISE -> matches(CONCISE, text);
      case JSON -> json(text);
      case SARIF -> sarif(text);
      case GITHUB -> github(text);
      case GITLAB -> gitlab(text);
      case JUNIT -> junit(text);
    };
  }

  private static List<String> matches(Pattern pattern, String text) {
    return text.lines()
        .map(pattern::matcher)
        .filter(Matcher::matches)
        .map(found -> found.group(1) + ":" + found.group(2))
        .toList();
  }

  private static List<String> json(String text) {
    var out = new ArrayList<String>();
    for (JsonElement each :
        JsonParser.parseString(text).getAsJsonObject().getAsJsonArray("findings")) {
      JsonObject finding = each.getAsJsonObject();
      assertThat(finding.keySet())
          .contains(
              "code",
              "name",
              "message",
              "severity",
              "confidence",
              "path",
              "line",
              "end_line",
              "function",
              "model",
              "fields",
              "read",
              "write",
              "entry_points",
              "fingerprint",
              "proof");
      out.add(finding.get("path").getAsString() + ":" + finding.get("line").getAsInt());
    }
    return out;
  }

  private static List<String> sarif(String text) throws IOException {
    fits("/schema/sarif-schema-2.1.0.json", SpecificationVersion.DRAFT_7, text);
    var out = new ArrayList<String>();
    for (JsonElement run : JsonParser.parseString(text).getAsJsonObject().getAsJsonArray("runs")) {
      for (JsonElement each : run.getAsJsonObject().getAsJsonArray("results")) {
        JsonObject place =
            each.getAsJsonObject()
                .getAsJsonArray("locations")
                .get(0)
                .getAsJsonObject()
                .getAsJsonObject("physicalLocation");
        out.add(
            place.getAsJsonObject("artifactLocation").get("uri").getAsString()
                + ":"
                + place.getAsJsonObject("region").get("startLine").getAsInt());
      }
    }
    return out;
  }

  private static List<String> github(String text) {
    var out = new ArrayList<String>();
    for (String line : text.lines().filter(each -> each.startsWith("::")).toList()) {
      Matcher command = COMMAND.matcher(line);
      assertThat(command.matches()).as(line).isTrue();
      String file = "";
      String at = "";
      for (String property : command.group(2).split(",", -1)) {
        String value = property.substring(property.indexOf('=') + 1);
        switch (property.substring(0, property.indexOf('='))) {
          case "file" -> file = value;
          case "line" -> at = value;
          case "endLine" -> assertThat(Integer.parseInt(value)).isPositive();
          case "title" -> assertThat(value).isNotBlank();
          default -> throw new AssertionError("no property of an annotation: " + property);
        }
      }
      out.add(file + ":" + at);
    }
    return out;
  }

  private static List<String> gitlab(String text) throws IOException {
    fits("/schema/gitlab-code-quality.json", SpecificationVersion.DRAFT_2020_12, text);
    var out = new ArrayList<String>();
    for (JsonElement each : JsonParser.parseString(text).getAsJsonArray()) {
      JsonObject place = each.getAsJsonObject().getAsJsonObject("location");
      out.add(
          place.get("path").getAsString()
              + ":"
              + place.getAsJsonObject("lines").get("begin").getAsInt());
    }
    return out;
  }

  private static List<String> junit(String text) throws Exception {
    SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
        .newSchema(Consumers.class.getResource("/schema/junit.xsd"))
        .newValidator()
        .validate(new StreamSource(new StringReader(text)));
    var failures =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
            .getElementsByTagName("failure");
    var out = new ArrayList<String>();
    for (int i = 0; i < failures.getLength(); i++) {
      Element test = (Element) failures.item(i).getParentNode();
      out.add(test.getAttribute("file") + ":" + test.getAttribute("line"));
    }
    return out;
  }

  private static void fits(String schema, SpecificationVersion version, String text)
      throws IOException {
    try (InputStream stream = Objects.requireNonNull(Consumers.class.getResourceAsStream(schema))) {
      assertThat(
              SchemaRegistry.withDefaultDialect(version)
                  .getSchema(stream)
                  .validate(text, InputFormat.JSON))
          .isEmpty();
    }
  }
}

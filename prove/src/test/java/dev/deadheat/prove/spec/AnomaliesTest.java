package dev.deadheat.prove.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.prove.TestServer;
import dev.deadheat.prove.scenario.Isolation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every cell of the tables in `docs/anomalies.md`, played on the server.
final class AnomaliesTest {
  private static final Path PAGE = Path.of("../docs/anomalies.md");
  private static final Pattern SIGN =
      Pattern.compile("It happened if `(\\w+)` returns (`[^.]*`)\\.");
  private static final Pattern VALUE = Pattern.compile("`([^`]*)`");

  private static SpecTheatre theatre;

  @BeforeAll
  static void open() throws SpecException {
    theatre = SpecTheatre.on(TestServer.server(), Duration.ofSeconds(60));
  }

  @AfterAll
  static void close() {
    theatre.close();
  }

  /// One section of the page.
  ///
  /// @param title its heading
  /// @param spec the text of its spec
  /// @param step whose result tells
  /// @param values those that tell that it happened
  /// @param cells whether it happens, by level, as the table says
  record Anomaly(
      String title, String spec, String step, List<String> values, Map<Isolation, Boolean> cells) {
    /// Whether the output shows it.
    boolean isIn(String output) {
      List<String> lines = output.lines().map(String::strip).toList();
      boolean inside = false;
      for (String line : lines) {
        if (line.startsWith("step ")) {
          inside = line.startsWith("step " + step + ":");
        } else if (inside && values.contains(line)) {
          return true;
        }
      }
      return false;
    }

    /// The row of a table.
    List<String> row() {
      return cells.values().stream().map(happens -> happens ? "yes" : "no").toList();
    }

    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Anomaly> anomalies() throws IOException {
    String page = Files.readString(PAGE);
    return Stream.of(page.split("\n## ", -1)).skip(1).map(AnomaliesTest::section);
  }

  private static Anomaly section(String text) {
    String title = text.lines().findFirst().orElseThrow();
    int from = text.indexOf("```spec\n") + "```spec\n".length();
    String spec = text.substring(from, text.indexOf("```", from));
    Matcher sign = SIGN.matcher(text);
    assertThat(sign.find()).as("a line \"It happened if\" under " + title).isTrue();
    List<String> values = VALUE.matcher(sign.group(2)).results().map(r -> r.group(1)).toList();
    return new Anomaly(
        title, spec, sign.group(1), values, cells(text.strip().lines().toList().getLast()));
  }

  private static Map<Isolation, Boolean> cells(String row) {
    String[] cells = row.replaceAll("^\\| | \\|$", "").split(" \\| ", -1);
    Map<Isolation, Boolean> happens = new TreeMap<>();
    int at = cells.length - Isolation.values().length;
    for (Isolation level : Isolation.values()) {
      happens.put(level, cells[at++].equals("yes"));
    }
    return happens;
  }

  @ParameterizedTest
  @MethodSource("anomalies")
  void happensWhereThePageSaysSo(Anomaly anomaly) throws Exception {
    Spec spec = Specs.parse(anomaly.spec());
    Map<Isolation, Boolean> seen = new TreeMap<>();
    StringBuilder outputs = new StringBuilder();
    for (Isolation level : Isolation.values()) {
      String output = Specs.play(spec, theatre, level);
      seen.put(level, anomaly.isIn(output));
      outputs.append(level).append('\n').append(output);
    }
    assertThat(seen).as(outputs.toString()).isEqualTo(anomaly.cells());
  }

  @Test
  void theTableOnTopSaysWhatTheSectionsSay() throws IOException {
    List<String> rows = new ArrayList<>();
    anomalies()
        .forEach(anomaly ->
            rows.add("| %s | %s |".formatted(anomaly.title(), String.join(" | ", anomaly.row()))));
    assertThat(rows).hasSizeGreaterThan(12);
    assertThat(Files.readString(PAGE)).contains(String.join("\n", rows) + "\n");
  }
}

package dev.deadheat.report.tales;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.report.html.HtmlReport;
import dev.deadheat.report.json.VerdictJson;
import dev.deadheat.report.mermaid.MermaidReport;
import dev.deadheat.report.svg.SvgReport;
import dev.deadheat.report.svg.Theme;
import dev.deadheat.report.terminal.TerminalLook;
import dev.deadheat.report.terminal.TerminalReport;
import dev.deadheat.report.text.Width;
import dev.deadheat.testkit.Choices;
import java.io.StringReader;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/// What must hold of every output whatever the verdict, even one that contradicts itself.
final class EveryOutputTest {
  private static final int RUNS = 300;
  private static final Pattern ENTITY = Pattern.compile("&(?!(#\\d+|#x[0-9A-Fa-f]+|[a-z]+);)");

  @Test
  void aTerminalGetsPlainLinesThatFit() {
    Choices.sampled(
        RUNS,
        choices -> {
          var verdict = AnyVerdict.from(choices);
          var look = new TerminalLook(choices.between(60, 200), false, choices.bool());
          var text = TerminalReport.of(look).drawingClean().render(List.of(verdict, verdict));
          assertThat(text.lines()).allMatch(line -> Width.of(line) <= look.width());
          isPlain(text);
          assertThat(look.unicode() || text.chars().allMatch(c -> c < 0x7f)).isTrue();
          for (var number : numbers(verdict)) {
            assertThat(text).containsPattern("(?m)^" + number + "[✗X ]");
          }
        });
  }

  @Test
  void svgIsWellFormedAndHasEveryStep() {
    Choices.sampled(
        RUNS,
        choices -> {
          var verdict = AnyVerdict.from(choices);
          var svg = SvgReport.render(verdict, choices.oneOf(Theme.LIGHT, Theme.DARK));
          isPlain(svg);
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(svg)));
          for (var number : numbers(verdict)) {
            assertThat(svg).contains(">" + number + "</text>");
          }
        });
  }

  @Test
  void htmlHoldsNoTagOfTheData() {
    Choices.sampled(
        RUNS / 3,
        choices -> {
          var verdict = AnyVerdict.from(choices);
          var html =
              HtmlReport.render(new HtmlReport.About(verdict.scenario(), ""), List.of(verdict));
          isPlain(html);
          assertThat(count(html, "<svg ")).isEqualTo(count(html, "</svg>"));
          assertThat(html.substring(html.indexOf("<body"))).doesNotContain("-->");
          assertThat(ENTITY.matcher(html.substring(html.indexOf("<body"))).find()).isFalse();
        });
  }

  @Test
  void commentsAndJsonSurvive() {
    Choices.sampled(
        RUNS,
        choices -> {
          var verdict = AnyVerdict.from(choices);
          isPlain(MermaidReport.comment(verdict));
          assertThat(MermaidReport.diagram(verdict).lines())
              .noneMatch(line -> line.contains("%%") || line.strip().startsWith("end"));
          assertThat(JsonParser.parseString(VerdictJson.print(List.of(verdict))).isJsonObject())
              .isTrue();
        });
  }

  private static List<Integer> numbers(Verdict verdict) {
    return verdict.timeline().stream()
        .flatMap(t -> t.steps().stream())
        .map(step -> step.number())
        .toList();
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  private static void isPlain(String text) {
    assertThat(text.codePoints().filter(c -> c != '\n'))
        .noneMatch(c ->
            Character.isISOControl(c)
                || Character.getType(c) == Character.FORMAT
                || Character.getType(c) == Character.SURROGATE);
  }
}

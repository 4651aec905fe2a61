package dev.deadheat.report.mermaid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.report.tales.Extremes;
import dev.deadheat.report.tales.Golden;
import dev.deadheat.report.tales.Tales;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class MermaidReportTest {
  /// What a line of a diagram may look like: data can only stand after the colon or the alias.
  private static final Pattern LINE =
      Pattern.compile(
          "sequenceDiagram"
              + "|    participant (L\\d+|R) as [^;#\\n]*(#\\d+;[^;#\\n]*)*"
              + "|    (Note over (L\\d+|R)|(L\\d+|R)(->>|-->>|-x)(L\\d+|R)): [^;#\\n]*(#\\d+;[^;#\\n]*)*"
              + "|    (de)?activate L\\d+");

  @TestFactory
  Stream<DynamicTest> everyLineIsOfTheDiagramsLanguage() {
    return Tales.all().entrySet().stream()
        .map(tale ->
            DynamicTest.dynamicTest(
                tale.getKey(),
                () -> {
                  var diagram = MermaidReport.diagram(tale.getValue());
                  assertThat(diagram.lines()).allMatch(line -> LINE.matcher(line).matches());
                  tale.getValue()
                      .timeline()
                      .ifPresent(t ->
                          t.steps()
                              .forEach(s -> assertThat(diagram).contains(" " + s.number() + ". ")));
                }));
  }

  @Test
  void looksAsReviewed() {
    Golden.check("racy.comment.md", MermaidReport.comment(Tales.racy()));
    Golden.check("deadlock.comment.md", MermaidReport.comment(Tales.deadlock()));
  }

  @Test
  void dataStaysData() {
    assertThat(Escapes.diagram("a; end %% #1 <b> Note over X: y"))
        .isEqualTo("a#59; #101;nd #37;#37; #35;1 #60;b#62; Note over X#58; y");
    assertThat(Escapes.markdown("*@ann* [x](y) <b> `c` _d_ #1"))
        .doesNotContain("@")
        .doesNotContain("*")
        .doesNotContain("[")
        .doesNotContain("<")
        .doesNotContain("`");
    assertThat(Escapes.code("a ``b` c")).isEqualTo("```a ``b` c```");
    var comment = MermaidReport.comment(Extremes.hostile());
    assertThat(comment).doesNotContain("<script>alert").doesNotContain("\u001b");
  }
}

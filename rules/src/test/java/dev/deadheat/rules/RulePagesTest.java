package dev.deadheat.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.django.ProjectReader;
import dev.deadheat.testkit.LiteratePage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Each rule's page is run: what it says is reported is reported, and nothing else.
class RulePagesTest {
  @TestFactory
  Stream<DynamicTest> thePagesSayWhatTheRulesDo() {
    return Rules.ids().stream()
        .flatMap(rule ->
            LiteratePage.examples(RulePages.page(rule)).stream()
                .map(example ->
                    DynamicTest.dynamicTest(
                        rule.code() + ": " + example.title(),
                        () -> assertThat(found(example.files())).isEqualTo(example.expected()))));
  }

  @Test
  void aPageShowsWhatIsSilentFirstAndThenWhatIsReported() {
    for (RuleId rule : Rules.ids()) {
      List<LiteratePage.Example> examples = LiteratePage.examples(RulePages.page(rule));
      assertThat(examples).as(rule.name()).hasSizeGreaterThan(1);
      assertThat(examples.getFirst().expected()).as(rule.name()).isEmpty();
      assertThat(examples.getLast().files().values().toString() + examples)
          .as(rule.name())
          .contains("finding: " + rule.code());
    }
  }

  @Test
  void theOrderOfFilesDoesNotMatter() {
    for (RuleId rule : Rules.ids()) {
      for (LiteratePage.Example example : LiteratePage.examples(RulePages.page(rule))) {
        Map<String, String> reversed = new TreeMap<>(java.util.Comparator.reverseOrder());
        reversed.putAll(example.files());
        assertThat(found(reversed)).isEqualTo(found(example.files()));
      }
    }
  }

  /// The examples of the page of a rule.
  static List<LiteratePage.Example> examples(String code) {
    return Rules.ids().stream()
        .filter(rule -> rule.code().equals(code))
        .flatMap(rule -> LiteratePage.examples(RulePages.page(rule)).stream())
        .toList();
  }

  private static List<String> found(Map<String, String> files) {
    var bytes = new TreeMap<String, byte[]>();
    files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
    var out = new TreeSet<String>();
    for (Finding finding : Rules.check(ProjectReader.read(bytes))) {
      if (finding.confidence() != Confidence.LOW) {
        out.add(finding.path() + ":" + finding.line() + " " + finding.rule().code());
      }
    }
    return List.copyOf(out);
  }
}

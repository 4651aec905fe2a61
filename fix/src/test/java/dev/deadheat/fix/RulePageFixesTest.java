package dev.deadheat.fix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.django.ProjectFacts;
import dev.deadheat.django.ProjectReader;
import dev.deadheat.fix.cure.Candidate;
import dev.deadheat.fix.cure.Patch;
import dev.deadheat.fix.cure.Preference;
import dev.deadheat.rules.Confidence;
import dev.deadheat.rules.Finding;
import dev.deadheat.rules.RulePages;
import dev.deadheat.rules.Rules;
import dev.deadheat.testkit.LiteratePage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Each rule's page shows its cure; this runs it: the code comes out as printed, no rule finds
/// anything in it that was not there, and the cure is not offered again.
final class RulePageFixesTest {
  private static final String COMMENT = "  # finding:";

  @TestFactory
  Stream<DynamicTest> theCodeAfterwardsIsAsPrinted() {
    return Rules.ids().stream()
        .flatMap(rule ->
            LiteratePage.examples(RulePages.page(rule)).stream()
                .flatMap(example ->
                    example.fixes().entrySet().stream()
                        .map(fix ->
                            DynamicTest.dynamicTest(
                                rule.code() + ": " + example.title() + " " + fix.getKey(),
                                () -> check(example, fix.getKey(), fix.getValue())))));
  }

  private static void check(
      LiteratePage.Example example, String kind, Map<String, String> expected) {
    Map<String, byte[]> files = bytes(example.files());
    ProjectFacts facts = ProjectReader.read(files);
    Finding finding = found(facts).getFirst();
    Candidate candidate = candidate(facts, files, finding, kind).orElseThrow();
    var after = new TreeMap<>(files);
    var changed = new TreeMap<String, String>();
    for (Patch patch : candidate.patches()) {
      byte[] before = files.getOrDefault(patch.path(), new byte[0]);
      byte[] now = patch.apply(before).orElseThrow();
      after.put(patch.path(), now);
      changed.put(patch.path(), new String(now, UTF_8));
    }
    assertThat(changed).isEqualTo(new TreeMap<>(expected));
    ProjectFacts then = ProjectReader.read(after);
    assertThat(then.troubles()).isEmpty();
    assertThat(found(then).stream().map(Identity::of))
        .hasSizeLessThan(found(facts).size())
        .isSubsetOf(found(facts).stream().map(Identity::of).toList());
  }

  private static Optional<Candidate> candidate(
      ProjectFacts facts, Map<String, byte[]> files, Finding finding, String kind) {
    return new Fixes(facts, path -> files.getOrDefault(path, new byte[0]), Preference.of(kind))
        .candidates(finding).stream().filter(Candidate::applicable).findFirst();
  }

  private static List<Finding> found(ProjectFacts facts) {
    return Rules.check(facts).stream()
        .filter(finding -> finding.confidence() != Confidence.LOW)
        .toList();
  }

  /// The files as people have them: what the page tells its reader is left out.
  private static Map<String, byte[]> bytes(Map<String, String> files) {
    var out = new TreeMap<String, byte[]>();
    files.forEach((path, text) ->
        out.put(path, text.replaceAll(COMMENT + "[A-Z0-9, ]*", "").getBytes(UTF_8)));
    return out;
  }
}

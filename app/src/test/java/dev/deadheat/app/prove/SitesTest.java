package dev.deadheat.app.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.prove.Prover;
import dev.deadheat.prove.scenario.Scenario;
import dev.deadheat.prove.verdict.Timeline;
import dev.deadheat.prove.verdict.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The examples `bank` and `shop`: each planted race is found and named as the README says, each
/// cured twin is clean with its search complete, and the project's own tests notice nothing.
class SitesTest {
  @TempDir private static Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"bank", "shop"})
  void every_scenario_comes_out_as_the_readme_says(String name) throws Exception {
    Example site = Example.of(name);
    List<Verdict> verdicts = new ArrayList<>();
    try (Prover prover = site.prover(temporary.resolve(name))) {
      for (Scenario scenario : site.file().scenarios()) {
        verdicts.add(prover.prove(scenario));
      }
      assertThat(prover.ownTests())
          .as("as they are run to try a cure: on PostgreSQL, behind our boundary")
          .hasValueSatisfying(own -> {
            assertThat(own.ran()).isPositive();
            assertThat(own.failed()).isEmpty();
          });
    }
    assertThat(Example.words(verdicts)).isEqualTo(site.promises());
    assertThat(
            verdicts.stream()
                .flatMap(verdict -> verdict.timeline().stream())
                .flatMap(timeline -> timeline.steps().stream())
                .filter(step -> step.culprit() && step.kind() != Timeline.Kind.COMMIT))
        .as("generic views' and awaited statements have a line, too")
        .isNotEmpty()
        .allSatisfy(step -> assertThat(step.source()).isPresent());
    assertThat(verdicts)
        .filteredOn(verdict -> verdict.status() == Verdict.Status.CLEAN)
        .allMatch(verdict -> verdict.explored().complete());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bank", "shop"})
  void its_own_tests_pass(String name) throws Exception {
    assertThat(Example.of(name).ownTests()).contains("Ran ", "OK").doesNotContain("FAILED");
  }
}

package dev.deadheat.app.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.prove.verdict.Verdict;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example `bank`: each planted race is found and named as its README says, each cured twin is
/// clean with its search complete, and the project's own tests notice nothing.
class BankTest {
  @TempDir private static Path temporary;

  @Test
  void every_scenario_comes_out_as_the_readme_says() throws Exception {
    Example bank = Example.of("bank");
    List<Verdict> verdicts = bank.prove(temporary);
    assertThat(Example.words(verdicts)).isEqualTo(bank.promises());
    assertThat(verdicts)
        .filteredOn(verdict -> verdict.status() == Verdict.Status.CLEAN)
        .allMatch(verdict -> verdict.explored().complete());
  }

  @Test
  void its_own_tests_pass() throws Exception {
    assertThat(Example.of("bank").ownTests()).contains("Ran ", "OK").doesNotContain("FAILED");
  }
}

package dev.deadheat.app.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.postgres.server.ServerChoice;
import dev.deadheat.prove.Prover;
import dev.deadheat.prove.Settings;
import dev.deadheat.prove.explore.Budget;
import dev.deadheat.prove.explore.Watcher;
import dev.deadheat.prove.replay.ReplayReader;
import dev.deadheat.prove.scenario.Isolation;
import dev.deadheat.prove.scenario.Reading;
import dev.deadheat.prove.scenario.Scenario;
import dev.deadheat.prove.scenario.ScenarioFile;
import dev.deadheat.prove.scenario.ScenarioReader;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.prove.verdict.Verdict.Severity;
import dev.deadheat.prove.verdict.Verdict.Status;
import dev.deadheat.prove.worker.CacheFolder;
import dev.deadheat.prove.worker.ExampleEnvironment;
import dev.deadheat.prove.worker.Python;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What errors leave behind: a small project whose careless views stand beside careful ones, on a
/// real PostgreSQL with real workers.
class FaultsTest {
  private static final Path PROJECT = Path.of("src", "test", "projects", "faults").toAbsolutePath();
  private static final Path SEED = Path.of("..", "examples", "seed").toAbsolutePath().normalize();

  @TempDir private static Path output;
  private static Python python;
  private static ScenarioFile file;

  @BeforeAll
  static void environment() throws Exception {
    python =
        ExampleEnvironment.ensure(
            SEED,
            CacheFolder.find(System.getenv()),
            Optional.empty(),
            System.getenv(),
            line -> System.out.println("seed: " + line));
    Reading reading = ScenarioReader.read(PROJECT.resolve("deadheat.toml"));
    assertThat(reading).isInstanceOf(Reading.Good.class);
    file = ((Reading.Good) reading).file();
  }

  @Test
  void what_an_error_leaves_behind_is_found_and_what_is_careful_is_clean() throws Exception {
    try (Prover prover = Prover.open(file, settings(26, Map.of()), Watcher.silent())) {
      Verdict half = prover.faults(scenario("two transactions"));
      assertThat(half.status()).isEqualTo(Status.FAULT);
      assertThat(half.severity()).isEqualTo(Severity.CORRUPTS_ROWS);
      assertThat(half.anomaly()).contains("half done");
      assertThat(half.sentence()).contains("(till/views.py:").contains("no serial order");
      var recorded = ReplayReader.read(PROJECT.resolve(half.replay().orElseThrow()));
      assertThat(recorded.fault()).isPresent();
      Verdict again = prover.replay(scenario("two transactions"), recorded);
      assertThat(again.status()).isEqualTo(Status.FAULT);
      assertThat(again.anomaly()).contains("half done");

      Verdict leaky = prover.faults(scenario("unlocked at the end"));
      assertThat(leaky.status()).isEqualTo(Status.FAULT);
      assertThat(leaky.severity()).isEqualTo(Severity.BLOCKS);
      assertThat(leaky.anomaly()).contains("lock kept");
      assertThat(leaky.sentence()).contains("advisory lock 42");
    }
    try (Prover prover = Prover.open(file, settings(1_000, Map.of()), Watcher.silent())) {
      Verdict careful = prover.faults(scenario("unlocked in any case"));
      assertThat(careful.status()).as(careful.sentence()).isEqualTo(Status.CLEAN);
      var faults = careful.faults().orElseThrow();
      assertThat(faults.tried()).isEqualTo(faults.planned()).isGreaterThan(30);
      assertThat(faults.kinds()).hasSize(3);
      assertThat(faults.eitherWay()).isPositive();
    }
  }

  @Test
  void a_lock_of_the_process_hangs_the_next_request() throws Exception {
    try (Prover prover = Prover.open(file, settings(6, Map.of()), Watcher.silent())) {
      Verdict stuck = prover.faults(scenario("a lock of the process"));
      assertThat(stuck.status()).isEqualTo(Status.FAULT);
      assertThat(stuck.anomaly()).contains("next request fails");
    }
  }

  @Test
  void a_small_budget_claims_nothing() throws Exception {
    try (Prover prover = Prover.open(file, settings(16, Map.of()), Watcher.silent())) {
      Verdict verdict = prover.faults(scenario("one transaction"));
      assertThat(verdict.status()).isEqualTo(Status.INCONCLUSIVE);
      assertThat(verdict.explored().complete()).isFalse();
      assertThat(verdict.sentence()).contains("the budget ended after");
      assertThat(verdict.faults().orElseThrow().orders())
          .containsExactly(
              "A alone", "B alone", "A before B", "B before A", "B waits for A", "A waits for B");
      assertThat(Exits.of(List.of(verdict)).code()).isEqualTo(3);
    }
  }

  @Test
  void the_project_s_own_isolation_level_is_the_one_that_is_judged() throws Exception {
    // IsolationLevel.SERIALIZABLE of psycopg
    Settings settings = settings(40, Map.of("TILL_ISOLATION", "4"));
    try (Prover prover = Prover.open(file, settings, Watcher.silent())) {
      Verdict own = prover.prove(scenario("one transaction"));
      assertThat(own.isolation()).isEqualTo("serializable");
      assertThat(own.status()).isEqualTo(Status.ERROR);
      Verdict asked = prover.prove(scenario("one transaction"), Isolation.READ_COMMITTED);
      assertThat(asked.isolation()).isEqualTo("read committed");
      assertThat(asked.status()).isNotEqualTo(Status.ERROR);
      assertThat(asked.notes())
          .anyMatch(note -> note.contains("the settings choose an isolation level"));
    }
  }

  private static Scenario scenario(String name) {
    return file.scenarios().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Settings settings(long runs, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.putAll(more);
    return new Settings(
        Optional.empty(),
        Optional.of(new Budget(Duration.ofMinutes(5), runs)),
        List.of(),
        Optional.of(python.executable().toString()),
        environment,
        ServerChoice.EMBEDDED,
        output);
  }
}

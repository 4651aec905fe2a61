package dev.deadheat.app.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.prove.Prover;
import dev.deadheat.prove.replay.ReplayFile;
import dev.deadheat.prove.replay.ReplayReader;
import dev.deadheat.prove.scenario.Scenario;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.prove.verdict.Verdict.Severity;
import dev.deadheat.prove.verdict.Verdict.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example `seed` on a real PostgreSQL with real workers: what each of its scenarios must come
/// out as, whatever its names are.
class SeedTest {

  @TempDir private static Path temporary;
  private static Example seed;

  @BeforeAll
  static void environment() throws Exception {
    seed = Example.of("seed");
  }

  @Test
  void the_five_scenarios_come_out_as_they_must() throws Exception {
    Map<String, Integer> before = contents(seed.folder());
    List<Verdict> verdicts = seed.prove(temporary.resolve("seed"));
    assertThat(verdicts).hasSize(5);
    Verdict racy = verdicts.get(0);
    assertThat(racy.status()).isEqualTo(Status.ANOMALY);
    assertThat(racy.anomaly()).contains("lost update");
    assertThat(racy.severity()).isEqualTo(Severity.CORRUPTS_ROWS);
    assertThat(racy.sentence()).contains("'old other'").contains("'new other'");
    assertThat(racy.replay()).isPresent();
    assertThat(racy.timeline().orElseThrow().steps())
        .filteredOn(step -> step.culprit())
        .singleElement()
        .satisfies(step -> {
          assertThat(step.source().orElseThrow().text()).isEqualTo("obj.save()");
          assertThat(step.because()).isPresent();
          assertThat(step.ignores()).isPresent();
        });
    Verdict cured = verdicts.get(1);
    assertThat(cured.status()).isEqualTo(Status.CLEAN);
    assertThat(cured.explored().complete()).isTrue();
    assertThat(cured.timeline().orElseThrow().steps())
        .anyMatch(step -> step.waitedFor().isPresent());
    assertThat(verdicts.get(2).status()).isEqualTo(Status.LATENT);
    assertThat(verdicts.get(2).explored().complete()).isTrue();
    assertThat(verdicts.get(3).status()).isEqualTo(Status.ANOMALY);
    assertThat(verdicts.get(3).anomaly()).contains("lost update");
    Verdict missing = verdicts.get(4);
    assertThat(missing.status()).isEqualTo(Status.NEVER_MET);
    assertThat(missing.outcome().orElseThrow().responses())
        .extracting(response -> response.status() + " " + response.lane())
        .containsExactly("500 A", "200 B");
    assertThat(missing.outcome().orElseThrow().responses().get(1).body())
        .isEqualTo("Object does not exist");
    assertThat(contents(seed.folder())).as("the project's own files").isEqualTo(before);
    assertThat(verdicts).allSatisfy(SeedTest::saysHowFarItReaches);
  }

  private static void saysHowFarItReaches(Verdict verdict) {
    assertThat(String.join("\n", verdict.notes()))
        .contains("order is chosen between statements")
        .contains("these requests, rows and query plans, one request per process")
        .contains("caches in memory, clocks and outside services are not controlled");
  }

  @Test
  void a_replay_breaks_again_and_the_cure_ends_it() throws Exception {
    Path project = copy(Map.of());
    Path output = temporary.resolve("replayed");
    Example copy = seed.at(project);
    Scenario scenario = copy.file().scenarios().getFirst();
    ReplayFile recorded;
    try (Prover prover = copy.prover(output)) {
      prover.prove(scenario);
      try (Stream<Path> files = Files.list(output)) {
        recorded =
            ReplayReader.read(
                files.filter(each -> each.toString().endsWith(".json")).findFirst().orElseThrow());
      }
      assertThat(prover.replay(scenario, recorded).status()).isEqualTo(Status.ANOMALY);
    }
    Path view = project.resolve("myapp/views/noncompliant.py");
    Files.writeString(
        view, Files.readString(view).replace("obj.save()", "obj.save(update_fields=['field'])"));
    try (Prover prover = copy.prover(output)) {
      Verdict verdict = prover.replay(scenario, recorded);
      assertThat(verdict.status()).isEqualTo(Status.INCONCLUSIVE);
      assertThat(verdict.sentence()).contains("other orders were not tried");
      assertThat(prover.prove(scenario).status()).isEqualTo(Status.CLEAN);
    }
  }

  @Test
  void renaming_everything_changes_no_verdict() throws Exception {
    Path project =
        copy(
            Map.of(
                "myapp", "depot",
                "MyAppConfig", "DepotConfig",
                "MyModel", "Crate",
                "mymodel", "crate",
                "racy", "green",
                "cured", "blue",
                "my_view", "handle",
                "noncompliant", "first",
                "compliant", "second"));
    assertThat(seed.at(project).prove(temporary.resolve("renamed")))
        .extracting(Verdict::status)
        .containsExactly(
            Status.ANOMALY, Status.CLEAN, Status.LATENT, Status.ANOMALY, Status.NEVER_MET);
  }

  /// The project's files by name, with what is in them.
  private static Map<String, Integer> contents(Path project) throws IOException {
    Map<String, Integer> contents = new TreeMap<>();
    for (Path file : files(project)) {
      contents.put(project.relativize(file).toString(), Arrays.hashCode(Files.readAllBytes(file)));
    }
    return contents;
  }

  private static List<Path> files(Path project) throws IOException {
    try (Stream<Path> all = Files.walk(project)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.toString().contains("/.deadheat/"))
          .filter(file -> !file.toString().contains("__pycache__"))
          .sorted()
          .toList();
    }
  }

  /// A copy of the example in which names are replaced, in files and of files. Longer names first.
  private static Path copy(Map<String, String> names) throws IOException {
    Path copy = Files.createTempDirectory(temporary, "project-");
    for (Path file : files(seed.folder())) {
      Path target = copy.resolve(renamed(seed.folder().relativize(file).toString(), names));
      Files.createDirectories(target.getParent());
      Files.writeString(target, renamed(Files.readString(file, StandardCharsets.UTF_8), names));
    }
    return copy;
  }

  private static String renamed(String text, Map<String, String> names) {
    String result = text;
    List<String> longestFirst =
        names.keySet().stream().sorted((a, b) -> b.length() - a.length()).toList();
    for (String name : longestFirst) {
      result = result.replace(name, names.getOrDefault(name, name));
    }
    return result;
  }
}

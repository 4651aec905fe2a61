package dev.deadheat.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.postgres.server.EmbeddedServer;
import dev.deadheat.postgres.server.ServerChoice;
import dev.deadheat.prove.Settings;
import dev.deadheat.prove.explore.Watcher;
import dev.deadheat.prove.scenario.Reading;
import dev.deadheat.prove.scenario.Scenario;
import dev.deadheat.prove.scenario.ScenarioFile;
import dev.deadheat.prove.scenario.ScenarioReader;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.prove.worker.CacheFolder;
import dev.deadheat.prove.worker.ExampleEnvironment;
import dev.deadheat.prove.worker.Python;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A cure that no order breaks, and a fault does, is refused.
class ProvingGroundTest {
  private static final String VIEW = "myapp/views/noncompliant.py";

  /// Two statements where one would do, and nothing around them.
  private static final String HALVES =
      """
      from django.http import HttpResponse
      from myapp.models import MyModel

      def my_view(request):
          MyModel.objects.get(pk=1)
          MyModel.objects.filter(pk=1).update(field='')
          MyModel.objects.filter(pk=1).update(field='new value')
          return HttpResponse('OK')
      """;

  @TempDir private Path temporary = Path.of("");

  @Test
  void aCureThatAFaultLeavesHalfDoneDoesNotHold() throws Exception {
    Path example = Path.of("..", "examples", "seed").toAbsolutePath().normalize();
    Path folder = copied(example, temporary.resolve("project"));
    ScenarioFile file =
        ((Reading.Good) ScenarioReader.read(folder.resolve("deadheat.toml"))).file();
    Scenario scenario = file.scenarios().getFirst();
    try (var ground =
        new ProvingGround(
            file, settings(example, folder), Watcher.silent(), EmbeddedServer.start())) {
      Verdict broken = ground.prove(scenario);
      assertThat(Cured.isRace(broken)).isTrue();
      Project halves =
          new Project(folder, List.of(VIEW), Map.of())
              .with(Map.of(VIEW, HALVES.getBytes(StandardCharsets.UTF_8)));

      ProvingGround.Trial trial = ground.tried(halves, scenario, broken, 1);

      assertThat(trial.proof().status()).isEqualTo(Verdict.Status.CLEAN);
      assertThat(trial.result())
          .isInstanceOfSatisfying(
              Attempt.Result.Fails.class,
              fails ->
                  assertThat(fails.why())
                      .startsWith("no order breaks it, but a fault does: ")
                      .contains("UPDATE myapp_mymodel", "as no serial order"));
    }
  }

  private static Path copied(Path from, Path to) throws Exception {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(each -> !each.toString().contains("__pycache__")).toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
    return to;
  }

  private static Settings settings(Path example, Path folder) throws Exception {
    Python python =
        ExampleEnvironment.ensure(
            example,
            CacheFolder.find(System.getenv()),
            Optional.empty(),
            System.getenv(),
            System.out::println);
    return new Settings(
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.of(python.executable().toString()),
        System.getenv(),
        ServerChoice.EMBEDDED,
        folder.resolve(".deadheat"));
  }
}

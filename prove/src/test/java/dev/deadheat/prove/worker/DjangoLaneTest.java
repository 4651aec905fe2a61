package dev.deadheat.prove.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.deadheat.prove.scenario.Expectation;
import dev.deadheat.prove.scenario.Request;
import dev.deadheat.prove.scenario.StartRows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DjangoLaneTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final StartRows ONE_ROW = new StartRows.Fixture("one_row");

  private Lanes lanes;

  @BeforeAll
  void openLanes() throws Exception {
    lanes = Lanes.open();
  }

  @AfterAll
  void closeLanes() {
    lanes.close();
  }

  @Test
  void theSeedIsServedAsItself(@TempDir Path run) throws Exception {
    try (Worker worker = start(Lanes.SEED, run);
        LaneClient client = new LaneClient(worker.port())) {
      LaneControl control = new LaneControl(worker, client);
      control.migrate(Lanes.PATIENCE);
      Prepared prepared = control.load(List.of(ONE_ROW), List.of(), SOON);

      Prepared.Model model = prepared.model("myapp_mymodel").orElseThrow();
      assertThat(model.label()).isEqualTo("myapp.MyModel");
      assertThat(model.path()).contains("myapp/models.py");
      assertThat(worker.facts().get("settings").getAsString()).isEqualTo("seed.settings");
      for (String path : List.of("/racy/", "/cured/", "/other/update/", "/other/save/")) {
        LaneResponse response = client.send(post(path), prepared.anonymous(), SOON);
        assertThat(response.body()).as(path).isEqualTo("OK");
        assertThat(control.reset(1, Duration.ZERO, SOON)).isEqualTo(Effects.NONE);
      }
      assertThat(client.send(post("/nowhere/"), prepared.anonymous(), SOON).status())
          .isEqualTo(404);
    }
  }

  @Test
  void withoutTheRowEachViewAnswersInItsOwnWords(@TempDir Path run) throws Exception {
    try (Worker worker = start(Lanes.SEED, run);
        LaneClient client = new LaneClient(worker.port())) {
      LaneControl control = new LaneControl(worker, client);
      control.migrate(Lanes.PATIENCE);
      Prepared prepared = control.load(List.of(), List.of(), SOON);

      assertThat(client.send(post("/racy/"), prepared.anonymous(), SOON).status()).isEqualTo(500);
      assertThat(client.send(post("/cured/"), prepared.anonymous(), SOON).body())
          .isEqualTo("Object does not exist");
    }
  }

  @Test
  void aKilledLaneIsNoticedAndItsRequestFails(@TempDir Path run) throws Exception {
    Worker worker = start(Lanes.SEED, run);
    try (LaneClient client = new LaneClient(worker.port())) {
      worker.kill();
      assertThat(worker.ended().get()).isNotZero();
      assertThat(worker.isAlive()).isFalse();
      assertThat(
              catchThrowableOfType(
                  java.io.IOException.class, () -> client.send(post("/racy/"), Login.NONE, SOON)))
          .isNotNull();
    }
  }

  private Worker start(Path project, Path run) throws Exception {
    return Worker.start(lanes.launch(project, lanes.database(), run), Lanes.PATIENCE, _ -> {});
  }

  private static Request post(String path) {
    return new Request(
        "POST",
        path,
        List.of(),
        new Request.Body.None(),
        new LinkedHashMap<>(),
        Optional.empty(),
        Expectation.SUCCESS);
  }
}

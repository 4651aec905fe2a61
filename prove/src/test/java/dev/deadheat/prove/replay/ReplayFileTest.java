package dev.deadheat.prove.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deadheat.prove.replay.ReplayFile.MadeWith;
import dev.deadheat.prove.scenario.Reading;
import dev.deadheat.prove.scenario.Scenario;
import dev.deadheat.prove.scenario.ScenarioReader;
import dev.deadheat.prove.verdict.OutcomeView;
import dev.deadheat.prove.verdict.OutcomeView.ResponseView;
import dev.deadheat.prove.verdict.OutcomeView.RowView;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.search.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReplayFileTest {
  private static final String SCENARIO =
      """
      [[scenario]]
      name = "racy x other"
      [[scenario.request]]
      method = "POST"
      path = "/racy/"
      form = { note = "ä & b" }
      [[scenario.request]]
      method = "POST"
      path = "/other/"
      user = "ann"
      headers = { X-Trace = "1" }
      """;

  private final ReplayFile replay = replay(scenario(SCENARIO));

  @Test
  void whatIsWrittenIsRead(@TempDir Path folder) throws IOException, ReplayException {
    var path = folder.resolve("deep/er/racy.json");
    ReplayWriter.write(path, replay);
    ReplayWriter.write(path, replay);
    assertThat(ReplayReader.read(path)).isEqualTo(replay);
    try (var files = Files.list(folder.resolve("deep/er"))) {
      assertThat(files).containsExactly(path);
    }
  }

  @Test
  void theTextIsStableAndReadable() {
    assertThat(ReplayWriter.text(replay))
        .isEqualTo(ReplayWriter.text(replay))
        .startsWith("{\n  \"format\": \"deadheat-replay\",\n  \"version\": 1,")
        .contains("\"schedule\": \"ABA\"")
        .contains("\"at\": \"myapp/views.py:8\"")
        .endsWith("}\n");
  }

  @Test
  void aNewerFormatIsRefusedPolitely() {
    assertThatThrownBy(
            () -> parse(ReplayWriter.text(replay).replace("\"version\": 1", "\"version\": 7")))
        .isInstanceOf(ReplayException.class)
        .hasMessage(
            "racy.json: was written by a newer Deadheat (replay format 7; this one reads up to 1)."
                + " Update Deadheat to replay it.");
  }

  @Test
  void membersOfLaterVersionsArePassedOver() throws ReplayException {
    var text = ReplayWriter.text(replay).replaceFirst("\\{", "{\"later\": [1, {}],");
    assertThat(parse(text)).isEqualTo(replay);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "format": "deadheat-replay" | "format": "x" | is no replay file
          "version": 1 | "version": "1" | version must be a whole number, not "1"
          "version": 1 | "version": 1.5 | version must be a whole number, not 1.5
          "version": 1 | "version": 0 | version must be 1 to 1, not 0
          "postgresql" | "postgres" | made_with.postgresql is missing
          "schedule": "ABA" | "schedule": "ABC" | schedule is "ABC"; expected only the letters of the requests, A to B
          "schedule": "ABA" | "schedule": 5 | schedule must be a text, not 5
          "lane": "B",\\n        "method" | "lane": "A",\\n        "method" | scenario.requests[1].lane is "A"
          "status": "anomaly" | "status": "bad" | expected.status must be one of anomaly, deadlock
          "steps": [ | "steps": null, "other": [ | steps is missing
          "steps": [ | "steps": {}, "other": [ | steps must be a list, not {}
          "sql": "COMMIT" | "sql": null | steps[2].sql is missing
          "step": 2,\\n      "lane": "B" | "step": 2,\\n      "lane": "Z" | steps[1].lane is "Z"
          "schedule" | schedule | is not JSON
          """)
  void mistakesAreToldWithTheirPlace(String right, String wrong, String message) {
    var text = ReplayWriter.text(replay);
    var from = right.replace("\\n", "\n");
    assertThat(text).contains(from);
    assertThatThrownBy(() -> parse(text.replace(from, wrong.replace("\\n", "\n"))))
        .isInstanceOf(ReplayException.class)
        .hasMessageStartingWith("racy.json: ")
        .hasMessageContaining(message)
        .hasMessageEndingWith(".");
  }

  @Test
  void everyCutTextIsRefusedAndNothingElseHappens() {
    var text = ReplayWriter.text(replay).strip();
    for (var end = 0; end < text.length(); end++) {
      var cut = text.substring(0, end);
      assertThatThrownBy(() -> parse(cut)).isInstanceOf(ReplayException.class);
    }
  }

  @Test
  void aMissingFileSaysWhereToGetOne(@TempDir Path folder) {
    assertThatThrownBy(() -> ReplayReader.read(folder.resolve("no.json")))
        .isInstanceOf(ReplayException.class)
        .hasMessageContaining("there is no such file")
        .hasMessageContaining("deadheat prove");
  }

  @Test
  void aChangedScenarioIsToldApart() {
    assertThat(replay.differencesFrom(scenario(SCENARIO))).isEmpty();
    assertThat(replay.differencesFrom(scenario(SCENARIO.replace("/other/", "/else/"))))
        .containsExactly(
            "request B was POST /other/ as ann with headers {X-Trace=1} and is POST /else/ as ann"
                + " with headers {X-Trace=1} now");
    assertThat(replay.differencesFrom(scenario(SCENARIO + "copies = 2\n")))
        .containsExactly("the scenario had 2 requests and has 3 now");
  }

  @Test
  void theFirstStepThatWentAnotherWayIsNamed() {
    var moved =
        replay.steps().stream()
            .map(s ->
                new RecordedStep(s.number(), s.lane(), s.sql(), Optional.of("elsewhere.py:99")))
            .toList();
    assertThat(replay.firstDifference(moved)).isEmpty();
    assertThat(replay.firstDifference(moved.subList(0, 2)))
        .contains("the run ended before step 3, which was A: COMMIT");
    var other = new RecordedStep(2, "B", "SELECT 1", Optional.empty());
    assertThat(replay.firstDifference(List.of(moved.get(0), other)))
        .contains(
            "step 2 was B: UPDATE … SET other = 'x' (myapp/views.py:8) and is B: SELECT 1 now");
  }

  @Test
  void aScenarioReplacesItsOwnFileOnly(@TempDir Path folder) throws IOException, ReplayException {
    var names =
        List.of("Racy, x Other", "racy x other", "../../etc/passwd", "在庫", "", "x".repeat(300));
    var files = new ArrayList<String>();
    for (var round = 0; round < 2; round++) {
      for (var name : names) {
        var one = named(name);
        var path = ReplayWriter.writeInto(folder.resolve("replays"), one);
        assertThat(ReplayReader.read(path)).isEqualTo(one);
        files.add(folder.resolve("replays").relativize(path).toString());
      }
    }
    assertThat(files.subList(0, 5))
        .containsExactly(
            "racy-x-other.json",
            "racy-x-other-2.json",
            "etc-passwd.json",
            "scenario.json",
            "scenario-2.json");
    assertThat(files.subList(6, 12)).isEqualTo(files.subList(0, 6));
    var faulty = ReplayWriter.writeInto(folder.resolve("replays"), replay);
    assertThat(faulty.getFileName())
        .hasToString(ReplayFile.nameFor(replay.scenario()) + "-fault.json");
  }

  private ReplayFile named(String scenario) {
    return new ReplayFile(
        replay.madeWith(),
        replay.scenarioFile(),
        scenario,
        replay.requests(),
        replay.isolation(),
        replay.schedule(),
        Optional.empty(),
        replay.steps(),
        replay.expected());
  }

  private static ReplayFile parse(String text) throws ReplayException {
    return ReplayReader.parse("racy.json", text);
  }

  private static Scenario scenario(String toml) {
    return switch (ScenarioReader.parse(Path.of("deadheat.toml"), toml)) {
      case Reading.Good(var file) -> file.scenarios().getFirst();
      case Reading.Bad(var problems) -> throw new AssertionError(problems);
    };
  }

  private static ReplayFile replay(Scenario scenario) {
    var columns = new LinkedHashMap<String, Optional<String>>();
    columns.put("other", Optional.of("start"));
    columns.put("gone", Optional.empty());
    var outcome =
        new OutcomeView(
            "this schedule",
            List.of(
                new RowView("myapp_mymodel#1", columns),
                new RowView("myapp_mymodel#2", new LinkedHashMap<>())),
            List.of(new ResponseView("A", 200, "OK"), new ResponseView("B", 0, "")),
            List.of("mail to ann"));
    return new ReplayFile(
        new MadeWith("0.1.0", "15.18", Optional.of("Django 5.2.1")),
        "deadheat.toml",
        scenario.name(),
        RecordedRequest.all(scenario.requests()),
        "read committed",
        Schedule.parse("ABA"),
        Optional.of(new RecordedFault("AB", "B", 2, "worker_killed", "after")),
        List.of(
            new RecordedStep(1, "A", "SELECT …", Optional.of("myapp/views.py:6")),
            new RecordedStep(2, "B", "UPDATE … SET other = 'x'", Optional.of("myapp/views.py:8")),
            new RecordedStep(3, "A", "COMMIT", Optional.empty())),
        new Expected(
            Verdict.Status.ANOMALY,
            Optional.of("lost update"),
            Verdict.Severity.CORRUPTS_ROWS,
            "B's change is lost.",
            Optional.of(outcome)));
  }
}

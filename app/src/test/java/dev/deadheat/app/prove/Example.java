package dev.deadheat.app.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.deadheat.postgres.server.ServerChoice;
import dev.deadheat.prove.Prover;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One of the projects in `examples/`, or a copy of one, to be proved on a real PostgreSQL with
/// real workers.
///
/// @param folder holds `deadheat.toml`
/// @param python has what its `requirements.txt` names
record Example(Path folder, Python python) {
  /// A line of the README's table: scenario, verdict.
  private static final Pattern PROMISE = Pattern.compile("\\| ([^|]+) \\| \\**([^|*]+)\\** \\|.*");

  /// The example of this name, with an environment made for it.
  static Example of(String name) throws Exception {
    Path folder = Path.of("..", "examples", name).toAbsolutePath().normalize();
    return new Example(
        folder,
        ExampleEnvironment.ensure(
            folder,
            CacheFolder.find(System.getenv()),
            Optional.empty(),
            System.getenv(),
            line -> System.out.println(name + ": " + line)));
  }

  /// A copy of it, made in a folder that is not there yet.
  Example copiedTo(Path elsewhere) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(each -> !each.toString().contains("__pycache__")).toList()) {
        Files.copy(file, elsewhere.resolve(folder.relativize(file).toString()));
      }
    }
    return at(elsewhere);
  }

  /// A copy of it that lies elsewhere.
  Example at(Path elsewhere) {
    return new Example(elsewhere, python);
  }

  ScenarioFile file() throws IOException {
    Reading reading = ScenarioReader.read(folder.resolve("deadheat.toml"));
    assertThat(reading).isInstanceOf(Reading.Good.class);
    return ((Reading.Good) reading).file();
  }

  /// A prover for its scenarios; replay files go to `output`.
  Prover prover(Path output) throws Exception {
    var settings =
        new Settings(
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.of(python.executable().toString()),
            System.getenv(),
            ServerChoice.EMBEDDED,
            output);
    return Prover.open(file(), settings, Watcher.silent());
  }

  /// Proves all its scenarios, in file order.
  List<Verdict> prove(Path output) throws Exception {
    List<Verdict> verdicts = new ArrayList<>();
    try (Prover prover = prover(output)) {
      for (Scenario scenario : file().scenarios()) {
        verdicts.add(prover.prove(scenario));
      }
    }
    return verdicts;
  }

  /// What its README says of each scenario: the anomaly's name, else the status in lower case.
  SequencedMap<String, String> promises() throws IOException {
    var promises = new LinkedHashMap<String, String>();
    List<String> names = file().scenarios().stream().map(Scenario::name).toList();
    for (String line : Files.readAllLines(folder.resolve("README.md"))) {
      var promise = PROMISE.matcher(line);
      if (promise.matches() && names.contains(promise.group(1).strip())) {
        promises.put(promise.group(1).strip(), promise.group(2).strip());
      }
    }
    return promises;
  }

  /// The same of verdicts.
  static SequencedMap<String, String> words(List<Verdict> verdicts) {
    var words = new LinkedHashMap<String, String>();
    verdicts.forEach(verdict ->
        words.put(
            verdict.scenario(),
            verdict
                .anomaly()
                .orElseGet(
                    () -> verdict.status().name().toLowerCase(Locale.ROOT).replace('_', ' '))));
    return words;
  }

  /// Runs `manage.py test` as its developers do; answers what it printed.
  String ownTests() throws Exception {
    Path output = Files.createTempFile("tests", ".txt");
    Process process =
        new ProcessBuilder(python.executable().toString(), "-B", "manage.py", "test")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    process.waitFor();
    String printed = Files.readString(output);
    Files.delete(output);
    return printed;
  }
}

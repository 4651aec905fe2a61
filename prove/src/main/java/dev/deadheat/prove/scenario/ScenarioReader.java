package dev.deadheat.prove.scenario;

import dev.deadheat.prove.scenario.ScenarioFile.DatabaseSection;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;

/// Reads `deadheat.toml`. Files that it names are looked for beside it.
public final class ScenarioReader {
  private static final List<String> TOP_KEYS =
      List.of(
          "scenario",
          "start",
          "user",
          "database",
          "tasks",
          "isolation",
          "budget",
          "allow_hosts",
          "python",
          "settings",
          "command",
          "build",
          "schema",
          "env");

  private final Path file;
  private final Path folder;
  private final List<Problem> problems = new ArrayList<>();

  private ScenarioReader(Path file) {
    this.file = file;
    Path parent = file.toAbsolutePath().getParent();
    this.folder = parent == null ? file.toAbsolutePath() : parent;
  }

  /// Reads a file.
  ///
  /// @throws IOException if the file cannot be read at all
  public static Reading read(Path file) throws IOException {
    try {
      return parse(file, Files.readString(file, StandardCharsets.UTF_8));
    } catch (CharacterCodingException e) {
      return new Reading.Bad(List.of(new Problem(file, 1, 1, "is no UTF-8 text, as TOML must be")));
    }
  }

  /// Reads a text as if it stood in a file.
  public static Reading parse(Path file, String text) {
    return new ScenarioReader(file).parse(text);
  }

  private Reading parse(String text) {
    TomlParseResult toml = Toml.parse(text);
    for (var error : toml.errors()) {
      TomlPosition at = error.position();
      problems.add(new Problem(file, at.line(), at.column(), String.valueOf(error.getMessage())));
    }
    if (toml.hasErrors()) {
      // What a broken line was meant to say would only be guessed at below.
      return bad();
    }
    Section top = new Section(file, toml, "the file", TomlPosition.positionAt(1, 1), problems);
    top.allowOnly(TOP_KEYS);
    Service service = service(top);
    DatabaseSection database =
        top.section("database", "[database]")
            .map(ScenarioReader::database)
            .orElse(DatabaseSection.PLAIN);
    var scenarios = new ArrayList<Scenario>();
    List<Section> sections = top.sections("scenario", "[[scenario]]");
    if (!top.has("scenario")) {
      top.problem("there is no scenario; expected at least one [[scenario]] with a name");
    }
    var sectionReader = new ScenarioSection(folder, top, service instanceof Service.Django);
    for (Section section : sections) {
      sectionReader.read(section).ifPresent(scenarios::add);
    }
    noNameTwice(scenarios);
    return problems.isEmpty()
        ? new Reading.Good(new ScenarioFile(file, service, database, scenarios))
        : bad();
  }

  private Reading.Bad bad() {
    problems.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
    return new Reading.Bad(problems);
  }

  private static DatabaseSection database(Section section) {
    section.allowOnly(List.of("template", "extensions"));
    return new DatabaseSection(section.string("template"), section.strings("extensions"));
  }

  private Service service(Section top) {
    List<String> command = top.strings("command");
    if (!top.has("command")) {
      for (String key : List.of("build", "schema")) {
        if (top.has(key)) {
          top.problem(
              key,
              "\""
                  + key
                  + "\" goes with \"command\", which is missing; a Django project needs none");
        }
      }
      return new Service.Django(top.string("python"), top.string("settings"), top.texts("env"));
    }
    if (command.isEmpty()) {
      top.problem("command", "\"command\" is empty; expected a program and its arguments");
    }
    for (String key : List.of("python", "settings")) {
      if (top.has(key)) {
        top.problem(key, "\"" + key + "\" is for Django projects; leave it or \"command\" out");
      }
    }
    Optional<Path> schema = top.string("schema").map(folder::resolve);
    schema
        .filter(path -> !Files.isRegularFile(path))
        .ifPresent(path -> top.problem("schema", "there is no file " + path));
    return new Service.AnyCommand(command, top.strings("build"), schema, top.texts("env"));
  }

  private void noNameTwice(List<Scenario> scenarios) {
    Map<String, Scenario> seen = new HashMap<>();
    for (Scenario scenario : scenarios) {
      Scenario first = seen.putIfAbsent(scenario.name(), scenario);
      if (first != null) {
        problems.add(
            new Problem(
                file,
                scenario.line(),
                1,
                "the name \""
                    + scenario.name()
                    + "\" is taken by the scenario of line "
                    + first.line()
                    + "; expected another"));
      }
    }
  }
}

package dev.deadheat.app.doctor;

import dev.deadheat.app.prove.Watching;
import dev.deadheat.postgres.server.ServerChoice;
import dev.deadheat.prove.Look;
import dev.deadheat.prove.ProveException;
import dev.deadheat.prove.Prover;
import dev.deadheat.prove.Settings;
import dev.deadheat.prove.scenario.Reading;
import dev.deadheat.prove.scenario.ScenarioFile;
import dev.deadheat.prove.scenario.ScenarioReader;
import dev.deadheat.prove.scenario.Service;
import dev.deadheat.prove.worker.CacheFolder;
import dev.deadheat.prove.worker.Python;
import dev.deadheat.prove.worker.Pythons;
import dev.deadheat.prove.worker.WorkerException;
import dev.deadheat.report.checkup.Check;
import dev.deadheat.report.checkup.Checkup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Asks those who know, one after the other; each question is asked even if the one before went
/// wrong, unless it needs its answer.
final class Examination {
  private final Path project;
  private final Path scenarios;
  private final Optional<String> python;
  private final ServerChoice server;
  private final Map<String, String> environment;
  private final Watching watching;
  private final List<Check> checks = new ArrayList<>();

  Examination(
      Path project,
      Optional<Path> scenarios,
      Optional<String> python,
      ServerChoice server,
      Map<String, String> environment,
      Watching watching) {
    this.project = project;
    this.scenarios = scenarios.orElse(project.resolve("deadheat.toml"));
    this.python = python;
    this.server = server;
    this.environment = environment;
    this.watching = watching;
  }

  /// @param quick whether none of the project's code is run
  Checkup run(boolean quick) throws InterruptedException {
    machine();
    Optional<ScenarioFile> file = scenarios();
    boolean interpreter = file.isPresent() && interpreter(file.get());
    try (Prover prover = opened(file.orElse(plain()))) {
      checks.add(Check.good("PostgreSQL", prover.server()));
      if (file.isEmpty() || !interpreter) {
        checks.add(Check.doubt("project", "was not booted", "Mend the above first."));
      } else if (quick) {
        checks.add(
            Check.doubt("project", "was not booted", "Leave --quick out to see whether it boots."));
      } else {
        booted(prover);
      }
    } catch (ProveException failed) {
      checks.add(Check.missing("PostgreSQL", String.valueOf(failed.getMessage())));
    }
    return new Checkup(checks);
  }

  private void machine() {
    checks.add(
        Check.good(
            "Java",
            "%s (%s), %s"
                .formatted(
                    Runtime.version(),
                    System.getProperty("java.vendor", "?"),
                    System.getProperty("java.home", "?"))));
    checks.add(
        Check.good(
            "machine",
            "%s %s, %s"
                .formatted(
                    System.getProperty("os.name", "?"),
                    System.getProperty("os.version", "?"),
                    System.getProperty("os.arch", "?"))));
    try {
      checks.add(Check.good("cache", CacheFolder.find(environment).toString()));
    } catch (IOException failed) {
      checks.add(
          Check.missing(
              "cache",
              "no folder can be written to: %s\nSet DEADHEAT_CACHE to one that can."
                  .formatted(failed.getMessage())));
    }
  }

  private Optional<ScenarioFile> scenarios() {
    if (!Files.isRegularFile(scenarios)) {
      checks.add(
          Check.doubt(
              "scenarios",
              "there is no " + scenarios,
              "deadheat prove says what to write into one."));
      return Optional.of(plain());
    }
    try {
      return switch (ScenarioReader.read(scenarios)) {
        case Reading.Good(var file) -> {
          checks.add(
              Check.good("scenarios", "%d in %s".formatted(file.scenarios().size(), scenarios)));
          yield Optional.of(file);
        }
        case Reading.Bad(var problems) -> {
          checks.add(
              Check.missing(
                  "scenarios",
                  problems.stream().map(String::valueOf).collect(Collectors.joining("\n"))));
          yield Optional.empty();
        }
      };
    } catch (IOException unreadable) {
      checks.add(
          Check.missing("scenarios", "cannot read " + scenarios + ": " + unreadable.getMessage()));
      return Optional.empty();
    }
  }

  /// A project of which nothing is said.
  private ScenarioFile plain() {
    return new ScenarioFile(
        project.resolve("deadheat.toml"),
        new Service.Django(Optional.empty(), Optional.empty(), new LinkedHashMap<>()),
        ScenarioFile.DatabaseSection.PLAIN,
        List.of());
  }

  private boolean interpreter(ScenarioFile file) {
    return switch (file.service()) {
      case Service.AnyCommand command -> {
        checks.add(Check.good("command", String.join(" ", command.command())));
        yield true;
      }
      case Service.Django django -> {
        try {
          Python found = Pythons.find(project, python.or(django::python), environment);
          checks.add(
              Check.good(
                  "Python",
                  "%s, %s (%s)".formatted(found.version(), found.executable(), found.foundBy())));
          found.django().ifPresent(version -> checks.add(Check.good("Django", version)));
          yield true;
        } catch (WorkerException missing) {
          checks.add(Check.missing("Python", String.valueOf(missing.getMessage())));
          yield false;
        }
      }
    };
  }

  private Prover opened(ScenarioFile file) throws ProveException {
    return Prover.open(
        file,
        new Settings(
            Optional.empty(),
            Optional.empty(),
            List.of(),
            python,
            environment,
            server,
            project.resolve(".deadheat")),
        watching);
  }

  private void booted(Prover prover) throws InterruptedException {
    try {
      Look look = prover.look();
      look.facts().forEach((what, value) -> checks.add(Check.good(what, value)));
      checks.add(Check.good("project", "boots, and its migrations run"));
      if (!look.notes().isEmpty()) {
        checks.add(
            Check.good(
                "not as usual",
                look.notes().stream().map(note -> "- " + note).collect(Collectors.joining("\n"))));
      }
    } catch (ProveException failed) {
      checks.add(Check.missing("project", String.valueOf(failed.getMessage())));
    }
  }
}

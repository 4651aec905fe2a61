package dev.deadheat.app.prove;

import dev.deadheat.app.Arguments;
import dev.deadheat.app.Command;
import dev.deadheat.app.Console;
import dev.deadheat.app.Exit;
import dev.deadheat.app.UsageException;
import dev.deadheat.postgres.server.ServerChoice;
import dev.deadheat.prove.ProveException;
import dev.deadheat.prove.Prover;
import dev.deadheat.prove.Settings;
import dev.deadheat.prove.scenario.Scenario;
import dev.deadheat.prove.scenario.ScenarioFile;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.prove.worker.CacheFolder;
import dev.deadheat.prove.worker.ExampleEnvironment;
import dev.deadheat.prove.worker.Python;
import dev.deadheat.prove.worker.WorkerException;
import dev.deadheat.report.terminal.TerminalReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/// `deadheat demo`: the smallest race, reproduced, and its cure, shown to hold.
public final class DemoCommand implements Command {
  private static final Arguments ARGUMENTS =
      new Arguments(
          "demo [OPTIONS]",
          """
          Two users change one row of a small Django project at the same moment. Shows the order of
          their SQL statements that loses one user's change; then the cured view, in every order.
          Makes a virtual environment with Django for the example on first use.
          """,
          new Options().addOption(Arguments.flag("quiet", "no progress")));

  @Override
  public String name() {
    return "demo";
  }

  @Override
  public String summary() {
    return "see a race reproduced and its cure proved, in a minute";
  }

  @Override
  public Exit run(List<String> args, Console console) throws UsageException {
    CommandLine line = ARGUMENTS.parse(args);
    if (line.hasOption("help")) {
      console.out().print(ARGUMENTS.help());
      return Exit.CLEAN;
    }
    String home = console.environment().get("DEADHEAT_HOME");
    if (home == null || !Files.isDirectory(Path.of(home, "examples", "seed"))) {
      return console.fail(
          "the example is not here: run ./deadheat demo from a checkout of Deadheat");
    }
    Path project = Path.of(home, "examples", "seed");
    ScenarioFile file = Projects.scenarios(project, Optional.empty());
    try (Watching watching = new Watching(console, line.hasOption("quiet"), false)) {
      Python python =
          ExampleEnvironment.ensure(
              project,
              CacheFolder.find(console.environment()),
              Optional.empty(),
              console.environment(),
              watching::phase);
      Settings settings =
          new Settings(
              Optional.empty(),
              Optional.empty(),
              List.of(),
              Optional.of(python.executable().toString()),
              console.environment(),
              ServerChoice.EMBEDDED,
              project.resolve(".deadheat"));
      return tell(file, settings, project, watching, console);
    } catch (WorkerException | ProveException failed) {
      return console.fail(String.valueOf(failed.getMessage()));
    } catch (IOException failed) {
      return console.fail("no folder to keep the example's environment in: " + failed.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return console.fail("interrupted");
    }
  }

  private Exit tell(
      ScenarioFile file, Settings settings, Path project, Watching watching, Console console)
      throws ProveException, InterruptedException {
    TerminalReport report = TerminalReport.of(console.look());
    Scenario racy = file.scenarios().get(0);
    Scenario cured = file.scenarios().get(1);
    try (Prover prover = Prover.open(file, settings, watching)) {
      Verdict first = prove(prover, racy, watching);
      console.out().println(report.render(Shown.from(first, project, console.folder())));
      console
          .out()
          .println("Now the same two users, with the row locked by select_for_update in atomic:\n");
      Verdict second = prove(prover, cured, watching);
      console.out().println(report.drawingClean().render(second));
      boolean asItShould =
          first.status() == Verdict.Status.ANOMALY && second.status() == Verdict.Status.CLEAN;
      if (!asItShould) {
        return console.fail(
            "the story did not end as it should: expected an anomaly and then a clean search, saw "
                + first.status().word()
                + " and "
                + second.status().word());
      }
      console.out().println("Your own project: write a deadheat.toml, then deadheat prove.");
      return Exit.CLEAN;
    }
  }

  private static Verdict prove(Prover prover, Scenario scenario, Watching watching)
      throws ProveException, InterruptedException {
    watching.begin(scenario.name(), 1, 1);
    Verdict verdict = prover.prove(scenario);
    watching.clear();
    return verdict;
  }
}

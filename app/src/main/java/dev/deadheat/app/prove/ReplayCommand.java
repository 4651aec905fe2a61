package dev.deadheat.app.prove;

import dev.deadheat.app.Arguments;
import dev.deadheat.app.Command;
import dev.deadheat.app.Console;
import dev.deadheat.app.Exit;
import dev.deadheat.app.UsageException;
import dev.deadheat.prove.ProveException;
import dev.deadheat.prove.Prover;
import dev.deadheat.prove.Settings;
import dev.deadheat.prove.replay.ReplayException;
import dev.deadheat.prove.replay.ReplayFile;
import dev.deadheat.prove.replay.ReplayReader;
import dev.deadheat.prove.scenario.Scenario;
import dev.deadheat.prove.scenario.ScenarioFile;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.report.json.VerdictJson;
import dev.deadheat.report.terminal.TerminalReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/// `deadheat replay`: plays a recorded schedule again, also on changed code.
public final class ReplayCommand implements Command {
  private static final Arguments ARGUMENTS =
      new Arguments(
          "replay [OPTIONS] FILE [PROJECT]",
          """
          Plays the schedule of a replay file again on PROJECT (default: the project that holds the
          file, else this folder). Exit code 1: it still breaks; 3: this one schedule does not break
          it any more, which proves nothing of the others.
          """,
          new Options()
              .addOption(Arguments.value("python", "PATH", "the project's Python"))
              .addOption(
                  Arguments.values(
                      "allow-host",
                      "HOST",
                      "a host, or host:port, that the project may connect to"))
              .addOption(ServerOptions.URL)
              .addOption(ServerOptions.ROLE)
              .addOption(ServerOptions.TEMPLATE)
              .addOption(ServerOptions.EXTENSION)
              .addOption(Arguments.value("output-format", "FORMAT", "full (default) or json"))
              .addOption(Arguments.flag("verbose", "also show what the project prints"))
              .addOption(Arguments.flag("quiet", "no progress")));

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public String summary() {
    return "play a recorded schedule again";
  }

  @Override
  public Exit run(List<String> args, Console console) throws UsageException {
    CommandLine line = ARGUMENTS.parse(args);
    if (line.hasOption("help")) {
      console.out().print(ARGUMENTS.help());
      return Exit.CLEAN;
    }
    if (line.getArgList().isEmpty() || line.getArgList().size() > 2) {
      throw new UsageException("replay takes a replay file, and perhaps a project's folder");
    }
    Path path = console.folder().resolve(line.getArgList().getFirst()).normalize();
    Path project =
        line.getArgList().size() == 2
            ? console.folder().resolve(line.getArgList().get(1)).normalize()
            : Projects.around(path).orElse(console.folder());
    try {
      ReplayFile recorded = ReplayReader.read(path);
      ScenarioFile file =
          Projects.scenarios(project, Optional.of(project.resolve(recorded.scenarioFile())));
      Scenario scenario = Projects.named(recorded.scenario(), file);
      return play(line, console, recorded, file, scenario, path);
    } catch (ReplayException | ProveException failed) {
      return console.fail(String.valueOf(failed.getMessage()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return console.fail("interrupted");
    }
  }

  private static Exit play(
      CommandLine line,
      Console console,
      ReplayFile recorded,
      ScenarioFile file,
      Scenario scenario,
      Path path)
      throws UsageException, ProveException, InterruptedException {
    Path folder = path.toAbsolutePath().getParent();
    Settings settings =
        new Settings(
            Optional.of(Words.isolation(recorded.isolation())),
            Optional.empty(),
            Words.all(line, "allow-host"),
            Optional.ofNullable(line.getOptionValue("python")),
            console.environment(),
            ServerOptions.read(line, console.environment()),
            folder == null ? Path.of("") : folder);
    try (Watching watching =
            new Watching(console, line.hasOption("quiet"), line.hasOption("verbose"));
        Prover prover = Prover.open(file, settings, watching)) {
      watching.begin(scenario.name(), 1, 1);
      Verdict verdict = prover.replay(scenario, recorded);
      watching.clear();
      boolean json = line.getOptionValue("output-format", "full").equals("json");
      console
          .out()
          .print(
              json
                  ? VerdictJson.print(List.of(verdict))
                  : TerminalReport.of(console.look()).drawingClean().render(verdict));
      return Exits.of(List.of(verdict));
    }
  }
}

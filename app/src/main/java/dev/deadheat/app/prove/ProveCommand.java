package dev.deadheat.app.prove;

import dev.deadheat.app.Arguments;
import dev.deadheat.app.Command;
import dev.deadheat.app.Console;
import dev.deadheat.app.Exit;
import dev.deadheat.app.Output;
import dev.deadheat.app.UsageException;
import dev.deadheat.app.settings.SettingsException;
import dev.deadheat.prove.ProveException;
import dev.deadheat.prove.Prover;
import dev.deadheat.prove.Settings;
import dev.deadheat.prove.explore.Budget;
import dev.deadheat.prove.replay.ReplayException;
import dev.deadheat.prove.replay.ReplayFile;
import dev.deadheat.prove.replay.ReplayReader;
import dev.deadheat.prove.scenario.Isolation;
import dev.deadheat.prove.scenario.Scenario;
import dev.deadheat.prove.scenario.ScenarioFile;
import dev.deadheat.prove.scenario.Service;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.report.json.VerdictJson;
import dev.deadheat.report.mermaid.MermaidReport;
import dev.deadheat.report.terminal.TerminalReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/// `deadheat prove`: runs a project's scenarios in every order that matters.
public final class ProveCommand implements Command {
  private static final Arguments ARGUMENTS =
      new Arguments(
          "prove [OPTIONS] [PROJECT]",
          """
          Runs the scenarios of PROJECT (default: this folder): real processes of the project on a
          real PostgreSQL, every meaningful order of their SQL statements. The project's code is
          run; its own database, mail, task queues and files are not touched.
          """,
          new Options()
              .addOption(
                  Arguments.value(
                      "scenario", "FILE", "the scenarios (default: PROJECT/deadheat.toml)"))
              .addOption(Arguments.values("only", "NAME", "only the scenario of this name"))
              .addOption(
                  Arguments.flag(
                      "faults",
                      "instead of orders, try faults: at each statement the server fails, the"
                          + " connection is lost or the worker is killed; what stays behind?"))
              .addOption(
                  Arguments.value(
                      "isolation",
                      "LEVEL",
                      "read committed, repeatable read, serializable, or all of them in turn, for"
                          + " every scenario (default: as the project sets it)"))
              .addOption(
                  Arguments.value(
                      "budget", "AMOUNT", "when to stop searching: 90s, 5min or 200runs"))
              .addOption(
                  Arguments.values(
                      "allow-host",
                      "HOST",
                      "a host, or host:port, that the project may connect to"))
              .addOption(Arguments.value("python", "PATH", "the project's Python"))
              .addOption(ServerOptions.URL)
              .addOption(ServerOptions.ROLE)
              .addOption(ServerOptions.TEMPLATE)
              .addOption(ServerOptions.EXTENSION)
              .addOption(
                  Arguments.value(
                      "output-format",
                      "FORMAT",
                      "full (default), json, or markdown: a comment for a pull request, with"
                          + " Mermaid diagrams"))
              .addOption(Arguments.value("output-file", "FILE", "write there instead of here"))
              .addOption(
                  Arguments.value(
                      "output-dir",
                      "DIR",
                      "where replay files and pictures go (default: PROJECT/.deadheat)"))
              .addOption(SpecRuns.SPEC)
              .addOption(SpecRuns.EXPECTED)
              .addOption(SpecRuns.SEARCH)
              .addOption(Arguments.flag("verbose", "also show what the project prints"))
              .addOption(Arguments.flag("quiet", "no progress")));

  static {
    CureOptions.addTo(ARGUMENTS.options());
  }

  @Override
  public String name() {
    return "prove";
  }

  @Override
  public String summary() {
    return "run the real app in every order of its SQL statements";
  }

  @Override
  public Exit run(List<String> args, Console console) throws UsageException {
    CommandLine line = ARGUMENTS.parse(args);
    if (line.hasOption("help")) {
      console.out().print(ARGUMENTS.help());
      return Exit.CLEAN;
    }
    if (line.hasOption("spec")) {
      return SpecRuns.run(line, console);
    }
    if (line.getArgList().size() > 1) {
      throw new UsageException("prove takes one project, not " + line.getArgList());
    }
    Path project =
        console
            .folder()
            .resolve(line.getArgList().isEmpty() ? "" : line.getArgList().getFirst())
            .normalize();
    String format = line.getOptionValue("output-format", "full");
    if (!List.of("full", "json", "markdown").contains(format)) {
      throw new UsageException("--output-format is full, json or markdown, not " + format);
    }
    Optional<Path> named =
        Optional.ofNullable(line.getOptionValue("scenario")).map(console.folder()::resolve);
    ScenarioFile file = Projects.scenarios(project, named);
    Settings settings = settings(line, project, console);
    if (line.hasOption("faults") && Words.allLevels(line)) {
      throw new UsageException("--faults tries one isolation level: name it, or leave it out");
    }
    List<Proof> proofs = proofs(chosen(file, line), line);
    Optional<CureOptions> cures = CureOptions.of(line);
    if (cures.isPresent()) {
      return cure(cures.get(), file, settings, line, console);
    }
    try (Watching watching =
            new Watching(console, line.hasOption("quiet"), line.hasOption("verbose"));
        Prover prover = Prover.open(file, settings, watching)) {
      List<Verdict> verdicts = new ArrayList<>();
      Pictures pictures = new Pictures(settings.output());
      TerminalReport report = TerminalReport.of(console.look());
      boolean text = format.equals("full") && !line.hasOption("output-file");
      for (Proof proof : proofs) {
        watching.begin(proof.name(), verdicts.size() + 1, proofs.size());
        Verdict verdict = proof.by(prover);
        verdicts.add(verdict);
        pictures.write(verdict);
        if (text) {
          watching.clear();
          console.out().println(report.render(Shown.from(verdict, project, console.folder())));
        }
      }
      watching.clear();
      Path page = pictures.page(file, verdicts);
      List<Verdict> gaps =
          explains(file, line)
              ? new Proofs(project.toAbsolutePath(), settings.output())
                  .write(verdicts, !line.hasOption("only"))
              : List.of();
      if (text) {
        console.out().print(report.summary(verdicts));
        console.out().print(report.gaps(gaps));
        console.out().println("all of it, with pictures: " + Shown.path(page, console.folder()));
      } else {
        String whole =
            switch (format) {
              case "json" -> VerdictJson.print(verdicts);
              case "markdown" ->
                  verdicts.stream().map(MermaidReport::comment).collect(Collectors.joining("\n"));
              default -> report.render(verdicts);
            };
        if (line.hasOption("output-file")) {
          Files.writeString(console.folder().resolve(line.getOptionValue("output-file")), whole);
        } else {
          console.out().print(whole);
        }
      }
      return Exits.of(verdicts);
    } catch (ProveException | SettingsException failed) {
      return console.fail(String.valueOf(failed.getMessage()));
    } catch (IOException failed) {
      return console.fail("cannot write the report: " + failed.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return console.fail("interrupted");
    }
  }

  /// Whether the verdicts say something of what `check` finds: not those on faults, nor those at a
  /// level that is not the project's.
  private static boolean explains(ScenarioFile file, CommandLine line) {
    return file.service() instanceof Service.Django
        && !line.hasOption("faults")
        && !line.hasOption("isolation");
  }

  private static Exit cure(
      CureOptions options, ScenarioFile file, Settings settings, CommandLine line, Console console)
      throws UsageException {
    Consumer<String> out = console.out()::print;
    try (Watching watching =
        new Watching(console, line.hasOption("quiet"), line.hasOption("verbose"))) {
      var whole = new StringBuilder();
      Optional<Path> written =
          Optional.ofNullable(line.getOptionValue("output-file")).map(console.folder()::resolve);
      Optional<ReplayFile> recorded = recorded(options, console);
      Exit exit =
          Curing.of(
              options,
              file,
              recorded.isPresent()
                  ? List.of(Projects.named(recorded.get().scenario(), file))
                  : chosen(file, line),
              recorded.isPresent()
                  ? settings.withIsolation(Words.isolation(recorded.get().isolation()))
                  : settings,
              watching,
              written.isPresent() ? console.onFile() : console,
              written.isPresent() ? whole::append : out,
              line.getOptionValue("output-format", "full"));
      if (written.isPresent()) {
        Output.write(written.get(), whole.toString());
      }
      return exit;
    } catch (ProveException failed) {
      return console.fail(String.valueOf(failed.getMessage()));
    } catch (IOException failed) {
      return console.fail("cannot write the report: " + failed.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return console.fail("interrupted");
    }
  }

  private static Optional<ReplayFile> recorded(CureOptions options, Console console)
      throws ProveException {
    if (options.replay().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(ReplayReader.read(console.folder().resolve(options.replay().get())));
    } catch (ReplayException unreadable) {
      throw new ProveException(String.valueOf(unreadable.getMessage()), unreadable);
    }
  }

  private static List<Scenario> chosen(ScenarioFile file, CommandLine line) throws UsageException {
    if (!line.hasOption("only")) {
      return file.scenarios();
    }
    List<Scenario> chosen = new ArrayList<>();
    for (String name : line.getOptionValues("only")) {
      chosen.add(Projects.named(name, file));
    }
    return chosen;
  }

  /// Something to prove.
  ///
  /// @param level the isolation level, where all of them are tried in turn
  private record Proof(Scenario scenario, Optional<Isolation> level, boolean faults) {
    Verdict by(Prover prover) throws ProveException, InterruptedException {
      if (faults) {
        return prover.faults(scenario);
      }
      return level.isPresent() ? prover.prove(scenario, level.get()) : prover.prove(scenario);
    }

    String name() {
      return scenario.name() + level.map(each -> ", " + each.sql()).orElse("");
    }
  }

  /// Level by level: the workers are booted anew for each.
  private static List<Proof> proofs(List<Scenario> chosen, CommandLine line) {
    List<Optional<Isolation>> levels =
        Words.allLevels(line)
            ? Arrays.stream(Isolation.values()).map(Optional::of).toList()
            : List.of(Optional.empty());
    return levels.stream()
        .flatMap(level ->
            chosen.stream().map(scenario -> new Proof(scenario, level, line.hasOption("faults"))))
        .toList();
  }

  private static Settings settings(CommandLine line, Path project, Console console)
      throws UsageException {
    Optional<Isolation> isolation = Optional.empty();
    if (line.hasOption("isolation") && !Words.allLevels(line)) {
      isolation = Optional.of(Words.isolation(line.getOptionValue("isolation")));
    }
    Optional<Budget> budget = Optional.empty();
    if (line.hasOption("budget")) {
      budget = Optional.of(Words.budget(line.getOptionValue("budget")));
    }
    return new Settings(
        isolation,
        budget,
        Words.all(line, "allow-host"),
        Optional.ofNullable(line.getOptionValue("python")),
        console.environment(),
        ServerOptions.read(line, console.environment()),
        Optional.ofNullable(line.getOptionValue("output-dir"))
            .map(console.folder()::resolve)
            .orElse(project.resolve(".deadheat")));
  }
}

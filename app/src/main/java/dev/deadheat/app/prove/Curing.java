package dev.deadheat.app.prove;

import dev.deadheat.app.Console;
import dev.deadheat.app.Exit;
import dev.deadheat.app.check.FileWriter;
import dev.deadheat.app.check.PythonFiles;
import dev.deadheat.app.settings.CheckSettings;
import dev.deadheat.app.settings.SettingsException;
import dev.deadheat.app.settings.SettingsReader;
import dev.deadheat.loop.Attempt;
import dev.deadheat.loop.Cured;
import dev.deadheat.loop.Loop;
import dev.deadheat.loop.ProvingGround;
import dev.deadheat.prove.ProveException;
import dev.deadheat.prove.Prover;
import dev.deadheat.prove.Settings;
import dev.deadheat.prove.scenario.Scenario;
import dev.deadheat.prove.scenario.ScenarioFile;
import dev.deadheat.prove.scenario.Service;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.prove.worker.Python;
import dev.deadheat.prove.worker.Pythons;
import dev.deadheat.prove.worker.WorkerException;
import dev.deadheat.report.json.CuredJson;
import dev.deadheat.report.terminal.TerminalCures;
import dev.deadheat.report.terminal.TerminalReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// `prove --fix`: proves each scenario, tries the cures of those that break, and writes what is
/// recommended if it was asked for.
final class Curing {
  private final Path project;
  private final Console console;
  private final CureOptions options;
  private final Watching watching;
  private final List<Verdict> verdicts = new ArrayList<>();
  private final List<Cured> cured = new ArrayList<>();

  /// @param project the project's folder
  Curing(Path project, Console console, CureOptions options, Watching watching) {
    this.project = project;
    this.console = console;
    this.options = options;
    this.watching = watching;
  }

  /// Runs the command.
  ///
  /// @param format `full` or `json`
  static Exit of(
      CureOptions options,
      ScenarioFile file,
      List<Scenario> scenarios,
      Settings settings,
      Watching watching,
      Console console,
      Consumer<String> out,
      String format)
      throws ProveException, IOException, InterruptedException {
    Path project = Optional.ofNullable(file.path().toAbsolutePath().getParent()).orElseThrow();
    var curing = new Curing(project, console, options, watching);
    boolean text = format.equals("full");
    try (var ground =
        new ProvingGround(
            file,
            withPython(file, settings, project),
            watching,
            Prover.start(file, settings, watching))) {
      curing.run(
          scenarios,
          ground,
          told -> {
            watching.clear();
            if (text) {
              out.accept(told + "\n");
            }
          });
      watching.clear();
      var pictures = new Pictures(settings.output());
      pictures.write(curing.cured);
      Path page = pictures.page(file, curing.verdicts, curing.cured);
      if (text) {
        out.accept("all of it, with pictures: " + Shown.path(page, console.folder()) + "\n");
      }
      if (!options.write()) {
        new Proofs(project, settings.output())
            .write(curing.verdicts, scenarios.size() == file.scenarios().size());
      }
    } catch (WorkerException | SettingsException failed) {
      throw new ProveException(String.valueOf(failed.getMessage()), failed);
    }
    if (!text) {
      out.accept(CuredJson.print(curing.verdicts, curing.cured));
    }
    return Exits.of(curing.verdicts);
  }

  /// A copy of a project has no environment of its own to be found in.
  private static Settings withPython(ScenarioFile file, Settings settings, Path project)
      throws WorkerException {
    if (!(file.service() instanceof Service.Django django)) {
      return settings;
    }
    Python python =
        Pythons.find(project, settings.python().or(django::python), settings.environment());
    return settings.withPython(python.executable().toString());
  }

  /// Does it.
  ///
  /// @param told is given what is to be read of each scenario, as soon as it is known
  void run(List<Scenario> scenarios, ProvingGround ground, Consumer<String> told)
      throws ProveException, IOException, InterruptedException, SettingsException {
    CheckSettings settings = SettingsReader.find(project);
    TerminalReport report = TerminalReport.of(console.look());
    TerminalCures cures = TerminalCures.of(console.look());
    for (Scenario scenario : scenarios) {
      watching.begin(scenario.name(), verdicts.size() + 1, scenarios.size());
      Verdict verdict =
          options.replay().isPresent()
              ? ground.replay(scenario, console.folder().resolve(options.replay().get()))
              : ground.prove(scenario);
      verdicts.add(verdict);
      Verdict shown = Shown.from(verdict, project, console.folder());
      if (!Cured.isRace(verdict)) {
        told.accept(report.render(shown));
        continue;
      }
      var loop =
          new Loop(PythonFiles.under(project, project, settings), options.preference(), ground);
      Cured made = loop.cure(scenario, verdict);
      cured.add(made);
      told.accept(cures.render(made));
      if (options.write() && made.recommended().isPresent()) {
        write(made.recommended().get(), told);
        ground.changed();
      }
    }
  }

  private void write(Attempt attempt, Consumer<String> told) throws IOException {
    for (var file : attempt.files().entrySet()) {
      FileWriter.replace(
          project.resolve(file.getKey()),
          file.getValue().before().bytes(),
          file.getValue().after().bytes());
      told.accept("wrote " + file.getKey());
    }
  }
}

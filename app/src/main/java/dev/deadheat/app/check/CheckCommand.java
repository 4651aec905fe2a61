package dev.deadheat.app.check;

import dev.deadheat.app.Command;
import dev.deadheat.app.Console;
import dev.deadheat.app.Exit;
import dev.deadheat.app.Output;
import dev.deadheat.app.UsageException;
import dev.deadheat.app.Version;
import dev.deadheat.app.settings.CheckSettings;
import dev.deadheat.app.settings.SettingsException;
import dev.deadheat.app.settings.SettingsReader;
import dev.deadheat.loop.Proof;
import dev.deadheat.report.ci.GithubAnnotations;
import dev.deadheat.report.ci.GitlabCodeQuality;
import dev.deadheat.report.ci.JunitXml;
import dev.deadheat.report.ci.Repository;
import dev.deadheat.report.ci.Sarif;
import dev.deadheat.report.ci.Statistics;
import dev.deadheat.report.findings.BaselineJson;
import dev.deadheat.report.findings.Checked;
import dev.deadheat.report.findings.ConciseFindings;
import dev.deadheat.report.findings.FindingJson;
import dev.deadheat.report.findings.FindingWords;
import dev.deadheat.report.findings.ProofJson;
import dev.deadheat.report.terminal.TerminalFindings;
import dev.deadheat.rules.baseline.Baseline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.commons.cli.CommandLine;

/// `deadheat check [PATH...]`: finds races in Django code without running it.
public final class CheckCommand implements Command {
  @Override
  public String name() {
    return "check";
  }

  @Override
  public String summary() {
    return "find races in the code, without running it";
  }

  @Override
  public Exit run(List<String> args, Console console) throws UsageException {
    CommandLine line = CheckOptions.ARGUMENTS.parse(args);
    if (line.hasOption("help")) {
      console.out().print(CheckOptions.ARGUMENTS.help());
      return Exit.CLEAN;
    }
    try {
      return run(CheckOptions.of(line), console);
    } catch (SettingsException wrong) {
      return console.fail(String.valueOf(wrong.getMessage()));
    } catch (UncheckedIOException wrong) {
      return console.fail(words(Objects.requireNonNull(wrong.getCause())));
    } catch (IOException wrong) {
      return console.fail(words(wrong));
    }
  }

  private static Exit run(CheckOptions options, Console console)
      throws UsageException, SettingsException, IOException {
    var starts = new ArrayList<Path>();
    for (String each : options.paths()) {
      Path start = console.folder().resolve(each).normalize();
      if (!Files.exists(start)) {
        throw new UsageException("there is no " + each + "; name a folder or a Python file");
      }
      starts.add(start);
    }
    CheckSettings settings =
        options.config().isPresent()
            ? SettingsReader.read(console.folder().resolve(options.config().get()))
            : SettingsReader.find(starts.getFirst());
    Path root = ProjectFolder.of(starts.getFirst(), settings.file());
    var reported = new ArrayList<String>();
    var paths = new TreeSet<>(PythonFiles.under(root, root, settings));
    for (Path start : starts) {
      if (!start.startsWith(root)) {
        throw new UsageException(
            start + " is not part of the project " + root + "; check them one after the other");
      }
      if (!start.equals(root)) {
        reported.add(root.relativize(start).toString().replace('\\', '/'));
        paths.addAll(PythonFiles.under(root, start, settings));
      }
    }
    if (paths.isEmpty()) {
      throw new UsageException("there is no Python file below " + root);
    }
    if (starts.contains(root)) {
      reported.clear();
    }
    var check = new Check(root, reported, settings, options, cache(root, options, console));
    return run(check, List.copyOf(paths), console);
  }

  private static Optional<CheckCache> cache(Path root, CheckOptions options, Console console) {
    return options.noCache()
        ? Optional.empty()
        : Optional.of(
            new CheckCache(
                options
                    .cacheFolder()
                    .map(console.folder()::resolve)
                    .orElseGet(() -> CheckCache.standard(root))));
  }

  private static Exit run(Check check, List<String> paths, Console console)
      throws IOException, UsageException {
    CheckOptions options = check.options();
    Optional<Path> baselineFile = options.baseline().map(console.folder()::resolve);
    Baseline known =
        baselineFile.isPresent() && !options.writeBaseline()
            ? baseline(baselineFile.get())
            : new Baseline(List.of());
    Optional<ChangedLines> changed = Optional.empty();
    if (options.since().isPresent()) {
      changed = Optional.of(ChangedLines.since(options.since().get(), check.root()));
    }
    Map<String, Proof> proofs =
        options.proofs().isPresent()
            ? proofs(console.folder().resolve(options.proofs().get()))
            : Map.of();
    console.progress("reading " + FindingWords.count(paths.size(), "file") + " ...");
    Check.Found found;
    try {
      found = check.find(paths);
    } finally {
      console.progress("");
    }
    if (options.writeBaseline() && baselineFile.isPresent()) {
      Output.write(baselineFile.get(), BaselineJson.print(Baseline.of(found.all())));
      console
          .err()
          .printf(
              "%s written to %s%n",
              FindingWords.count(found.all().size(), "finding"), baselineFile.get());
      return Exit.CLEAN;
    }
    Checked checked = check.narrow(found, paths.size(), known, changed, proofs);
    if (options.fix() != CheckOptions.Fix.NO) {
      return new Fixing(check, paths, console).run(checked);
    }
    Optional<Path> file = options.outputFile().map(console.folder()::resolve);
    String text = text(checked.together(), check, file.isPresent() ? console.onFile() : console);
    if (file.isPresent()) {
      Output.write(file.get(), text);
    } else {
      console.out().print(text);
    }
    return checked.findings().isEmpty() || options.exitZero() ? Exit.CLEAN : Exit.FOUND;
  }

  private static String text(Checked checked, Check check, Console console) {
    if (check.options().statistics()) {
      return Statistics.print(checked);
    }
    var repository = new Repository(ProjectFolder.inRepository(check.root()));
    return switch (check.options().format()) {
      case FULL -> TerminalFindings.of(console.look(), check::lines).print(checked);
      case CONCISE -> ConciseFindings.print(checked);
      case JSON -> FindingJson.print(checked);
      case SARIF -> Sarif.print(checked, repository, Version.text());
      case GITHUB -> GithubAnnotations.print(checked, repository);
      case GITLAB -> GitlabCodeQuality.print(checked, repository);
      case JUNIT -> JunitXml.print(checked, repository);
    };
  }

  private static Baseline baseline(Path file) throws IOException, UsageException {
    try {
      return BaselineJson.read(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new UsageException(
          "there is no baseline " + file + "; --write-baseline makes one of today's findings");
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          file + " cannot be used: " + e.getMessage() + "; --write-baseline makes a new one");
    }
  }

  private static Map<String, Proof> proofs(Path file) throws IOException, UsageException {
    try {
      return ProofJson.read(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new UsageException(
          "there is no " + file + "; `deadheat prove` writes it into .deadheat/proofs.json");
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          file + " cannot be used: " + e.getMessage() + "; run `deadheat prove` again");
    }
  }

  private static String words(IOException error) {
    return error instanceof FileSystemException
        ? "cannot read or write "
            + error.getMessage()
            + " ("
            + error.getClass().getSimpleName()
            + ")"
        : String.valueOf(error.getMessage());
  }
}

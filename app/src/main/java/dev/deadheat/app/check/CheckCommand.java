package dev.deadheat.app.check;

import dev.deadheat.app.Command;
import dev.deadheat.app.Console;
import dev.deadheat.app.Exit;
import dev.deadheat.django.ProjectFacts;
import dev.deadheat.django.ProjectReader;
import dev.deadheat.report.findings.Checked;
import dev.deadheat.report.findings.FindingJson;
import dev.deadheat.report.findings.FindingText;
import dev.deadheat.rules.Confidence;
import dev.deadheat.rules.Finding;
import dev.deadheat.rules.RulePages;
import dev.deadheat.rules.Rules;
import dev.deadheat.rules.Suppressions;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.commons.cli.ParseException;

/// `deadheat check [PATH...]`: finds races in Django code without running it.
public final class CheckCommand implements Command {
  private static final int CLEAN = 0;
  private static final int FOUND = 1;
  private static final int WRONG = 2;

  @Override
  public String name() {
    return "check";
  }

  @Override
  public String summary() {
    return "find races in the code, without running it";
  }

  @Override
  public Exit run(List<String> args, Console console) {
    return switch (run(args, console.out(), console.err())) {
      case CLEAN -> Exit.CLEAN;
      case FOUND -> Exit.FOUND;
      default -> Exit.ERROR;
    };
  }

  /// Runs it.
  ///
  /// @param args what follows `check` on the command line
  /// @return 0 if nothing was found, 1 if something was, 2 if the command line or a path is wrong
  public int run(List<String> args, PrintStream out, PrintStream err) {
    try {
      CheckOptions options = CheckOptions.parse(args);
      for (String word : options.select()) {
        boolean known =
            RulePages.find(word).isPresent()
                || Rules.ids().stream()
                    .anyMatch(id -> id.code().toLowerCase(java.util.Locale.ROOT).startsWith(word));
        if (!known) {
          throw new ParseException("--select names no rule: '" + word + "'");
        }
      }
      return check(options, out, err);
    } catch (ParseException e) {
      err.println("deadheat check: " + e.getMessage());
      return WRONG;
    } catch (IOException | UncheckedIOException e) {
      err.println("deadheat check: cannot read: " + e.getMessage());
      return WRONG;
    }
  }

  private static int check(CheckOptions options, PrintStream out, PrintStream err)
      throws IOException {
    Path first = Path.of(options.paths().getFirst()).toAbsolutePath().normalize();
    Path root = Files.isDirectory(first) ? first : first.resolveSibling("");
    var paths = new TreeSet<String>();
    for (String each : options.paths()) {
      Path start = Path.of(each).toAbsolutePath().normalize();
      if (!Files.exists(start)) {
        err.println("deadheat check: there is no " + each + "; name a folder or a Python file");
        return WRONG;
      }
      if (!start.startsWith(root)) {
        err.println("deadheat check: " + each + " is not under " + root);
        return WRONG;
      }
      paths.addAll(PythonFiles.under(root, start));
    }
    if (paths.isEmpty()) {
      err.println("deadheat check: there is no Python file under " + root);
      return WRONG;
    }
    ProjectFacts facts = ProjectReader.read(List.copyOf(paths), path -> bytes(root, path));
    Checked checked = checked(options, paths.size(), facts);
    out.print(
        switch (options.format()) {
          case JSON -> FindingJson.print(checked);
          case CONCISE -> FindingText.concise(checked);
          case FULL -> FindingText.full(checked, path -> lines(root, path));
        });
    out.flush();
    return checked.findings().isEmpty() || options.exitZero() ? CLEAN : FOUND;
  }

  private static Checked checked(CheckOptions options, int files, ProjectFacts facts) {
    Suppressions.Result left = Suppressions.apply(Rules.check(facts), facts.notes());
    var shown = new ArrayList<Finding>();
    int hidden = 0;
    for (Finding finding : left.kept()) {
      if (!options.wants(finding.rule().code(), finding.rule().name())) {
        continue;
      }
      if (finding.confidence() == Confidence.LOW && !options.all()) {
        hidden++;
      } else {
        shown.add(finding);
      }
    }
    var notes = new ArrayList<Checked.Note>();
    for (ProjectFacts.Trouble trouble : facts.troubles()) {
      notes.add(
          new Checked.Note(trouble.path(), trouble.line(), "not read whole: " + trouble.message()));
    }
    for (ProjectFacts.Note note : left.complaints()) {
      notes.add(new Checked.Note(note.path(), note.line(), note.text()));
    }
    return new Checked(
        files,
        facts.models().all().size(),
        facts.entryPoints().all().size(),
        shown,
        hidden,
        left.answered(),
        notes);
  }

  private static byte[] bytes(Path root, String path) {
    try {
      return Files.readAllBytes(root.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(Path root, String path) {
    try {
      return new String(Files.readAllBytes(root.resolve(path)), StandardCharsets.UTF_8)
          .lines()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}

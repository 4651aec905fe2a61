package dev.deadheat.app.check;

import dev.deadheat.app.Console;
import dev.deadheat.app.Exit;
import dev.deadheat.app.Output;
import dev.deadheat.django.ProjectFacts;
import dev.deadheat.fix.Fixes;
import dev.deadheat.fix.Identity;
import dev.deadheat.fix.ProjectFiles;
import dev.deadheat.fix.Rounds;
import dev.deadheat.fix.Tried;
import dev.deadheat.fix.cure.Candidate;
import dev.deadheat.report.findings.Checked;
import dev.deadheat.report.findings.FindingJson;
import dev.deadheat.report.terminal.TerminalFixes;
import dev.deadheat.rules.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// `check --diff` and `check --fix`: shows the cures of what was found, or writes them.
///
/// @param paths the project's files, relative to its root
record Fixing(Check check, List<String> paths, Console console) {

  /// Does what the options say.
  ///
  /// @return what a check says: FOUND if findings are left
  Exit run(Checked checked) throws IOException {
    return switch (check.options().fix()) {
      case SHOW, NO -> show(checked);
      case APPLY -> apply(checked);
    };
  }

  private Exit show(Checked checked) throws IOException {
    console.progress("trying cures ...");
    Map<Finding, List<Candidate>> cures;
    try {
      cures = Tried.of(checked.findings(), files(this::bytes), check.options().preference());
    } finally {
      console.progress("");
    }
    CheckOptions options = check.options();
    Optional<Path> file = options.outputFile().map(console.folder()::resolve);
    Console where = file.isPresent() ? console.onFile() : console;
    String text =
        options.format() == OutputFormat.JSON
            ? json(checked.together(), cures)
            : new TerminalFixes(where.look()).diffs(cures, checked.files());
    if (file.isPresent()) {
      Output.write(file.get(), text);
    } else {
      console.out().print(text);
    }
    return exit(checked.findings().size());
  }

  /// Of several findings told as one, the cures of each.
  private static String json(Checked checked, Map<Finding, List<Candidate>> cures) {
    var out = new LinkedHashMap<>(cures);
    for (Finding finding : checked.findings()) {
      if (!finding.parts().isEmpty()) {
        out.put(
            finding,
            finding.parts().stream()
                .flatMap(part -> cures.getOrDefault(part, List.of()).stream())
                .sorted(Comparator.comparing(candidate -> !candidate.applicable()))
                .distinct()
                .toList());
      }
    }
    return FindingJson.print(checked, out);
  }

  private ProjectFiles files(Function<String, byte[]> bytes) {
    byte[] memory =
        check.cache().map(kept -> kept.read(CheckCache.Part.ANALYSIS)).orElse(new byte[0]);
    return new ProjectFiles(paths, bytes, check.settings().project(), memory);
  }

  private Map<Finding, List<Candidate>> cures(
      ProjectFacts facts, List<Finding> findings, Function<String, byte[]> bytes) {
    var fixes = new Fixes(facts, bytes, check.options().preference());
    var out = new LinkedHashMap<Finding, List<Candidate>>();
    findings.forEach(finding -> out.put(finding, fixes.candidates(finding)));
    return out;
  }

  private Exit apply(Checked checked) {
    CheckOptions options = check.options();
    var read = new ConcurrentHashMap<String, byte[]>();
    Function<String, byte[]> once = path -> read.computeIfAbsent(path, this::bytes);
    var asked = new LinkedHashSet<Identity>();
    checked.findings().forEach(finding -> asked.add(Identity.of(finding)));
    console.progress("fixing ...");
    Rounds.Result result;
    try {
      result =
          Rounds.run(
              files(once), facts -> wanted(facts, asked), options.unsafe(), options.preference());
    } finally {
      console.progress("");
    }
    var changes = new LinkedHashMap<Path, byte[]>();
    var before = new HashMap<Path, byte[]>();
    result
        .files()
        .forEach((path, after) -> {
          Path file = check.root().resolve(path);
          changes.put(file, after);
          before.put(file, read.getOrDefault(path, new byte[0]));
        });
    try {
      FileWriter.replace(changes, file -> before.getOrDefault(file, new byte[0]));
    } catch (IOException e) {
      return console.fail(e.getMessage() + "\n  No file was changed, and nothing is fixed.");
    }
    Function<String, byte[]> now =
        path -> result.files().containsKey(path) ? result.files().get(path) : once.apply(path);
    console
        .out()
        .print(
            new TerminalFixes(console.look())
                .applied(
                    result,
                    changes.size(),
                    cures(result.facts(), result.left(), now),
                    options.unsafe(),
                    checked.files()));
    return exit(result.left().size());
  }

  /// All that a check would show; of what a baseline or a revision narrows, only what it left: the
  /// rules may show a caller that they had left out for the one that was cured.
  private List<Finding> wanted(ProjectFacts facts, Set<Identity> asked) {
    CheckOptions options = check.options();
    boolean narrowed = options.baseline().isPresent() || options.since().isPresent();
    return check.shown(facts).stream()
        .filter(finding -> !narrowed || asked.contains(Identity.of(finding)))
        .toList();
  }

  private Exit exit(int findings) {
    return findings == 0 || check.options().exitZero() ? Exit.CLEAN : Exit.FOUND;
  }

  private byte[] bytes(String path) {
    Path file = check.root().resolve(path);
    return Files.exists(file) ? check.bytes(path) : new byte[0];
  }
}

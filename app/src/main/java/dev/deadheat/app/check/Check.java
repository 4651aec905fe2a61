package dev.deadheat.app.check;

import dev.deadheat.app.settings.CheckSettings;
import dev.deadheat.app.settings.RuleWords;
import dev.deadheat.django.Content;
import dev.deadheat.django.ProjectFacts;
import dev.deadheat.django.ProjectReader;
import dev.deadheat.loop.Proof;
import dev.deadheat.report.findings.Checked;
import dev.deadheat.rules.Confidence;
import dev.deadheat.rules.Finding;
import dev.deadheat.rules.Rules;
import dev.deadheat.rules.Suppressions;
import dev.deadheat.rules.baseline.Baseline;
import dev.deadheat.rules.baseline.Fingerprints;
import dev.deadheat.source.SourceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// One check of a project: reads it, runs the rules, and leaves out what was not asked for.
///
/// @param root the project's folder, absolute
/// @param reported what is reported on: files and folders relative to the root, with `/`; empty for
///   everything
/// @param settings what the project says
/// @param options what the command line says
/// @param cache what an earlier check left, if it may be used
record Check(
    Path root,
    List<String> reported,
    CheckSettings settings,
    CheckOptions options,
    Optional<CheckCache> cache) {

  /// What was found, before baseline and revision have their say.
  ///
  /// @param all with fingerprints, by file and line
  record Found(List<Finding> all, Checked.Left left, Judged judged, List<Checked.Note> notes) {}

  /// Reads and runs the rules.
  ///
  /// @param paths the project's files, relative to the root
  /// @throws UncheckedIOException if a file cannot be read
  Found find(List<String> paths) {
    Judged judged = cache.isPresent() ? judge(paths, cache.get()) : judge(paths);
    Suppressions.Result left = asked(judged.findings(), judged.notes());
    List<Finding> named = Fingerprints.on(left.kept(), path -> SourceFile.of(path, bytes(path)));
    List<Finding> shown = named.stream().filter(this::isShown).toList();
    return new Found(
        shown,
        new Checked.Left(named.size() - shown.size(), left.answered(), 0, 0),
        judged,
        notes(judged, left.complaints()));
  }

  private Judged judge(List<String> paths) {
    return Judged.of(ProjectReader.read(paths, this::bytes, settings.project()));
  }

  /// Where no file has changed, what was said then is said again; else only what changed, and what
  /// depends on it, is read and analysed.
  private Judged judge(List<String> paths, CheckCache kept) {
    var stamps =
        new FileStamps(kept.read(CheckCache.Part.STAMPS), root, System.currentTimeMillis());
    byte[] findings = kept.read(CheckCache.Part.FINDINGS);
    Map<String, Content> contents = new ConcurrentHashMap<>();
    paths.parallelStream()
        .forEach(path -> contents.put(path, content(path, stamps, findings.length > 0)));
    if (findings.length > 0) {
      Map<String, String> digests = new HashMap<>();
      contents.forEach((path, content) -> digests.put(path, content.digest().orElse("")));
      Optional<Judged> same = Judged.read(findings, Judged.key(digests, settings.project()));
      if (same.isPresent()) {
        stamps.after(digests).ifPresent(bytes -> kept.write(CheckCache.Part.STAMPS, bytes));
        return same.get();
      }
    }
    ProjectReader.Reading reading =
        ProjectReader.recall(
            paths,
            path -> Optional.ofNullable(contents.remove(path)).orElseGet(() -> unread(path)),
            settings.project(),
            kept.read(CheckCache.Part.ANALYSIS));
    Judged judged = Judged.of(reading.facts());
    reading.memory().ifPresent(bytes -> kept.write(CheckCache.Part.ANALYSIS, bytes));
    kept.write(
        CheckCache.Part.FINDINGS, judged.bytes(Judged.key(reading.digests(), settings.project())));
    stamps.after(reading.digests()).ifPresent(bytes -> kept.write(CheckCache.Part.STAMPS, bytes));
    return judged;
  }

  /// @param hurry whether its digest is wanted now, so that it must be read if it may have changed
  private Content content(String path, FileStamps stamps, boolean hurry) {
    Optional<String> known = stamps.digest(path);
    if (known.isPresent() || !hurry) {
      return new Content(known, () -> bytes(path));
    }
    byte[] bytes = bytes(path);
    return new Content(Optional.of(ProjectReader.digest(bytes)), () -> bytes);
  }

  private Content unread(String path) {
    return Content.unread(() -> bytes(path));
  }

  /// What is found in a project, as when it is in the middle of being changed.
  List<Finding> shown(ProjectFacts facts) {
    return asked(Rules.check(facts), facts.notes()).kept().stream().filter(this::isShown).toList();
  }

  private Suppressions.Result asked(List<Finding> all, List<ProjectFacts.Note> notes) {
    var asked = new ArrayList<Finding>();
    for (Finding finding : all) {
      if (isAsked(finding)) {
        asked.add(settings.weighed(finding));
      }
    }
    return Suppressions.apply(asked, notes);
  }

  private boolean isShown(Finding finding) {
    return options.all() || finding.confidence() != Confidence.LOW;
  }

  /// Leaves out what the baseline knows and what was not changed.
  ///
  /// @param baseline known findings
  /// @param changed the lines that matter; empty for all
  /// @param proofs what scenarios showed, by fingerprint
  Checked narrow(
      Found found,
      int files,
      Baseline baseline,
      Optional<ChangedLines> changed,
      Map<String, Proof> proofs) {
    Baseline.Compared compared = baseline.compare(found.all());
    var notes = new ArrayList<>(found.notes());
    for (Baseline.Entry gone : compared.vanished()) {
      if (isReported(gone.path())) {
        notes.add(
            new Checked.Note(
                gone.path(),
                1,
                "%s in %s is in the baseline and no longer in the code (--write-baseline drops it)"
                    .formatted(gone.code(), gone.function())));
      }
    }
    List<Finding> fresh =
        compared.fresh().stream()
            .filter(finding -> changed.isEmpty() || touches(changed.get(), finding))
            .toList();
    return new Checked(
            files,
            found.judged().models(),
            found.judged().entryPoints(),
            fresh,
            new Checked.Left(
                found.left().hidden(),
                found.left().suppressed(),
                compared.known(),
                compared.fresh().size() - fresh.size()),
            proofs,
            notes)
        .ranked();
  }

  private boolean isAsked(Finding finding) {
    var rule = finding.rule();
    var select = options.select().isEmpty() ? settings.select() : options.select();
    return (select.isEmpty() || RuleWords.names(select, rule))
        && !RuleWords.names(settings.ignore(), rule)
        && !RuleWords.names(options.ignore(), rule)
        && !settings.ignores(rule, finding.path())
        && (isReported(finding.path())
            || finding.read().filter(spot -> isReported(spot.path())).isPresent());
  }

  private boolean isReported(String path) {
    return reported.isEmpty()
        || reported.stream().anyMatch(each -> path.equals(each) || path.startsWith(each + "/"));
  }

  private static boolean touches(ChangedLines changed, Finding finding) {
    return changed.has(finding.path(), finding.line())
        || finding.read().filter(spot -> changed.has(spot.path(), spot.line())).isPresent()
        || finding.write().filter(spot -> changed.has(spot.path(), spot.line())).isPresent();
  }

  private List<Checked.Note> notes(Judged judged, List<ProjectFacts.Note> complaints) {
    var out = new ArrayList<Checked.Note>();
    for (ProjectFacts.Trouble trouble : judged.troubles()) {
      out.add(
          new Checked.Note(trouble.path(), trouble.line(), "not read whole: " + trouble.message()));
    }
    for (ProjectFacts.Note note : complaints) {
      if (isReported(note.path())) {
        out.add(new Checked.Note(note.path(), note.line(), note.text()));
      }
    }
    return out;
  }

  /// A file's bytes.
  byte[] bytes(String path) {
    try {
      return Files.readAllBytes(root.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A file's lines; none if it cannot be read.
  List<String> lines(String path) {
    try {
      byte[] bytes = Files.readAllBytes(root.resolve(path));
      return new String(SourceFile.of(path, bytes).utf8(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}

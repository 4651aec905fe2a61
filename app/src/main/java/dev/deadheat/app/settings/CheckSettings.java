package dev.deadheat.app.settings;

import dev.deadheat.django.ProjectOptions;
import dev.deadheat.rules.Finding;
import dev.deadheat.rules.RuleId;
import dev.deadheat.rules.Severity;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `[tool.deadheat]` of a project.
///
/// @param file where it stands; empty if the project has none
/// @param select rules to run; empty for all
/// @param ignore rules not to run
/// @param perFileIgnores rules not to run on files that match a pattern
/// @param exclude patterns of files and folders not to read
/// @param lockFunctions names of the project's own functions that take a lock
/// @param severity how bad a race on a model, or on one field of it (`Voucher.used`), is
/// @param settingsModule the Django settings to believe, such as `site.settings.production`
public record CheckSettings(
    Optional<Path> file,
    Set<String> select,
    Set<String> ignore,
    Map<String, Set<String>> perFileIgnores,
    List<String> exclude,
    Set<String> lockFunctions,
    Map<String, Severity> severity,
    Optional<String> settingsModule) {

  /// What holds where nothing is said.
  public static final CheckSettings NONE =
      new CheckSettings(
          Optional.empty(),
          Set.of(),
          Set.of(),
          Map.of(),
          List.of(),
          Set.of(),
          Map.of(),
          Optional.empty());

  public CheckSettings {
    select = Set.copyOf(select);
    ignore = Set.copyOf(ignore);
    perFileIgnores = Map.copyOf(perFileIgnores);
    exclude = List.copyOf(exclude);
    lockFunctions = Set.copyOf(lockFunctions);
    severity = Map.copyOf(severity);
  }

  /// What the analysis of the project needs to know.
  public ProjectOptions project() {
    return new ProjectOptions(lockFunctions, settingsModule);
  }

  /// Whether a rule is ignored in a file.
  ///
  /// @param path relative to the project, with `/`
  public boolean ignores(RuleId rule, String path) {
    return perFileIgnores.entrySet().stream()
        .anyMatch(each -> matches(each.getKey(), path) && RuleWords.names(each.getValue(), rule));
  }

  /// Whether a file or folder is not to be read.
  ///
  /// @param path relative to the project, with `/`
  public boolean excludes(String path) {
    return exclude.stream().anyMatch(pattern -> matches(pattern, path));
  }

  /// The finding with the severity that its model or one of its fields was given.
  public Finding weighed(Finding finding) {
    return finding.fields().stream()
        .map(field -> severity.get(finding.model() + "." + field))
        .filter(known -> known != null)
        .min(Severity::compareTo)
        .or(() -> Optional.ofNullable(severity.get(finding.model())))
        .map(finding::withSeverity)
        .orElse(finding);
  }

  /// As `.gitignore` means it, in short: a pattern without `/` fits any name on the way to the
  /// file, one with `/` fits from the project's folder.
  private static boolean matches(String pattern, String path) {
    var files = FileSystems.getDefault();
    String plain = pattern.endsWith("/") ? pattern.substring(0, pattern.length() - 1) : pattern;
    var whole = files.getPathMatcher("glob:" + plain);
    var below = files.getPathMatcher("glob:" + plain + "/**");
    Path file = Path.of(path);
    if (whole.matches(file) || below.matches(file)) {
      return true;
    }
    if (plain.contains("/")) {
      return false;
    }
    for (Path name : file) {
      if (whole.matches(name)) {
        return true;
      }
    }
    return false;
  }
}

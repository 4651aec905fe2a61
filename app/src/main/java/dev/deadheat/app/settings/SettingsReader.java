package dev.deadheat.app.settings;

import dev.deadheat.app.Nearest;
import dev.deadheat.rules.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/// Reads `[tool.deadheat]` of a `pyproject.toml`.
public final class SettingsReader {
  /// The file's name.
  public static final String FILE = "pyproject.toml";

  private static final String SECTION = "tool.deadheat";
  private static final List<String> KEYS =
      List.of(
          "select",
          "ignore",
          "per-file-ignores",
          "exclude",
          "lock-functions",
          "severity",
          "settings-module");

  private final Path file;

  private SettingsReader(Path file) {
    this.file = file;
  }

  /// The settings of the nearest folder, from this one upwards, whose `pyproject.toml` has them.
  ///
  /// @throws SettingsException if they cannot be used
  /// @throws IOException if a file cannot be read
  public static CheckSettings find(Path folder) throws SettingsException, IOException {
    for (Path at = folder.toAbsolutePath(); at != null; at = at.getParent()) {
      Path file = at.resolve(FILE);
      if (Files.isRegularFile(file)) {
        Optional<CheckSettings> found = new SettingsReader(file).read();
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    return CheckSettings.NONE;
  }

  /// The settings of one file; what holds by default if it says nothing to Deadheat.
  ///
  /// @throws SettingsException if they cannot be used
  /// @throws IOException if the file cannot be read
  public static CheckSettings read(Path file) throws SettingsException, IOException {
    return new SettingsReader(file).read().orElse(CheckSettings.NONE);
  }

  private Optional<CheckSettings> read() throws SettingsException, IOException {
    TomlParseResult toml = Toml.parse(file);
    if (toml.hasErrors()) {
      var first = toml.errors().getFirst();
      throw wrong(first.position(), String.valueOf(first.getMessage()));
    }
    if (!toml.contains(SECTION)) {
      return Optional.empty();
    }
    if (!(toml.get(SECTION) instanceof TomlTable table)) {
      throw wrong(toml.inputPositionOf(SECTION), "[" + SECTION + "] must be a table");
    }
    for (String key : table.keySet()) {
      if (!KEYS.contains(key)) {
        String near = Nearest.of(key, KEYS).map(word -> "; did you mean " + word + "?").orElse("");
        throw wrong(
            table.inputPositionOf(List.of(key)),
            "[%s] has no key %s%s (known: %s)"
                .formatted(SECTION, key, near, String.join(", ", KEYS)));
      }
    }
    return Optional.of(
        new CheckSettings(
            Optional.of(file),
            rules(table, List.of("select")),
            rules(table, List.of("ignore")),
            perFile(table),
            strings(table, List.of("exclude")),
            Set.copyOf(strings(table, List.of("lock-functions"))),
            severities(table),
            text(table, "settings-module")));
  }

  private Map<String, Set<String>> perFile(TomlTable table) throws SettingsException {
    var out = new LinkedHashMap<String, Set<String>>();
    for (String pattern : section(table, "per-file-ignores").keySet()) {
      out.put(pattern, rules(table, List.of("per-file-ignores", pattern)));
    }
    return out;
  }

  private Map<String, Severity> severities(TomlTable table) throws SettingsException {
    var out = new LinkedHashMap<String, Severity>();
    TomlTable levels = section(table, "severity");
    for (List<String> path : levels.keyPathSet()) {
      Object value = levels.get(path);
      out.put(String.join(".", path), severity(value, levels.inputPositionOf(path)));
    }
    return out;
  }

  private Severity severity(@Nullable Object value, @Nullable TomlPosition at)
      throws SettingsException {
    for (Severity each : Severity.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(value)) {
        return each;
      }
    }
    throw wrong(at, "a severity is \"high\", \"medium\" or \"low\", not " + value);
  }

  private TomlTable section(TomlTable table, String key) throws SettingsException {
    Object value = table.get(List.of(key));
    if (value == null) {
      return Toml.parse("");
    }
    if (value instanceof TomlTable found) {
      return found;
    }
    throw wrong(table.inputPositionOf(List.of(key)), key + " must be a table");
  }

  private Set<String> rules(TomlTable table, List<String> key) throws SettingsException {
    List<String> words = strings(table, key);
    Optional<String> complaint = RuleWords.complaint(words);
    if (complaint.isPresent()) {
      throw wrong(table.inputPositionOf(key), key.getFirst() + ": " + complaint.get());
    }
    return Set.copyOf(words);
  }

  private List<String> strings(TomlTable table, List<String> key) throws SettingsException {
    Object value = table.get(key);
    if (value == null) {
      return List.of();
    }
    var out = new ArrayList<String>();
    if (value instanceof TomlArray array) {
      for (Object each : array.toList()) {
        if (each instanceof String text) {
          out.add(text);
        }
      }
      if (out.size() == array.size()) {
        return out;
      }
    }
    throw wrong(table.inputPositionOf(key), key.getFirst() + " must be a list of strings");
  }

  private Optional<String> text(TomlTable table, String key) throws SettingsException {
    Object value = table.get(List.of(key));
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text) {
      return Optional.of(text);
    }
    throw wrong(table.inputPositionOf(List.of(key)), key + " must be a string");
  }

  private SettingsException wrong(@Nullable TomlPosition at, String what) {
    String place = at == null ? "" : at.line() + ":" + at.column() + ":";
    return new SettingsException(file + ":" + place + " " + what);
  }
}

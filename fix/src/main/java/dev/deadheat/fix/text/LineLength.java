package dev.deadheat.fix.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long a project says that a line may be: what black or ruff is told, else the limit of
/// flake8, in the nearest folder above a file that says so. Safe for many threads.
public final class LineLength {
  private static final int BLACK = 88;
  private static final Pattern FORMATTER =
      Pattern.compile("(?ms)^\\[tool\\.(black|ruff)\\]$(.*?)(^\\[|\\z)");
  private static final Pattern FORMATTED =
      Pattern.compile("(?m)^\\s*line[-_]length\\s*=\\s*(\\d{2,3})\\b");
  private static final Pattern CHECKED =
      Pattern.compile("(?m)^\\s*max[-_]line[-_]length\\s*=\\s*(\\d{2,3})\\b");
  private static final List<String> CHECKERS = List.of("setup.cfg", "tox.ini", ".flake8");

  private final Function<String, byte[]> bytes;
  private final Map<String, Optional<Integer>> known = new ConcurrentHashMap<>();

  /// Reads nothing yet.
  ///
  /// @param bytes the content of a file of the project; empty for one that is not there
  public LineLength(Function<String, byte[]> bytes) {
    this.bytes = bytes;
  }

  /// The length for a file; empty if nothing is said.
  ///
  /// @param path relative to the project, with `/`
  public Optional<Integer> of(String path) {
    int slash = path.lastIndexOf('/');
    String folder = slash < 0 ? "" : path.substring(0, slash + 1);
    Optional<Integer> mine = known.computeIfAbsent(folder, this::in);
    return mine.isPresent() || folder.isEmpty()
        ? mine
        : of(folder.substring(0, folder.length() - 1));
  }

  private Optional<Integer> in(String folder) {
    Matcher formatter = FORMATTER.matcher(text(folder + "pyproject.toml"));
    if (formatter.find()) {
      return Optional.of(number(FORMATTED, formatter.group(2)).orElse(BLACK));
    }
    return CHECKERS.stream()
        .flatMap(name -> number(CHECKED, text(folder + name)).stream())
        .findFirst();
  }

  private String text(String path) {
    return new String(bytes.apply(path), UTF_8).replace("\r", "");
  }

  private static Optional<Integer> number(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    return found.find() ? Optional.of(Integer.parseInt(found.group(1))) : Optional.empty();
  }
}

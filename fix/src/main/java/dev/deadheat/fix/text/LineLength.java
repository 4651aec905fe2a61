package dev.deadheat.fix.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long a project says that a line may be: what black or ruff is told, else no more than flake8
/// allows, in the nearest folder above a file that says so. Safe for many threads.
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
  private final Map<String, Optional<Said>> known = new ConcurrentHashMap<>();

  /// Reads nothing yet.
  ///
  /// @param bytes the content of a file of the project; empty for one that is not there
  public LineLength(Function<String, byte[]> bytes) {
    this.bytes = bytes;
  }

  /// The length for a file.
  ///
  /// @param path relative to the project, with `/`
  /// @param usual what the file itself keeps to: holds if nothing is said, or more is allowed
  public int of(String path, int usual) {
    int slash = path.lastIndexOf('/');
    String folder = slash < 0 ? "" : path.substring(0, slash + 1);
    Optional<Said> mine = known.computeIfAbsent(folder, this::in);
    if (mine.isPresent()) {
      return mine.get().exact() ? mine.get().length() : Math.min(mine.get().length(), usual);
    }
    return folder.isEmpty() ? usual : of(folder.substring(0, folder.length() - 1), usual);
  }

  /// A length that a formatter fills, or that a checker allows at most.
  private record Said(int length, boolean exact) {}

  private Optional<Said> in(String folder) {
    Matcher formatter = FORMATTER.matcher(text(folder + "pyproject.toml"));
    if (formatter.find()) {
      return Optional.of(new Said(number(FORMATTED, formatter.group(2)).orElse(BLACK), true));
    }
    return CHECKERS.stream()
        .flatMap(name -> number(CHECKED, text(folder + name)).stream())
        .findFirst()
        .map(most -> new Said(most, false));
  }

  private String text(String path) {
    return new String(bytes.apply(path), UTF_8).replace("\r", "");
  }

  private static Optional<Integer> number(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    return found.find() ? Optional.of(Integer.parseInt(found.group(1))) : Optional.empty();
  }
}

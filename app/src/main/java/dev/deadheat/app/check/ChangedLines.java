package dev.deadheat.app.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Which lines of a project differ from a git revision, uncommitted and untracked ones too.
///
/// Where lines were only taken away, the lines around the gap count as changed: a lock that was
/// deleted leaves a race on its neighbours. Git is asked with the project's own hooks and filters
/// off.
///
/// @param files the changed lines of each file; a file that is wholly new is in `wholly`
record ChangedLines(Map<String, Set<Integer>> files, Set<String> wholly) {
  private static final Pattern HUNK =
      Pattern.compile("@@ -\\S+ \\+(\\d+)(?:,(\\d+))? @@.*", Pattern.DOTALL);

  /// Asks git.
  ///
  /// @param root the project's folder
  /// @throws IOException if git cannot be asked or does not know the revision; the message says why
  static ChangedLines since(String revision, Path root) throws IOException {
    if (revision.startsWith("-")) {
      throw new IOException("'" + revision + "' is no git revision");
    }
    var files = new HashMap<String, Set<Integer>>();
    String path = "";
    for (String line :
        git(
            root,
            List.of(
                "diff",
                "--unified=0",
                "--no-color",
                "--no-ext-diff",
                "--no-textconv",
                "--no-renames",
                "--relative",
                "--dst-prefix=b/",
                revision,
                "--",
                "*.py"))) {
      Matcher hunk = HUNK.matcher(line);
      if (line.startsWith("+++ ")) {
        path = line.startsWith("+++ b/") ? unquoted(line.substring(6)) : "";
      } else if (hunk.matches()) {
        int start = Integer.parseInt(hunk.group(1));
        int count = hunk.group(2) == null ? 1 : Integer.parseInt(hunk.group(2));
        Set<Integer> changed = files.computeIfAbsent(path, _ -> new HashSet<>());
        int last = count == 0 ? start + 1 : start + count - 1;
        IntStream.rangeClosed(start, last).forEach(changed::add);
      }
    }
    var untracked =
        git(root, List.of("ls-files", "-z", "--others", "--exclude-standard", "--", "*.py"));
    return new ChangedLines(files, Set.of(String.join("\n", untracked).split("\0", -1)));
  }

  boolean has(String path, int line) {
    return wholly.contains(path) || files.getOrDefault(path, Set.of()).contains(line);
  }

  private static List<String> git(Path root, List<String> args) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                "git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "--no-pager"));
    command.addAll(args);
    Process process;
    try {
      process =
          new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new IOException("--since needs git, which could not be started: " + e.getMessage(), e);
    }
    process.getOutputStream().close();
    String output;
    try (var out = process.getInputStream()) {
      output = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException("git says: " + output.strip().lines().findFirst().orElse("nothing"));
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while git was asked", e);
    }
    return output.lines().toList();
  }

  private static String unquoted(String path) {
    String plain = path.endsWith("\t") ? path.substring(0, path.length() - 1) : path;
    return plain.startsWith("\"") ? plain.substring(1, plain.length() - 1) : plain;
  }
}

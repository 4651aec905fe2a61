package dev.deadheat.python.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.deadheat.python.ParsedFile;
import dev.deadheat.python.Parser;
import dev.deadheat.python.Tiling;
import dev.deadheat.source.SourceFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Parses every Python file under some folders with this parser and with a Python's own `ast`, and
/// tells where they differ: in taking or refusing a file, in the tree's shape, in a node's place.
///
/// Usage: `CompareWithPython DUMP_COMMAND FOLDER...`, where the command (split at blanks) runs
/// `compare/dump.py`. Exit code 1 if any differ. Stops if the tokens and gaps of a file do not tile
/// it, or if its text is not written back as the bytes that were read.
public final class CompareWithPython {
  private static final Pattern PLACE = Pattern.compile("\\d+:\\d+-\\d+:\\d+");
  private static final int SHOWN = 40;

  private int files;
  private int lines;
  private int agreed;
  private int bothRefuse;
  private int onlyWeRefuse;
  private int onlyWeTake;
  private int differ;

  private CompareWithPython() {}

  /// The command line.
  public static void main(String[] args) throws IOException, ReflectiveOperationException {
    CompareWithPython comparison = new CompareWithPython();
    List<Path> files = new ArrayList<>();
    for (String folder : List.of(args).subList(1, args.length)) {
      try (Stream<Path> found = Files.walk(Path.of(folder))) {
        found
            .filter(path -> path.toString().endsWith(".py") && Files.isRegularFile(path))
            .sorted()
            .forEach(files::add);
      }
    }
    comparison.run(List.of(args[0].split(" ", -1)), files);
    System.out.printf(
        "%d files, %d lines: %d agree, %d refused by both, %d refused by us only, "
            + "%d taken by us only, %d differ%n",
        comparison.files,
        comparison.lines,
        comparison.agreed,
        comparison.bothRefuse,
        comparison.onlyWeRefuse,
        comparison.onlyWeTake,
        comparison.differ);
    if (comparison.onlyWeRefuse + comparison.onlyWeTake + comparison.differ > 0) {
      System.exit(1);
    }
  }

  private void run(List<String> command, List<Path> paths)
      throws IOException, ReflectiveOperationException {
    Process python =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Thread feeder =
        Thread.ofVirtual()
            .start(() -> {
              try (Writer in = python.outputWriter(UTF_8)) {
                for (Path path : paths) {
                  in.write(path + "\n");
                }
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(python.getInputStream(), UTF_8))) {
      List<String> tree = new ArrayList<>();
      String path = "";
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("= ")) {
          compare(path, tree);
          path = line.substring(2);
          tree.clear();
        } else {
          tree.add(line);
        }
      }
      compare(path, tree);
    } finally {
      feeder.interrupt();
      python.destroy();
    }
  }

  private void compare(String path, List<String> theirs)
      throws IOException, ReflectiveOperationException {
    if (theirs.isEmpty()) {
      return;
    }
    SourceFile source = SourceFile.of(path, Files.readAllBytes(Path.of(path)));
    ParsedFile parsed = Parser.parse(source);
    Tiling.check(parsed);
    if (source.faults().isEmpty()
        && !Arrays.equals(source.encode(source.utf8()).orElseThrow(), source.bytes())) {
      throw new IllegalStateException(path + " is not written as it was read");
    }
    files++;
    lines += source.lines().count() - 1;
    boolean theyRefuse = theirs.getFirst().startsWith("reject ");
    boolean weRefuse = !parsed.problems().isEmpty();
    if (theyRefuse && weRefuse) {
      bothRefuse++;
    } else if (weRefuse) {
      onlyWeRefuse++;
      var problem = parsed.problems().getFirst();
      tell(path, source.lines().position(problem.span().start()) + " " + problem.message());
    } else if (theyRefuse) {
      onlyWeTake++;
      tell(path, theirs.getFirst());
    } else {
      compareTrees(path, theirs, TreeText.of(parsed));
    }
  }

  private void compareTrees(String path, List<String> theirs, List<String> ours) {
    int common = Math.min(theirs.size(), ours.size());
    for (int i = 0; i < common; i++) {
      if (!matches(theirs.get(i), ours.get(i))) {
        differ++;
        tell(path, "\n  Python:   " + theirs.get(i) + "\n  Deadheat: " + ours.get(i));
        return;
      }
    }
    if (theirs.size() != ours.size()) {
      differ++;
      tell(path, "has " + theirs.size() + " nodes in Python, " + ours.size() + " here");
      return;
    }
    agreed++;
  }

  /// A place that Python does not tell matches any.
  private static boolean matches(String theirs, String ours) {
    if (theirs.equals(ours)) {
      return true;
    }
    String[] theirWords = theirs.split(" ", -1);
    String[] ourWords = ours.split(" ", -1);
    if (theirWords.length != ourWords.length) {
      return false;
    }
    for (int i = 0; i < theirWords.length; i++) {
      boolean unknown = theirWords[i].equals("-") && PLACE.matcher(ourWords[i]).matches();
      if (!unknown && !theirWords[i].equals(ourWords[i])) {
        return false;
      }
    }
    return true;
  }

  private void tell(String path, String difference) {
    if (onlyWeRefuse + onlyWeTake + differ <= SHOWN) {
      System.out.println(path + ": " + difference);
    }
  }
}

package dev.deadheat.python.compare;

import dev.deadheat.python.ParsedFile;
import dev.deadheat.python.Parser;
import dev.deadheat.python.Tiling;
import dev.deadheat.python.TokenKind;
import dev.deadheat.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// Breaks every Python file under some folders in many ways and parses what is left: cut off after
/// each token, a run of bytes overwritten with random ones, a run of bytes taken out.
///
/// Usage: `Broken SEED CUTS FOLDER...`: at most so many cuts a file, spread evenly over its tokens;
/// a hundred of each of the other two. Ends with an error at the first file that the parser does
/// not read to its last byte, names it, and leaves what it choked on in `broken.py`.
public final class Broken {
  /// How often a file's bytes are overwritten, and taken out.
  private static final int HURTS = 100;

  private final Random random;
  private final int most;
  private long parsed;
  private long bytes;
  private long slowest;
  private String slowestPath = "";

  private Broken(long seed, int most) {
    this.random = new Random(seed);
    this.most = most;
  }

  /// The command line.
  public static void main(String[] args) throws IOException {
    var all = new ArrayList<Path>();
    for (String folder : List.of(args).subList(2, args.length)) {
      try (Stream<Path> found = Files.walk(Path.of(folder))) {
        found
            .filter(path -> path.toString().endsWith(".py") && Files.isRegularFile(path))
            .sorted()
            .forEach(all::add);
      }
    }
    var broken = new Broken(Long.parseLong(args[0]), Integer.parseInt(args[1]));
    int cuts = 0;
    int whole = 0;
    for (Path path : all) {
      int tokens = broken.file(path);
      cuts += Math.min(tokens, broken.most);
      whole += tokens <= broken.most ? 1 : 0;
    }
    System.out.printf(
        "seed %s: %d files, %d of them cut after every token, %d cuts; %d texts, %.1f GB, all read"
            + " to their last byte; slowest %.1f s (%s)%n",
        args[0],
        all.size(),
        whole,
        cuts,
        broken.parsed,
        broken.bytes / 1e9,
        broken.slowest / 1e9,
        broken.slowestPath);
  }

  /// Breaks one file; how many tokens it has.
  private int file(Path path) throws IOException {
    byte[] text = Files.readAllBytes(path);
    ParsedFile file = Parser.parse(SourceFile.of(path.toString(), text));
    int[] ends = ends(file);
    boolean same = file.source().utf8().length == text.length;
    int step = Math.max(1, (ends.length + most - 1) / most);
    for (int i = 0; i < ends.length; i += step) {
      byte[] from = same ? text : file.source().utf8();
      parse(path, Arrays.copyOf(from, ends[i]));
    }
    for (int i = 0; i < Math.min(HURTS, ends.length); i++) {
      int start = random.nextInt(text.length);
      int length = Math.min(1 + random.nextInt(8), text.length - start);
      byte[] overwritten = text.clone();
      byte[] other = new byte[length];
      random.nextBytes(other);
      System.arraycopy(other, 0, overwritten, start, length);
      parse(path, overwritten);
      byte[] rest = new byte[text.length - length];
      System.arraycopy(text, 0, rest, 0, start);
      System.arraycopy(text, start + length, rest, start, rest.length - start);
      parse(path, rest);
    }
    return ends.length;
  }

  private static int[] ends(ParsedFile file) {
    var tokens = file.tokens();
    var out = new ArrayList<Integer>();
    for (int i = 0; i < tokens.count(); i++) {
      boolean visible = tokens.end(i) > tokens.start(i) && tokens.kind(i) != TokenKind.END;
      if (visible) {
        out.add(tokens.end(i));
      }
    }
    return out.stream().mapToInt(Integer::intValue).toArray();
  }

  private void parse(Path path, byte[] text) throws IOException {
    long start = System.nanoTime();
    try {
      Tiling.check(Parser.parse(SourceFile.of(path.toString(), text)));
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      Files.write(Path.of("broken.py"), text);
      throw new IllegalStateException(path + " broken so is not read: see broken.py", e);
    }
    long taken = System.nanoTime() - start;
    if (taken > slowest) {
      slowest = taken;
      slowestPath = path.toString();
    }
    parsed++;
    bytes += text.length;
  }
}

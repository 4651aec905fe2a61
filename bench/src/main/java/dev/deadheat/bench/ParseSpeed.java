package dev.deadheat.bench;

import dev.deadheat.python.Parser;
import dev.deadheat.source.SourceFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// How many lines of Python are parsed a second, on one thread, from memory.
///
/// Usage: `ParseSpeed FOLDER...`. Each round parses every Python file under the folders. The first
/// rounds warm up; of the others the median counts. The processor's time is told beside the
/// clock's, because the clock also counts what other programs do to the machine, and collecting
/// garbage.
public final class ParseSpeed {
  private static final int WARM_UP_ROUNDS = 5;
  private static final int ROUNDS = 15;

  private ParseSpeed() {}

  /// The command line.
  public static void main(String[] args) throws IOException {
    List<SourceFile> files = new ArrayList<>();
    long lines = 0;
    long bytes = 0;
    for (String folder : args) {
      try (Stream<Path> found = Files.walk(Path.of(folder))) {
        for (Path path : found.filter(ParseSpeed::isPython).sorted().toList()) {
          SourceFile file = SourceFile.of(path.toString(), Files.readAllBytes(path));
          files.add(file);
          lines += file.lines().count() - 1;
          bytes += file.length();
        }
      }
    }
    System.out.printf("%d files, %d lines, %d bytes%n", files.size(), lines, bytes);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double[] byClock = new double[ROUNDS];
    double[] byProcessor = new double[ROUNDS];
    for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
      long clock = System.nanoTime();
      long processor = threads.getCurrentThreadCpuTime();
      long statements = 0;
      for (SourceFile file : files) {
        // Read anew, as a run does: the encoding is judged each time.
        SourceFile fresh = SourceFile.of(file.path(), file.bytes());
        statements += Parser.parse(fresh).tree().body().size();
      }
      double clockRate = lines * 1e3 / (System.nanoTime() - clock);
      double processorRate = lines * 1e3 / (threads.getCurrentThreadCpuTime() - processor);
      if (round == -WARM_UP_ROUNDS) {
        System.out.printf("cold: %.2f million lines/s by the clock%n", clockRate);
      }
      if (round >= 0) {
        byClock[round] = clockRate;
        byProcessor[round] = processorRate;
      }
      if (statements == 0) {
        throw new IllegalArgumentException("no Python in " + List.of(args));
      }
    }
    tell("by the clock", byClock);
    tell("by the processor", byProcessor);
  }

  private static boolean isPython(Path path) {
    return path.toString().endsWith(".py") && Files.isRegularFile(path);
  }

  private static void tell(String what, double[] rates) {
    Arrays.sort(rates);
    System.out.printf(
        "warm, %s: median %.2f, least %.2f, most %.2f million lines/s%n",
        what, rates[rates.length / 2], rates[0], rates[rates.length - 1]);
  }
}

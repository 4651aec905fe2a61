package dev.deadheat.app.prove;

import dev.deadheat.app.Arguments;
import dev.deadheat.app.Console;
import dev.deadheat.app.Exit;
import dev.deadheat.app.UsageException;
import dev.deadheat.postgres.server.EmbeddedServer;
import dev.deadheat.postgres.server.Server;
import dev.deadheat.postgres.server.ServerException;
import dev.deadheat.prove.explore.StageException;
import dev.deadheat.prove.scenario.Isolation;
import dev.deadheat.prove.scenario.Problem;
import dev.deadheat.prove.spec.Expected;
import dev.deadheat.prove.spec.Expected.Difference;
import dev.deadheat.prove.spec.Spec;
import dev.deadheat.prove.spec.SpecException;
import dev.deadheat.prove.spec.SpecReader;
import dev.deadheat.prove.spec.SpecReading;
import dev.deadheat.prove.spec.SpecSearch;
import dev.deadheat.prove.spec.SpecTheatre;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/// `deadheat prove --spec`: plays PostgreSQL's isolation specs.
final class SpecRuns {
  /// How long PostgreSQL's isolationtester waits for a step, and the variable that changes it.
  private static final int STEP_SECONDS = 300;

  /// Where a search is given up.
  private static final long MOST_RUNS = 100_000;

  private static final String STEP_SECONDS_VARIABLE = "PGISOLATIONTIMEOUT";

  static final Option SPEC =
      Arguments.values(
          "spec",
          "FILE",
          "play this isolation spec, in PostgreSQL's form, instead of a project; more FILEs may"
              + " follow");
  static final Option EXPECTED =
      Arguments.value(
          "expected",
          "DIR",
          "with --spec: compare with DIR/NAME.out, NAME_1.out, ... instead of printing");
  static final Option SEARCH =
      Arguments.flag(
          "search",
          "with --spec: explore the orders of the steps, all of them and reduced, and compare the"
              + " outcomes");

  private final Console console;
  private final Optional<Path> expected;
  private final Optional<Isolation> isolation;
  private boolean different;
  private boolean stopped;

  private SpecRuns(Console console, Optional<Path> expected, Optional<Isolation> isolation) {
    this.console = console;
    this.expected = expected;
    this.isolation = isolation;
  }

  static Exit run(CommandLine line, Console console) throws UsageException {
    List<String> names = new ArrayList<>(List.of(line.getOptionValues("spec")));
    names.addAll(line.getArgList());
    Optional<Path> expected =
        Optional.ofNullable(line.getOptionValue("expected")).map(console.folder()::resolve);
    if (expected.isPresent() && !Files.isDirectory(expected.get())) {
      throw new UsageException("--expected: " + expected.get() + " is no folder");
    }
    if (line.hasOption("search") && (expected.isPresent() || line.hasOption("isolation"))) {
      throw new UsageException(
          "--search goes with --spec alone, without --expected or --isolation");
    }
    Duration patience = patience(console);
    List<Spec> specs = new ArrayList<>();
    for (String name : names) {
      specs.add(read(console.folder().resolve(name)));
    }
    SpecRuns runs = new SpecRuns(console, expected, isolation(line));
    try (Server server = EmbeddedServer.start(console.environment());
        SpecTheatre theatre = SpecTheatre.on(server, patience)) {
      for (Spec spec : specs) {
        if (line.hasOption("search")) {
          runs.search(spec, server);
        } else {
          runs.play(spec, theatre);
        }
      }
    } catch (ServerException | SpecException | IOException failed) {
      return console.fail(String.valueOf(failed.getMessage()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return console.fail("interrupted");
    }
    return runs.exit();
  }

  private static Optional<Isolation> isolation(CommandLine line) throws UsageException {
    if (Words.allLevels(line)) {
      throw new UsageException("--isolation all does not go with --spec: name one level");
    }
    return line.hasOption("isolation")
        ? Optional.of(Words.isolation(line.getOptionValue("isolation")))
        : Optional.empty();
  }

  private static Duration patience(Console console) throws UsageException {
    String seconds =
        console.environment().getOrDefault(STEP_SECONDS_VARIABLE, String.valueOf(STEP_SECONDS));
    if (!seconds.matches("[1-9][0-9]{0,6}")) {
      throw new UsageException(
          "%s is how many seconds a step may take, not \"%s\""
              .formatted(STEP_SECONDS_VARIABLE, seconds));
    }
    return Duration.ofSeconds(Long.parseLong(seconds));
  }

  private static Spec read(Path file) throws UsageException {
    try {
      return switch (SpecReader.read(file)) {
        case SpecReading.Good(var spec) -> spec;
        case SpecReading.Bad(var problems) ->
            throw new UsageException(
                problems.stream().map(Problem::toString).reduce((a, b) -> a + "\n" + b).orElse(""));
      };
    } catch (IOException unreadable) {
      throw new UsageException(
          "cannot read the spec %s: %s".formatted(file, unreadable.getMessage()));
    }
  }

  /// One line a spec; what the reduced search missed on lines of its own.
  private void search(Spec spec, Server server) throws InterruptedException, SpecException {
    try {
      SpecSearch search = SpecSearch.of(server, spec, MOST_RUNS);
      console
          .out()
          .printf(
              "%-8s %s: %d orders; all: %d runs, %d outcomes; reduced: %d runs, %d cut, %d"
                  + " outcomes%n",
              search.agrees() ? "agrees" : "differs",
              spec.name(),
              search.orders(),
              search.brute().progress().runs(),
              search.brute().first().size(),
              search.reduced().progress().runs(),
              search.reduced().progress().cut(),
              search.reduced().first().size());
      search.missed().values().forEach(order -> explain("not reached: the outcome of " + order));
      search.invented().values().forEach(order -> explain("only reduced: that of " + order));
      search.brute().broken().forEach(this::explain);
      search.reduced().broken().forEach(this::explain);
      different |= !search.agrees();
    } catch (StageException failed) {
      throw new SpecException(spec.name() + ": " + failed.getMessage(), failed);
    }
  }

  private void explain(String why) {
    console.out().println("         " + why);
  }

  private void play(Spec spec, SpecTheatre theatre) throws IOException, InterruptedException {
    StringBuilder output = new StringBuilder();
    Optional<String> failed = Optional.empty();
    try {
      theatre.play(
          spec,
          isolation,
          text -> {
            output.append(text).append('\n');
            if (expected.isEmpty()) {
              console.out().println(text);
            }
          });
    } catch (SpecException gone) {
      failed = Optional.of(String.valueOf(gone.getMessage()));
    }
    if (expected.isEmpty()) {
      failed.ifPresent(why -> console.err().println("deadheat: " + spec.name() + ": " + why));
      stopped |= failed.isPresent();
    } else {
      failed.ifPresent(why -> output.append(why).append('\n'));
      compare(spec, output.toString(), Expected.of(spec.name(), expected.get()));
    }
  }

  private void compare(Spec spec, String output, Expected right) throws IOException {
    String orders = spec.orders().size() + " permutations";
    if (right.files().isEmpty()) {
      console.out().printf("%-8s %s, %s%n", "unknown", spec.name(), orders);
      console.out().println("         no " + spec.name() + ".out in " + expected.orElseThrow());
      stopped = true;
      return;
    }
    Optional<Difference> difference = right.differs(output);
    console
        .out()
        .printf("%-8s %s, %s%n", difference.isEmpty() ? "agrees" : "differs", spec.name(), orders);
    difference.ifPresent(where -> console.out().println("         " + where));
    different |= difference.isPresent();
  }

  private Exit exit() {
    if (stopped) {
      return Exit.ERROR;
    }
    return different ? Exit.FOUND : Exit.CLEAN;
  }
}

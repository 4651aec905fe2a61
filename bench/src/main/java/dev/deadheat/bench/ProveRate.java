package dev.deadheat.bench;

import dev.deadheat.postgres.rows.Catalog;
import dev.deadheat.postgres.rows.Notices;
import dev.deadheat.postgres.rows.Snapshot;
import dev.deadheat.postgres.server.EmbeddedServer;
import dev.deadheat.postgres.server.ServerChoice;
import dev.deadheat.prove.Prover;
import dev.deadheat.prove.Settings;
import dev.deadheat.prove.explore.Watcher;
import dev.deadheat.prove.scenario.Reading;
import dev.deadheat.prove.scenario.Scenario;
import dev.deadheat.prove.scenario.ScenarioReader;
import dev.deadheat.prove.worker.AgentFiles;
import dev.deadheat.prove.worker.CacheFolder;
import dev.deadheat.prove.worker.ExampleEnvironment;
import dev.deadheat.prove.worker.LaneClient;
import dev.deadheat.prove.worker.LaneControl;
import dev.deadheat.prove.worker.Launch;
import dev.deadheat.prove.worker.Prepared;
import dev.deadheat.prove.worker.Python;
import dev.deadheat.prove.worker.Worker;
import dev.deadheat.search.Exploration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Schedules a second on the seed's cured scenario, against the plain rate: the same two requests,
/// one after the other, with the same reset, without a proxy. Both in one run; prints medians.
public final class ProveRate {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int ROUNDS = 15;
  private static final int PAIRS = 60;

  private ProveRate() {}

  /// Runs it.
  ///
  /// @param args the folder of the example `seed`
  public static void main(String[] args) throws Exception {
    Path seed = Path.of(args[0]).toAbsolutePath().normalize();
    Map<String, String> environment = System.getenv();
    Path cache = CacheFolder.find(environment);
    Python python =
        ExampleEnvironment.ensure(seed, cache, Optional.empty(), environment, System.err::println);
    if (!(ScenarioReader.read(seed.resolve("deadheat.toml")) instanceof Reading.Good(var file))) {
      throw new IllegalArgumentException("no scenarios in " + seed);
    }
    Scenario scenario = file.scenarios().get(1);
    Plain plain = new Plain(seed, cache, python, scenario, environment);
    double[] alone = new double[ROUNDS];
    double[] proved = new double[ROUNDS];
    Settings settings =
        new Settings(
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.of(python.executable().toString()),
            environment,
            ServerChoice.EMBEDDED,
            Files.createTempDirectory("deadheat-bench-"));
    try (plain;
        Prover prover = Prover.open(file, settings, new Counting())) {
      for (int round = 0; round < ROUNDS; round++) {
        alone[round] = plain.pairsPerSecond(PAIRS);
        proved[round] = schedulesPerSecond(scenario, prover);
      }
    }
    System.out.printf(
        "plain: %.0f pairs/s; proved: %.0f schedules/s; ratio %.2f (medians of %d rounds)%n",
        median(alone), median(proved), median(proved) / median(alone), ROUNDS);
  }

  private static double schedulesPerSecond(Scenario scenario, Prover prover) throws Exception {
    Counting.reset();
    for (int i = 0; i < 8; i++) {
      prover.prove(scenario);
      Counting.end();
    }
    return Counting.perSecond();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /// Counts schedules, and the time from the first to the end of each exploration.
  private static final class Counting implements Watcher {
    private static long began;
    private static long nanos;
    private static long runs;
    private static long last;

    static void reset() {
      nanos = 0;
      runs = 0;
    }

    static void end() {
      nanos += System.nanoTime() - began;
      runs += last;
      last = 0;
    }

    static double perSecond() {
      return runs * 1e9 / nanos;
    }

    @Override
    public void phase(String what) {
      if (what.equals("orders")) {
        began = System.nanoTime();
      }
    }

    @Override
    public void progress(Exploration.Progress progress) {
      last = progress.runs() + progress.cut();
    }

    @Override
    public void printed(String line) {}
  }

  /// Two lanes that are connected to the server directly.
  private static final class Plain implements AutoCloseable {
    private final EmbeddedServer server;
    private final Worker[] workers = new Worker[2];
    private final LaneClient[] clients = new LaneClient[2];
    private final Snapshot snapshot;
    private final Scenario scenario;
    private final Prepared prepared;

    Plain(Path seed, Path cache, Python python, Scenario scenario, Map<String, String> environment)
        throws Exception {
      this.scenario = scenario;
      server = EmbeddedServer.start(environment);
      server.createDatabase("plain");
      Path run = Files.createTempDirectory("deadheat-bench-");
      String url =
          "postgresql://%s:%s@127.0.0.1:%d/plain"
              .formatted(
                  server.application().user(), server.application().password(), server.port());
      for (int i = 0; i < 2; i++) {
        Launch launch =
            Launch.django(
                new Launch.DjangoLane(
                    python,
                    AgentFiles.unpack(cache),
                    seed,
                    url,
                    run,
                    "secret",
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    new LinkedHashMap<>()),
                environment);
        workers[i] = Worker.start(launch, LONG, _ -> {});
        clients[i] = new LaneClient(workers[i].port());
      }
      control(0).migrate(LONG);
      prepared = control(0).load(scenario.start(), List.of(), LONG);
      var connection = server.connect("plain");
      Catalog catalog = Catalog.read(connection);
      Notices.install(connection, catalog, "deadheat:bench:");
      snapshot = Snapshot.take(connection, catalog, "start");
    }

    private LaneControl control(int lane) {
      return new LaneControl(workers[lane], clients[lane]);
    }

    double pairsPerSecond(int pairs) throws Exception {
      long began = System.nanoTime();
      for (int i = 0; i < pairs; i++) {
        snapshot.reset(List.of("myapp_mymodel"));
        for (int lane = 0; lane < 2; lane++) {
          clients[lane].send(scenario.requests().get(lane), prepared.login(Optional.empty()), LONG);
        }
        for (int lane = 0; lane < 2; lane++) {
          control(lane).reset(0, Duration.ZERO, LONG);
        }
      }
      return pairs * 1e9 / (System.nanoTime() - began);
    }

    @Override
    public void close() {
      for (Worker worker : workers) {
        worker.close();
      }
      server.close();
    }
  }
}

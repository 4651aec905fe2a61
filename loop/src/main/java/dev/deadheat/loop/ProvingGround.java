package dev.deadheat.loop;

import dev.deadheat.postgres.server.Server;
import dev.deadheat.prove.ProveException;
import dev.deadheat.prove.Prover;
import dev.deadheat.prove.Settings;
import dev.deadheat.prove.explore.Watcher;
import dev.deadheat.prove.replay.ReplayException;
import dev.deadheat.prove.replay.ReplayFile;
import dev.deadheat.prove.replay.ReplayReader;
import dev.deadheat.prove.scenario.Reading;
import dev.deadheat.prove.scenario.Scenario;
import dev.deadheat.prove.scenario.ScenarioFile;
import dev.deadheat.prove.scenario.ScenarioReader;
import dev.deadheat.prove.verdict.FaultsView;
import dev.deadheat.prove.verdict.Load;
import dev.deadheat.prove.verdict.Timeline;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.prove.worker.LaneFolder;
import dev.deadheat.prove.worker.TestRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// One server on which the project as it is, and patched copies of it, are proved in turn.
///
/// Used from one thread. Closing ends every process that was started and removes the copies.
public final class ProvingGround implements AutoCloseable {
  /// Load is measured in turn on the project as it is and on the patched one, so that whatever else
  /// the machine does slows both.
  private static final int TURNS = 5;

  private static final int ROUNDS_A_TURN = 8;

  private static final int MOST_NAMES = 3;

  private final ScenarioFile file;
  private final Settings settings;
  private final Watcher watcher;
  private final Server server;
  private final Path folder;
  private final LaneFolder scratch;
  private Optional<Prover> original = Optional.empty();
  private Optional<TestRun> tests = Optional.empty();
  private boolean tested;

  /// What faults break in the project as it is, by scenario, where it was needed.
  private final Map<String, Set<String>> faultsBefore = new HashMap<>();

  /// On a running server.
  ///
  /// @param settings of the project as it is; its Python must be named, since copies have none
  /// @throws IOException if no folder for copies can be made
  public ProvingGround(ScenarioFile file, Settings settings, Watcher watcher, Server server)
      throws IOException {
    this.file = file;
    this.settings = settings;
    this.watcher = watcher;
    this.server = server;
    this.scratch = LaneFolder.create(settings.environment());
    this.folder = Optional.ofNullable(file.path().toAbsolutePath().getParent()).orElseThrow();
  }

  /// What trying a cure gave.
  ///
  /// @param before the order that broke, on the patched project
  /// @param proof the whole search
  record Trial(Verdict before, Verdict proof, Attempt.Result result) {}

  /// The project's folder.
  Path folder() {
    return folder;
  }

  void begin(String what) {
    watcher.phase(what);
  }

  /// Proves a scenario on the project as it is.
  public Verdict prove(Scenario scenario) throws ProveException, InterruptedException {
    return original().prove(scenario);
  }

  /// Plays a recorded order on the project as it is.
  ///
  /// @param recorded the replay file, absolute; the verdict names it
  public Verdict replay(Scenario scenario, Path recorded)
      throws ProveException, InterruptedException {
    return original().replay(scenario, read(recorded)).withReplay(recorded.toString());
  }

  private Prover original() {
    Prover prover = original.orElseGet(() -> Prover.on(server, file, settings, watcher));
    original = Optional.of(prover);
    return prover;
  }

  /// Tries a patched project on a scenario that broke.
  ///
  /// @param number of the cure: its replay files go into a folder of their own
  Trial tried(Project patched, Scenario scenario, Verdict broken, int number)
      throws ProveException, InterruptedException {
    testsAsTheyAre();
    try (ProjectCopy copy = ProjectCopy.of(folder, scratch.path())) {
      copy.become(patched);
      ScenarioFile copied = scenarios(copy.of(file.path()));
      Scenario same = named(copied, scenario.name());
      try (Prover prover = Prover.on(server, copied, apart(number), watcher)) {
        Verdict proof = prover.prove(same);
        // A latent race has no order that breaks; what stands for it is the proof's own schedule.
        Verdict before = broken.replay().isPresent() ? prover.replay(same, replay(broken)) : proof;
        return new Trial(before, proof, judged(prover, same, broken, before, proof));
      }
    } catch (IOException failed) {
      throw new ProveException("a cure cannot be tried: " + failed.getMessage(), failed);
    }
  }

  private Attempt.Result judged(
      Prover prover, Scenario scenario, Verdict broken, Verdict replayed, Verdict proof)
      throws ProveException, InterruptedException {
    boolean ends =
        switch (proof.status()) {
          case CLEAN -> true;
          case LATENT -> broken.status() != Verdict.Status.LATENT && proof.explored().complete();
          case ANOMALY, DEADLOCK, ERROR, FAULT, NEVER_MET, INCONCLUSIVE -> false;
        };
    if (!ends) {
      return new Attempt.Result.Fails(why(proof));
    }
    var said = new ArrayList<String>();
    Optional<TestRun> after = prover.ownTests();
    if (after.isPresent() && after.get().ran() > 0) {
      List<String> fresh = new ArrayList<>(after.get().failed());
      tests.ifPresent(known -> fresh.removeAll(known.failed()));
      if (!fresh.isEmpty()) {
        return new Attempt.Result.Fails(
            "no order breaks it, but tests that passed fail now: " + String.join(", ", fresh));
      }
      said.add(words(after.get()));
    } else {
      said.add("the project has no tests of its own that could be run");
    }
    Cost cost = cost(prover, scenario, replayed, proof);
    Verdict struck = prover.faults(scenario);
    Optional<String> left = leftBehind(scenario, struck);
    if (left.isPresent()) {
      return new Attempt.Result.Fails("no order breaks it, but a fault does: " + left.get());
    }
    reservation(struck).ifPresent(said::add);
    return new Attempt.Result.Holds(
        cost,
        struck.faults().map(FaultsView::tried).orElse(0),
        said,
        proof.status() == Verdict.Status.LATENT);
  }

  private static String words(TestRun run) {
    List<String> failed = run.failed();
    if (failed.isEmpty()) {
      return "the project's %d tests pass".formatted(run.ran());
    }
    String names = String.join(", ", failed.subList(0, Math.min(MOST_NAMES, failed.size())));
    return "of the project's %d tests %d fail, as before: %s%s"
        .formatted(run.ran(), failed.size(), names, failed.size() > MOST_NAMES ? ", ..." : "");
  }

  /// What must be said beside the number of faults: that some break what they broke before, or that
  /// not all were tried.
  private static Optional<String> reservation(Verdict struck) {
    return switch (struck.status()) {
      case CLEAN -> Optional.empty();
      case FAULT ->
          Optional.of("faults still break what they broke before the cure: " + struck.sentence());
      case ANOMALY, DEADLOCK, ERROR, LATENT, NEVER_MET, INCONCLUSIVE ->
          Optional.of("of faults nothing more is claimed: " + struck.sentence());
    };
  }

  /// What faults break that they did not break in the project as it is.
  private Optional<String> leftBehind(Scenario scenario, Verdict struck)
      throws ProveException, InterruptedException {
    if (struck.status() != Verdict.Status.FAULT) {
      return Optional.empty();
    }
    if (!faultsBefore.containsKey(scenario.name())) {
      try (Prover apart = Prover.on(server, file, apart(0), watcher)) {
        faultsBefore.put(scenario.name(), Breaches.in(apart.faults(scenario)));
      }
    }
    Set<String> fresh = new TreeSet<>(Breaches.in(struck));
    fresh.removeAll(faultsBefore.getOrDefault(scenario.name(), Set.of()));
    return fresh.isEmpty() ? Optional.empty() : Optional.of(struck.sentence());
  }

  /// Its replay files must not replace those of the project as it is.
  private Settings apart(int number) {
    return settings.withOutput(settings.output().resolve("cure-" + number));
  }

  private static String why(Verdict proof) {
    String word =
        switch (proof.status()) {
          case ANOMALY, DEADLOCK, ERROR, FAULT -> "another order breaks it: ";
          case LATENT -> "it stays latent: ";
          case CLEAN, NEVER_MET, INCONCLUSIVE -> "it could not be proved: ";
        };
    return word + proof.sentence();
  }

  private Cost cost(Prover patched, Scenario scenario, Verdict replayed, Verdict proof)
      throws ProveException, InterruptedException {
    Prover unpatched = original.orElseThrow();
    Load was = unpatched.load(scenario, ROUNDS_A_TURN);
    Load is = patched.load(scenario, ROUNDS_A_TURN);
    for (int turn = 1; turn < TURNS; turn++) {
      was = was.and(unpatched.load(scenario, ROUNDS_A_TURN));
      is = is.and(patched.load(scenario, ROUNDS_A_TURN));
    }
    return new Cost(waits(replayed), proof.explored().waiting(), was, is);
  }

  private static int waits(Verdict replayed) {
    return (int)
        replayed.timeline().stream()
            .flatMap(timeline -> timeline.steps().stream())
            .map(Timeline.Step::waitedFor)
            .flatMap(Optional::stream)
            .count();
  }

  /// What the tests say of the project as it is: once, and before the first patch.
  private void testsAsTheyAre() throws ProveException, InterruptedException {
    if (!tested && original.isPresent()) {
      tests = original.get().ownTests();
      tested = true;
    }
  }

  private ReplayFile replay(Verdict broken) throws ProveException {
    return read(folder.resolve(broken.replay().orElseThrow()));
  }

  private static ReplayFile read(Path recorded) throws ProveException {
    try {
      return ReplayReader.read(recorded);
    } catch (ReplayException unreadable) {
      throw new ProveException(String.valueOf(unreadable.getMessage()), unreadable);
    }
  }

  private static ScenarioFile scenarios(Path path) throws IOException {
    return switch (ScenarioReader.read(path)) {
      case Reading.Good(var read) -> read;
      case Reading.Bad(var problems) ->
          throw new IOException("its scenario file is no longer right: " + problems);
    };
  }

  private static Scenario named(ScenarioFile file, String name) {
    return file.scenarios().stream()
        .filter(scenario -> scenario.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /// The project was changed on disk: what runs is out of date.
  public void changed() {
    release();
    tested = false;
    faultsBefore.clear();
  }

  private void release() {
    original.ifPresent(Prover::close);
    original = Optional.empty();
  }

  @Override
  public void close() {
    release();
    server.close();
    scratch.close();
  }
}

package dev.deadheat.prove;

import dev.deadheat.postgres.server.Server;
import dev.deadheat.postgres.server.ServerChoice;
import dev.deadheat.postgres.server.ServerException;
import dev.deadheat.postgres.server.UserServer;
import dev.deadheat.prove.explore.Budget;
import dev.deadheat.prove.explore.Explorer;
import dev.deadheat.prove.explore.Findings;
import dev.deadheat.prove.explore.StageException;
import dev.deadheat.prove.explore.Watcher;
import dev.deadheat.prove.replay.ReplayFile;
import dev.deadheat.prove.scenario.Isolation;
import dev.deadheat.prove.scenario.Request;
import dev.deadheat.prove.scenario.Scenario;
import dev.deadheat.prove.scenario.ScenarioFile;
import dev.deadheat.prove.stage.Cast;
import dev.deadheat.prove.stage.Scenery;
import dev.deadheat.prove.stage.Surroundings;
import dev.deadheat.prove.stage.TaskLane;
import dev.deadheat.prove.stage.Theatre;
import dev.deadheat.prove.story.Haste;
import dev.deadheat.prove.story.SourceLines;
import dev.deadheat.prove.story.TimelineBuilder;
import dev.deadheat.prove.story.VerdictBuilder;
import dev.deadheat.prove.story.Witnesses;
import dev.deadheat.prove.verdict.Load;
import dev.deadheat.prove.verdict.Verdict;
import dev.deadheat.prove.verdict.Verdict.RequestLine;
import dev.deadheat.prove.worker.TestRun;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Schedule;
import dev.deadheat.sql.ReadableSql;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Proves the scenarios of one file: starts PostgreSQL and the project's workers once, and plays
/// one scenario after another on them.
///
/// Used from one thread. Runs the project's code. Closing ends every process that was started.
public final class Prover implements AutoCloseable {
  private final ScenarioFile file;
  private final Settings settings;
  private final Watcher watcher;
  private final Server server;
  private final boolean ownsServer;
  private final Replays replays;
  private Optional<Theatre> theatre = Optional.empty();

  private Prover(
      ScenarioFile file, Settings settings, Watcher watcher, Server server, boolean ownsServer) {
    this.ownsServer = ownsServer;
    this.file = file;
    this.settings = settings;
    this.watcher = watcher;
    this.server = server;
    this.replays = new Replays(file, settings.output());
  }

  /// Starts the server.
  ///
  /// @throws ProveException if it does not start
  public static Prover open(ScenarioFile file, Settings settings, Watcher watcher)
      throws ProveException {
    return new Prover(file, settings, watcher, start(file, settings, watcher), true);
  }

  /// Starts the server that file and settings wish for, or connects to it; for several provers.
  ///
  /// @throws ProveException if it cannot be had
  public static Server start(ScenarioFile file, Settings settings, Watcher watcher)
      throws ProveException {
    ServerChoice choice =
        settings.server().with(file.database().template(), file.database().extensions());
    watcher.phase(
        choice.url().map(url -> "looking at the server at " + url).orElse("starting PostgreSQL"));
    try {
      Server server = choice.open(settings.environment());
      if (server instanceof UserServer user && !user.leftOvers().isEmpty()) {
        watcher.phase("dropped what killed runs left: " + String.join(", ", user.leftOvers()));
      }
      return server;
    } catch (ServerException failed) {
      throw new ProveException(String.valueOf(failed.getMessage()), failed);
    }
  }

  /// The server, in a line for people.
  public String server() {
    return server.about();
  }

  /// Boots the project in one process, makes its tables, and ends it again.
  ///
  /// @throws ProveException if it does not boot, in its own words
  public Look look() throws ProveException, InterruptedException {
    Cast one = new Cast(1, Optional.empty(), settings.allowHosts());
    try (Theatre open = Theatre.open(server, file, around(), one, watcher)) {
      return new Look(open.facts(), open.notes());
    } catch (StageException failed) {
      throw new ProveException(told(failed), failed);
    }
  }

  /// On a server that others use too; closing leaves it running.
  public static Prover on(Server server, ScenarioFile file, Settings settings, Watcher watcher) {
    return new Prover(file, settings, watcher, server, false);
  }

  /// Explores one scenario of the file. A schedule that breaks it is written to a replay file.
  ///
  /// @throws ProveException if the project does not boot, or the server or a worker is gone for
  ///   good
  public Verdict prove(Scenario scenario) throws ProveException, InterruptedException {
    return judge(scenario, forced(scenario), Explorer::explore);
  }

  /// The same with every transaction at a level, whatever settings and scenario say.
  public Verdict prove(Scenario scenario, Isolation level)
      throws ProveException, InterruptedException {
    return judge(scenario, Optional.of(level), Explorer::explore);
  }

  /// Injects faults into a few orders of one scenario's steps, and looks at what is left behind.
  /// The worst is written to a replay file.
  public Verdict faults(Scenario scenario) throws ProveException, InterruptedException {
    return struck(
        scenario,
        proof -> proof.search(new Declared(scenario.requests()), budget(scenario), watcher));
  }

  private interface Striking {
    Verdict by(FaultProof proof) throws ProveException, InterruptedException, StageException;
  }

  private Verdict struck(Scenario scenario, Striking striking)
      throws ProveException, InterruptedException {
    try {
      Cast cast = new Cast(scenario.requests().size(), forced(scenario), allowed(scenario), true);
      Scenery scenery = theatre(cast).prepare(scenario, watcher);
      return striking.by(new FaultProof(scenario, scenery, words(scenario, scenery), replays));
    } catch (StageException gone) {
      throw gone(scenario, gone);
    }
  }

  private ProveException gone(Scenario scenario, StageException why) {
    String told = told(why);
    close();
    return new ProveException(
        "scenario \"%s\" could not be played: %s".formatted(scenario.name(), told), why);
  }

  /// What failed; if the server is to blame, what befell that, and how it was noticed in a line.
  private String told(StageException why) {
    String what = String.valueOf(why.getMessage());
    return server
        .trouble()
        .map(
            trouble -> trouble + "\nIt was noticed by this: " + what.lines().findFirst().orElse(""))
        .orElse(what);
  }

  /// Plays a recorded schedule again, on the project as it is now. A verdict that it does not break
  /// is inconclusive: other orders were not tried.
  public Verdict replay(Scenario scenario, ReplayFile recorded)
      throws ProveException, InterruptedException {
    Verdict verdict =
        recorded.fault().isPresent()
            ? struck(
                scenario,
                proof ->
                    proof.replay(
                        recorded,
                        recorded.fault().get(),
                        new Declared(scenario.requests()),
                        budget(scenario),
                        watcher))
            : judge(scenario, forced(scenario), explorer -> explorer.replay(recorded.schedule()));
    List<String> notes = new ArrayList<>(recorded.differencesFrom(scenario));
    recorded.firstDifference(Replays.steps(verdict)).ifPresent(notes::add);
    return verdict.withNotes(notes);
  }

  /// A scenario's requests under plain load.
  ///
  /// @param rounds how often all of them are sent at once
  public Load load(Scenario scenario, int rounds) throws ProveException, InterruptedException {
    scenery(scenario, forced(scenario));
    try {
      return theatre.orElseThrow().load(rounds, watcher);
    } catch (StageException failed) {
      throw new ProveException(told(failed), failed);
    }
  }

  /// What the project's own tests say; empty before a scenario was played, and for a service that
  /// is no Django project.
  public Optional<TestRun> ownTests() throws ProveException, InterruptedException {
    if (theatre.isEmpty()) {
      return Optional.empty();
    }
    try {
      return theatre.get().ownTests(watcher);
    } catch (StageException failed) {
      throw new ProveException(told(failed), failed);
    }
  }

  private interface Exploring {
    Findings by(Explorer explorer) throws InterruptedException, StageException;
  }

  private Verdict judge(Scenario scenario, Optional<Isolation> level, Exploring exploring)
      throws ProveException, InterruptedException {
    Scenery scenery = scenery(scenario, level);
    Explorer explorer =
        new Explorer(
            scenery.stage(),
            scenery.plan(scenario, new Declared(scenario.requests())),
            budget(scenario),
            InstantSource.system(),
            watcher);
    try {
      Findings findings = exploring.by(explorer);
      Verdict verdict = words(scenario, scenery).build(findings);
      if (findings instanceof Findings.Broken broken) {
        Schedule schedule = broken.played().recording().run().schedule();
        return replays.write(verdict, scenario, schedule, scenery.versions());
      }
      return verdict;
    } catch (StageException gone) {
      throw gone(scenario, gone);
    }
  }

  private Scenery scenery(Scenario scenario, Optional<Isolation> level)
      throws ProveException, InterruptedException {
    try {
      Cast cast = new Cast(scenario.requests().size(), level, allowed(scenario));
      Scenery scenery = theatre(cast).prepare(scenario, watcher);
      while (!theatre(cast).suits(cast.withLanes(lanes(scenario, scenery)))) {
        cast = cast.withLanes(lanes(scenario, scenery));
        scenery = theatre(cast).prepare(scenario, watcher);
      }
      return scenery;
    } catch (StageException failed) {
      throw new ProveException(told(failed), failed);
    }
  }

  private static int lanes(Scenario scenario, Scenery scenery) {
    return scenario.requests().size() + scenery.tasks().size();
  }

  private Theatre theatre(Cast cast) throws StageException, InterruptedException {
    if (theatre.isPresent() && !theatre.get().suits(cast)) {
      theatre.get().close();
      theatre = Optional.empty();
    }
    if (theatre.isEmpty()) {
      int most = file.scenarios().stream().mapToInt(each -> each.requests().size()).max().orElse(1);
      theatre =
          Optional.of(
              Theatre.open(
                  server, file, around(), cast.withLanes(Math.max(most, cast.lanes())), watcher));
    }
    return theatre.get();
  }

  private Surroundings around() {
    return new Surroundings(settings.python(), settings.environment());
  }

  private List<String> allowed(Scenario scenario) {
    List<String> hosts = new ArrayList<>(scenario.allowHosts());
    hosts.addAll(settings.allowHosts());
    return hosts;
  }

  /// The level that somebody asked for; empty: as the project sets it.
  private Optional<Isolation> forced(Scenario scenario) {
    return settings.isolation().or(scenario::isolation);
  }

  private Budget budget(Scenario scenario) {
    Budget usual = Budget.usual();
    Duration time = scenario.budget().time().orElse(usual.time());
    long runs =
        scenario
            .budget()
            .schedules()
            .orElse(scenario.budget().time().isPresent() ? Long.MAX_VALUE : usual.runs());
    return settings.budget().orElse(new Budget(time, runs));
  }

  private VerdictBuilder words(Scenario scenario, Scenery scenery) {
    Isolation isolation = scenery.isolation();
    List<RequestLine> lines = new ArrayList<>();
    for (int i = 0; i < scenario.requests().size(); i++) {
      Request request = scenario.requests().get(i);
      lines.add(
          new RequestLine(new Lane(i).label(), request.method(), request.target(), request.user()));
    }
    for (TaskLane task : scenery.tasks()) {
      lines.add(RequestLine.task(task.lane().label(), task.name(), task.where()));
    }
    Path project = file.path().toAbsolutePath().getParent();
    return new VerdictBuilder(
        scenario.name(),
        lines,
        isolation.sql(),
        Limits.startRows(scenario),
        Limits.of(scenery),
        scenery::startRow,
        new TimelineBuilder(
            scenery::startRow,
            new SourceLines(project == null ? Path.of("") : project),
            ReadableSql::of),
        new Haste(
            scenery.leaders(),
            new Witnesses(dev.deadheat.search.dependence.Isolation.valueOf(isolation.name()))));
  }

  /// What the scenario declares of its requests' answers.
  private record Declared(List<Request> requests) implements Explorer.Declared {
    @Override
    public Optional<String> complaint(Lane lane, int status, String body) {
      if (lane.index() >= requests.size()) {
        return status < 400
            ? Optional.empty()
            : Optional.of("the task %s failed: %s".formatted(lane, body.strip()));
      }
      Request request = requests.get(lane.index());
      if (request.expect().accepts(status)) {
        return Optional.empty();
      }
      String said = body.strip();
      return Optional.of(
          "%s %s answered %d, expected %s%s"
              .formatted(
                  request.method(),
                  request.target(),
                  status,
                  request.expect(),
                  said.isEmpty() || said.length() > 200 ? "" : " (it said: " + said + ")"));
    }

    @Override
    public boolean accepts(Lane lane, int status) {
      return lane.index() < requests.size()
          && !requests.get(lane.index()).expect().statuses().isEmpty()
          && requests.get(lane.index()).expect().accepts(status);
    }
  }

  @Override
  public void close() {
    theatre.ifPresent(Theatre::close);
    theatre = Optional.empty();
    if (ownsServer) {
      server.close();
    }
  }
}

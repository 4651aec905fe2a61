package dev.deadheat.prove.stage;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.deadheat.postgres.proxy.Proxy;
import dev.deadheat.postgres.proxy.Upstream;
import dev.deadheat.postgres.server.Credentials;
import dev.deadheat.postgres.server.Server;
import dev.deadheat.postgres.server.ServerException;
import dev.deadheat.prove.explore.StageException;
import dev.deadheat.prove.explore.Watcher;
import dev.deadheat.prove.replay.ReplayFile;
import dev.deadheat.prove.scenario.Isolation;
import dev.deadheat.prove.scenario.Scenario;
import dev.deadheat.prove.scenario.ScenarioFile;
import dev.deadheat.prove.scenario.Service;
import dev.deadheat.prove.scenario.StartRows;
import dev.deadheat.prove.stage.Scene.Surprises;
import dev.deadheat.prove.verdict.Load;
import dev.deadheat.prove.worker.LaneControl;
import dev.deadheat.prove.worker.Launch;
import dev.deadheat.prove.worker.Login;
import dev.deadheat.prove.worker.Prepared;
import dev.deadheat.prove.worker.TestRun;
import dev.deadheat.prove.worker.WorkerException;
import dev.deadheat.search.Lane;
import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// A database of our own and booted lanes, on which the scenarios of one file are played in turn.
///
/// Used from one thread. Closing ends the lanes and drops the database.
public final class Theatre implements AutoCloseable {
  private static final Duration TO_MIGRATE = Duration.ofMinutes(15);
  private static final Duration TO_LOAD = Duration.ofMinutes(5);
  private static final Duration TO_TEST = Duration.ofMinutes(10);

  private final Server server;
  private final String name;
  private final Cast cast;
  private final Service service;
  private final Bills bills;
  private final Lanes lanes;
  private final LiveDatabase database;

  private Theatre(
      Server server,
      String name,
      Cast cast,
      Service service,
      Bills bills,
      Lanes lanes,
      LiveDatabase database) {
    this.server = server;
    this.name = name;
    this.cast = cast;
    this.service = service;
    this.bills = bills;
    this.lanes = lanes;
    this.database = database;
  }

  /// Whether a scenario that needs this cast can be played here.
  public boolean suits(Cast needed) {
    return needed.lanes() <= cast.lanes()
        && needed.isolation().equals(cast.isolation())
        && needed.allowHosts().equals(cast.allowHosts())
        && needed.faults() == cast.faults();
  }

  /// Makes a database, boots the lanes on it, and makes the tables.
  public static Theatre open(
      Server server, ScenarioFile file, Surroundings around, Cast cast, Watcher watcher)
      throws StageException, InterruptedException {
    String mark = "deadheat:" + random(12) + ":";
    boolean open = false;
    Optional<String> made = Optional.empty();
    Optional<Bills> bills = Optional.empty();
    Optional<Lanes> lanes = Optional.empty();
    try {
      String name = server.newDatabase();
      made = Optional.of(name);
      LiveDatabase database = new LiveDatabase(server, name, mark);
      database.neverLookForDeadlocks();
      if (cast.isolation().isPresent()) {
        database.isolate(cast.isolation().get());
      }
      Bills launching = Bills.of(file, around, cast, watcher);
      bills = Optional.of(launching);
      if (file.service() instanceof Service.AnyCommand command && command.schema().isPresent()) {
        database.run(command.schema().get());
      }
      watcher.phase(
          cast.lanes() == 1 ? "booting a worker" : "booting %d workers".formatted(cast.lanes()));
      lanes =
          Optional.of(
              Lanes.open(
                  cast.lanes(),
                  new ToServer(server),
                  Proxy.Options.standard().withPrivateMark(mark).withSetup(cast.setup()),
                  (lane, port) -> {
                    Launch launch = launching.launch(url(server.application(), port, name));
                    return cast.faults() ? launch.withSuccessors() : launch;
                  },
                  cast.deadlines(),
                  watcher::printed));
      if (file.service() instanceof Service.Django) {
        watcher.phase("running the project's migrations");
        lanes.get().control(new Lane(0)).migrate(TO_MIGRATE);
      }
      database.instrument();
      open = true;
      return new Theatre(server, name, cast, file.service(), launching, lanes.get(), database);
    } catch (ServerException | DatabaseException | WorkerException | IOException failed) {
      throw new StageException(String.valueOf(failed.getMessage()), failed);
    } finally {
      if (!open) {
        lanes.ifPresent(Lanes::close);
        bills.ifPresent(Bills::close);
        made.ifPresent(name -> drop(server, name));
      }
    }
  }

  /// The proxies' way to the server.
  private record ToServer(Server server) implements Upstream {
    @Override
    public Socket connect(int millis) throws IOException {
      return server.dial(millis);
    }

    @Override
    public String toString() {
      return server.toString();
    }
  }

  private static String url(Credentials role, int port, String database) {
    return "postgresql://%s:%s@127.0.0.1:%d/%s"
        .formatted(encoded(role.user()), encoded(role.password()), port, database);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /// Loads a scenario's start rows, logs its users in, and finds out which tasks they hand over. If
  /// these need more lanes than there are, the scenery is of no use but to tell how many.
  public Scenery prepare(Scenario scenario, Watcher watcher)
      throws StageException, InterruptedException {
    watcher.phase("loading start rows");
    List<Login> logins = new ArrayList<>();
    Isolation isolation = cast.isolation().orElse(Isolation.READ_COMMITTED);
    try {
      database.empty();
      switch (service) {
        case Service.Django _ -> {
          LaneControl control = lanes.control(new Lane(0));
          List<String> users =
              scenario.requests().stream().flatMap(request -> request.user().stream()).toList();
          Prepared prepared = control.load(scenario.start(), users, TO_LOAD);
          scenario.requests().forEach(request -> logins.add(prepared.login(request.user())));
          isolation = Isolation.of(prepared.isolation());
        }
        case Service.AnyCommand _ -> {
          for (StartRows rows : scenario.start()) {
            if (!(rows instanceof StartRows.SqlFile(var path))) {
              throw new StageException(
                  "scenario \"%s\": only SQL files can be start rows of a service that is no Django"
                          .formatted(scenario.name())
                      + " project");
            }
            database.run(path);
          }
          scenario.requests().forEach(_ -> logins.add(Login.NONE));
        }
      }
      database.keep();
    } catch (DatabaseException | WorkerException failed) {
      throw new StageException(String.valueOf(failed.getMessage()), failed);
    }
    Footprints footprints = new Footprints(database.tables(), database.eyes());
    Scene scene =
        new Scene(
            scenario.requests(),
            logins,
            List.of(),
            Surprises.NOTED,
            cast.faults() ? new Unstretched(footprints) : footprints);
    lanes.play(scene);
    LiveStage stage =
        new LiveStage(
            lanes, database, database.tables(), scenario.invariant(), database.allTables());
    List<TaskLane> tasks = List.of();
    if (service instanceof Service.Django) {
      // Also where tasks are only noted: what is imported late is there from then on.
      tasks = Rehearsal.tasks(lanes, stage, scene);
      switch (cast.faults() ? Scenario.Tasks.NOTED : scenario.tasks()) {
        case SERVED -> lanes.play(scene.with(tasks, Surprises.BREAK));
        case NOTED -> {
          tasks = List.of();
          lanes.play(scene);
        }
      }
    }
    return new Scenery(
        stage,
        new LiveFaultStage(stage, lanes, database),
        row -> Optional.ofNullable(database.startRows(row.table()).get(row)),
        tasks,
        notes(),
        stage::remarks,
        new Relation(database.tables().uniqueKeys()),
        isolation,
        versions(),
        closes());
  }

  private boolean closes() {
    JsonElement closes = lanes.worker(new Lane(0)).facts().get("closes_connections");
    return closes != null && closes.getAsBoolean();
  }

  /// What the project's own tests say, run in an empty database beside this one; empty for a
  /// service that is no Django project.
  public Optional<TestRun> ownTests(Watcher watcher) throws StageException, InterruptedException {
    if (!(service instanceof Service.Django)) {
      return Optional.empty();
    }
    watcher.phase("running the project's own tests");
    try {
      String beside = server.newDatabase();
      try {
        String url = url(server.application(), lanes.port(new Lane(0)), beside);
        return Optional.of(TestRun.of(bills.launch(url), TO_TEST, watcher::printed));
      } finally {
        server.dropDatabase(beside);
      }
    } catch (ServerException | WorkerException | IOException failed) {
      throw new StageException(String.valueOf(failed.getMessage()), failed);
    }
  }

  /// The requests of the scenario that was prepared last, under plain load. Another scenario, or
  /// the same, must be prepared before anything else is played.
  ///
  /// @param rounds how often all of them are sent at once
  public Load load(int rounds, Watcher watcher) throws StageException, InterruptedException {
    watcher.phase("measuring the requests under load");
    try {
      return Rush.measure(
          lanes.played(),
          rounds,
          () -> {
            putBack();
            lanes.controller().rush();
          },
          lanes::send);
    } finally {
      lanes.controller().rushNoMore();
    }
  }

  private void putBack() throws StageException, InterruptedException {
    try {
      database.reset(database.allTables(), 0);
      lanes.reset(lanes.all(), 0, Duration.ZERO);
    } catch (DatabaseException | WorkerException failed) {
      throw new StageException(String.valueOf(failed.getMessage()), failed);
    }
  }

  /// What a Django project said of itself, for people; empty for other commands.
  public SequencedMap<String, String> facts() {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    JsonObject said = lanes.worker(new Lane(0)).facts();
    for (String key : List.of("driver", "settings", "interface")) {
      JsonElement value = said.get(key);
      if (value != null && value.isJsonPrimitive()) {
        facts.put(key, value.getAsString());
      }
    }
    return facts;
  }

  /// What is not as the project's settings say, and what the server says of itself.
  public List<String> notes() {
    List<String> notes = new ArrayList<>(server.notes());
    if (lanes.worker(new Lane(0)).facts().get("notes") instanceof JsonArray said) {
      said.forEach(note -> notes.add(note.getAsString()));
    }
    return notes;
  }

  private ReplayFile.MadeWith versions() throws StageException {
    JsonElement django = lanes.worker(new Lane(0)).facts().get("django");
    try {
      return new ReplayFile.MadeWith(
          Optional.ofNullable(Theatre.class.getPackage().getImplementationVersion())
              .orElse("unpackaged"),
          database.version(),
          django == null ? Optional.empty() : Optional.of("Django " + django.getAsString()));
    } catch (DatabaseException failed) {
      throw new StageException(String.valueOf(failed.getMessage()), failed);
    }
  }

  @Override
  public void close() {
    lanes.close();
    bills.close();
    database.close();
    drop(server, name);
  }

  private static void drop(Server server, String name) {
    try {
      server.dropDatabase(name);
    } catch (ServerException gone) {
      // The server is about to be stopped, or is gone already; on a user's server the next run
      // drops what is left.
      return;
    }
  }
}

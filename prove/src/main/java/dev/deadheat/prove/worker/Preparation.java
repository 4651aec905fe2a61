package dev.deadheat.prove.worker;

import dev.deadheat.prove.scenario.Request;
import dev.deadheat.prove.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Fills databases for a Django project: a process of it that is connected to the server without a
/// proxy between. It stays, since booting a project costs more than loading a few rows.
public final class Preparation implements AutoCloseable {
  private static final Duration TO_BOOT = Duration.ofMinutes(2);
  private static final Duration TO_MIGRATE = Duration.ofMinutes(15);
  private static final Duration TO_LOAD = Duration.ofMinutes(5);

  private final Worker worker;
  private final LaneClient client;
  private final LaneControl control;

  private Preparation(Worker worker) {
    this.worker = worker;
    this.client = new LaneClient(worker.port());
    this.control = new LaneControl(worker, client);
  }

  /// Boots the project.
  ///
  /// @param launch of [Launch#django], with the URL of the database to fill, past any proxy
  /// @param progress is told what the project prints, a line at a time, on another thread
  public static Preparation start(Launch launch, Consumer<String> progress) throws WorkerException {
    return new Preparation(Worker.start(launch, TO_BOOT, progress));
  }

  /// The process that does it.
  public Worker worker() {
    return worker;
  }

  /// Makes the tables, by the project's migrations, in an empty database.
  public void migrate() throws WorkerException {
    control.migrate(TO_MIGRATE);
  }

  /// Loads a scenario's start rows into migrated tables, and logs its users in.
  public Prepared load(Scenario scenario) throws WorkerException {
    List<String> users =
        scenario.requests().stream().map(Request::user).flatMap(Optional::stream).toList();
    return control.load(scenario.start(), users, TO_LOAD);
  }

  @Override
  public void close() {
    client.close();
    worker.close();
  }
}

package dev.deadheat.prove.stage;

import dev.deadheat.postgres.proxy.Answer;
import dev.deadheat.postgres.proxy.Proxy;
import dev.deadheat.postgres.proxy.Step;
import dev.deadheat.postgres.proxy.Upstream;
import dev.deadheat.prove.run.Controller;
import dev.deadheat.prove.run.Deadlines;
import dev.deadheat.prove.run.Observer;
import dev.deadheat.prove.run.Reply;
import dev.deadheat.prove.run.Waits;
import dev.deadheat.prove.worker.Effects;
import dev.deadheat.prove.worker.Errand;
import dev.deadheat.prove.worker.LaneClient;
import dev.deadheat.prove.worker.LaneControl;
import dev.deadheat.prove.worker.LaneResponse;
import dev.deadheat.prove.worker.Launch;
import dev.deadheat.prove.worker.Worker;
import dev.deadheat.prove.worker.WorkerException;
import dev.deadheat.search.Access;
import dev.deadheat.search.Lane;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// A proxy and a worker process for each lane, all on one database.
///
/// Used from one thread; closing ends every process and connection.
final class Lanes implements Players {
  private static final Duration TO_BOOT = Duration.ofMinutes(2);
  private static final Duration TO_RESET = Duration.ofSeconds(30);
  private static final Duration TO_TIDY = Duration.ofSeconds(2);

  /// Says how a lane's process is started.
  interface Launcher {
    /// The launch of one lane.
    ///
    /// @param lane which lane
    /// @param port its proxy's port
    Launch launch(Lane lane, int port) throws IOException;
  }

  private record Running(Worker worker, LaneClient client) {}

  private final Launcher launcher;
  private final Consumer<String> output;
  private final Controller controller;
  private final Deadlines deadlines;
  private final List<Proxy> proxies = new ArrayList<>();
  private final List<Running> running = new CopyOnWriteArrayList<>();
  private final Set<Lane> untidy = ConcurrentHashMap.newKeySet();
  private final Set<Lane> killed = ConcurrentHashMap.newKeySet();
  private final Injector injector;
  private volatile Duration patience;

  private final HandedOver handedOver = new HandedOver();

  private volatile Scene scene =
      new Scene(List.of(), List.of(), List.of(), Scene.Surprises.NOTED, new Blind());

  private Lanes(Launcher launcher, Deadlines deadlines, Consumer<String> output) {
    this.launcher = launcher;
    this.deadlines = deadlines;
    this.output = output;
    this.patience = deadlines.run();
    this.controller = new Controller(new Current(), this::send, deadlines);
    this.injector = new Injector(step -> scene.observer().nature(step).choice(), this::kill);
  }

  /// Opens proxies and boots workers, all at once.
  ///
  /// @param count how many lanes
  /// @throws WorkerException in the words of the project that does not boot
  static Lanes open(
      int count,
      Upstream server,
      Proxy.Options options,
      Launcher launcher,
      Deadlines deadlines,
      Consumer<String> output)
      throws IOException, WorkerException, InterruptedException {
    Lanes lanes = new Lanes(launcher, deadlines, output);
    boolean open = false;
    try {
      for (int i = 0; i < count; i++) {
        Lane lane = new Lane(i);
        FaultyGate gate = new FaultyGate(lane, lanes.controller.gate(lane), lanes.injector);
        lanes.proxies.add(Proxy.open(server, gate, options));
      }
      lanes.boot();
      open = true;
      return lanes;
    } finally {
      if (!open) {
        lanes.close();
      }
    }
  }

  private void boot() throws IOException, WorkerException, InterruptedException {
    List<Future<Worker>> booting = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < proxies.size(); i++) {
        Lane lane = new Lane(i);
        Launch launch = launcher.launch(lane, proxies.get(i).port()).named(lane);
        booting.add(
            threads.submit(
                () -> Worker.start(launch, TO_BOOT, output, errand -> handedOver(lane, errand))));
      }
      List<Worker> workers = new ArrayList<>();
      for (Future<Worker> worker : booting) {
        try {
          workers.add(worker.get());
        } catch (ExecutionException failed) {
          workers.forEach(Worker::close);
          threads.shutdownNow();
          if (failed.getCause() instanceof WorkerException said) {
            throw said;
          }
          throw new IllegalStateException(failed.getCause());
        }
      }
      workers.forEach(worker -> running.add(new Running(worker, new LaneClient(worker.port()))));
    }
  }

  @Override
  public void reboot() throws IOException, WorkerException, InterruptedException {
    end();
    boot();
  }

  /// Injects faults at the gates.
  Injector injector() {
    return injector;
  }

  /// Ends a lane's worker at once. Its request gives no answer, which is not for the run to mind.
  private void kill(Lane lane) {
    killed.add(lane);
    worker(lane).killServing();
  }

  /// Has a process in place of the one that was killed.
  void replace(Lane lane) throws IOException, WorkerException, InterruptedException {
    Running old = running.get(lane.index());
    old.client().close();
    killed.remove(lane);
    if (old.worker().hasSuccessors()) {
      old.worker().awaitSuccessor(TO_BOOT);
      return;
    }
    old.worker().close();
    Launch launch = launcher.launch(lane, proxies.get(lane.index()).port()).named(lane);
    Worker worker = Worker.start(launch, TO_BOOT, output);
    running.set(lane.index(), new Running(worker, new LaneClient(worker.port())));
  }

  /// Has new processes for all lanes, whatever the old ones do.
  void replaceAll() throws IOException, WorkerException, InterruptedException {
    if (running.stream().allMatch(one -> one.worker().hasSuccessors())) {
      all().forEach(this::kill);
      for (Lane lane : all()) {
        replace(lane);
      }
    } else {
      reboot();
    }
  }

  /// Something that is to be done while requests may take no longer than this.
  interface Hurried<T> {
    T run() throws InterruptedException;
  }

  /// Does something while requests may take no longer than this.
  <T> T hurried(Duration most, Hurried<T> what) throws InterruptedException {
    patience = most;
    try {
      return what.run();
    } finally {
      patience = deadlines.run();
    }
  }

  private void end() {
    killed.clear();
    running.forEach(one -> {
      one.client().close();
      one.worker().close();
    });
    running.clear();
  }

  @Override
  public List<Lane> all() {
    return IntStream.range(0, proxies.size()).mapToObj(Lane::new).toList();
  }

  /// Those of the scene that is played.
  List<Lane> played() {
    return all().subList(0, scene.requests().size());
  }

  /// The port of a lane's proxy.
  int port(Lane lane) {
    return proxies.get(lane.index()).port();
  }

  @Override
  public Controller controller() {
    return controller;
  }

  void play(Scene next) {
    scene = next;
    handedOver.forget();
    controller.onCall(next.tasks().stream().map(TaskLane::lane).toList());
  }

  /// What requests have handed over since a scene was last begun.
  HandedOver handedOver() {
    return handedOver;
  }

  private void handedOver(Lane leader, Errand errand) {
    handedOver.take(scene, leader, errand).ifPresent(controller::call);
  }

  Worker worker(Lane lane) {
    return running.get(lane.index()).worker();
  }

  /// What we ask of a Django lane.
  LaneControl control(Lane lane) {
    Running one = running.get(lane.index());
    return new LaneControl(one.worker(), one.client());
  }

  /// Of workers that are no Django projects only the database sessions are put back.
  @Override
  public List<Effects> reset(List<Lane> lanes, long seed, Duration clockOffset)
      throws WorkerException, InterruptedException {
    for (Lane lane : lanes) {
      if (worker(lane).secret().isEmpty() && !untidy.contains(lane)) {
        tidy(lane);
      }
    }
    return each(lanes, lane -> control(lane).reset(seed, clockOffset, TO_RESET));
  }

  /// A service may still be about to end a transaction after it has answered.
  private void tidy(Lane lane) throws InterruptedException {
    boolean done = proxies.get(lane.index()).tidy(Tidying.STATEMENTS, TO_TIDY);
    if (!done && untidy.add(lane)) {
      output.accept(
          ("deadheat: lane %s keeps a transaction open after its answer; what it holds and what its"
                  + " session has set is not put back between runs")
              .formatted(lane));
    }
  }

  private interface Asking {
    Effects of(Lane lane) throws WorkerException;
  }

  private List<Effects> each(List<Lane> lanes, Asking asking)
      throws WorkerException, InterruptedException {
    List<Effects> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Effects>> asked = new ArrayList<>();
      for (Lane lane : lanes) {
        asked.add(
            threads.submit(() -> worker(lane).secret().isEmpty() ? Effects.NONE : asking.of(lane)));
      }
      for (Future<Effects> answer : asked) {
        try {
          answers.add(answer.get());
        } catch (ExecutionException failed) {
          if (failed.getCause() instanceof WorkerException said) {
            throw said;
          }
          throw new IllegalStateException(failed.getCause());
        }
      }
    }
    return answers;
  }

  /// Sends a lane's request and waits for its answer; never throws for what the lane does.
  Reply send(Lane lane) {
    try {
      return lane.index() < scene.requests().size() ? answer(lane) : serve(lane);
    } catch (SocketTimeoutException late) {
      return Reply.failed("no answer within " + patience.toSeconds() + " s");
    } catch (IOException broken) {
      if (killed.contains(lane)) {
        return new Reply(0, "", Optional.empty(), "", Optional.empty());
      }
      Worker worker = worker(lane);
      String how = worker.ending().orElseGet(() -> String.valueOf(broken.getMessage()));
      String said = worker.tail().strip();
      return Reply.failed(how + (said.isEmpty() ? "" : "; it printed last:\n" + said));
    }
  }

  private Reply answer(Lane lane) throws IOException {
    Scene now = scene;
    LaneResponse response =
        running
            .get(lane.index())
            .client()
            .send(now.requests().get(lane.index()), now.logins().get(lane.index()), patience);
    Optional<Errand> surprise = handedOver.surprise(lane);
    if (surprise.isPresent() && now.surprises() == Scene.Surprises.BREAK) {
      return Reply.failed(
          "it handed over the task %s, which it had not in any serial order"
              .formatted(surprise.get().name()));
    }
    return new Reply(
        response.status(),
        response
            .header("Content-Type")
            .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
            .orElse(""),
        response.header("Location"),
        response.body(),
        Optional.empty());
  }

  private Reply serve(Lane lane) throws IOException {
    LaneControl.Served served = control(lane).serve(handedOver.to(lane), deadlines.run());
    return new Reply(
        served.status(), "text/plain", Optional.empty(), served.body(), Optional.empty());
  }

  @Override
  public void close() {
    end();
    controller.close();
    for (Proxy proxy : proxies) {
      try {
        proxy.close();
      } catch (IOException stuck) {
        output.accept("deadheat: " + stuck.getMessage());
      }
    }
  }

  /// Hands every question to the observer of the scene that is played.
  private final class Current implements Observer {
    @Override
    public Nature nature(Step step) {
      return scene.observer().nature(step);
    }

    @Override
    public Seen observe(Step step, Answer answer, int backendPid) {
      return scene.observer().observe(step, answer, backendPid);
    }

    @Override
    public List<Access> foresee(Step step) {
      return scene.observer().foresee(step);
    }

    @Override
    public Waits waits() {
      return scene.observer().waits();
    }
  }
}

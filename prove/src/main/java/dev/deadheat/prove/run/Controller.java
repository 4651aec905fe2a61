package dev.deadheat.prove.run;

import dev.deadheat.postgres.proxy.Gatekeeper;
import dev.deadheat.postgres.proxy.Gatekeeper.Passage;
import dev.deadheat.postgres.proxy.Step;
import dev.deadheat.search.Event;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import dev.deadheat.search.Strategy;
import dev.deadheat.search.Strategy.Decision;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Runs requests through the gates, one step at a time, as a strategy says.
///
/// One run at a time, from one thread; the gates are called by the proxies' threads.
public final class Controller implements AutoCloseable {
  /// How long a step may take before the server is asked whether it waits.
  private static final long PATIENCE_NANOS = 1_000_000;

  /// Sends one lane's request and returns its answer; never throws for what the lane does.
  @FunctionalInterface
  public interface Sender {
    /// Blocks until the lane has answered or has failed to.
    Reply send(Lane lane) throws InterruptedException;
  }

  private final Observer observer;
  private final Sender sender;
  private final Deadlines deadlines;
  private final Board board = new Board();
  private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();

  public Controller(Observer observer, Sender sender, Deadlines deadlines) {
    this.observer = observer;
    this.sender = sender;
    this.deadlines = deadlines;
  }

  /// The gate for one lane's proxy.
  public Gatekeeper gate(Lane lane) {
    return new Gate(lane, board, observer);
  }

  /// Runs these lanes one after another, each to its end before the next one's request is sent.
  public Recording serial(List<Lane> order) throws InterruptedException {
    Strategy onlyOne = (_, enabled) -> new Decision.Move(enabled.getFirst());
    return run(new ArrayDeque<>(order), onlyOne);
  }

  /// Runs these lanes together; the strategy chooses who moves.
  public Recording together(List<Lane> lanes, Strategy strategy) throws InterruptedException {
    board.lock.lock();
    try {
      board.clear();
      lanes.forEach(this::start);
    } finally {
      board.lock.unlock();
    }
    return loop(new ArrayDeque<>(), strategy);
  }

  private Recording run(Deque<Lane> waiting, Strategy strategy) throws InterruptedException {
    board.lock.lock();
    try {
      board.clear();
      start(waiting.removeFirst());
    } finally {
      board.lock.unlock();
    }
    return loop(waiting, strategy);
  }

  private void start(Lane lane) {
    board.mode = Board.Mode.ARMED;
    board.phases.put(lane, Board.Phase.SERVING);
    requests.execute(() -> serve(lane));
  }

  private void serve(Lane lane) {
    Reply reply;
    try {
      reply = sender.send(lane);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      reply = Reply.failed("interrupted");
    }
    board.lock.lock();
    try {
      board.replies.put(lane, reply);
      board.phases.put(lane, Board.Phase.ANSWERED);
      board.signal();
    } finally {
      board.lock.unlock();
    }
  }

  private Recording loop(Deque<Lane> waiting, Strategy strategy) throws InterruptedException {
    long deadline = System.nanoTime() + deadlines.run().toNanos();
    board.lock.lock();
    try {
      while (true) {
        Optional<String> broken = settle(deadline);
        if (broken.isEmpty()) {
          broken = failedReply();
        }
        if (broken.isPresent()) {
          return finish(Run.End.BROKEN, broken);
        }
        List<Lane> enabled = board.enabled();
        if (!enabled.isEmpty()) {
          switch (strategy.decide(board.soFar(Run.End.FINISHED), enabled)) {
            case Decision.Move(Lane lane) -> letGo(lane, enabled);
            case Decision.Cut _ -> {
              return finish(Run.End.CUT, Optional.empty());
            }
          }
        } else if (board.phases.keySet().stream().allMatch(board::finished)) {
          if (waiting.isEmpty()) {
            return finish(Run.End.FINISHED, Optional.empty());
          }
          start(waiting.removeFirst());
        } else {
          // Every lane that is left waits in the server: its deadlock check or a timeout ends this.
          Optional<String> stuck = awaitServer();
          if (stuck.isPresent()) {
            return finish(Run.End.BROKEN, stuck);
          }
        }
      }
    } finally {
      board.lock.unlock();
    }
  }

  private Optional<String> failedReply() {
    return board.replies.entrySet().stream()
        .filter(entry -> entry.getValue().failure().isPresent())
        .map(entry ->
            "lane %s gave no answer: %s"
                .formatted(entry.getKey(), entry.getValue().failure().get()))
        .findFirst();
  }

  private void letGo(Lane lane, List<Lane> enabled) {
    Port port =
        board.portsOf(lane).stream()
            .filter(held -> held.state == Port.State.HELD)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("lane " + lane + " holds no step"));
    board.choices.add(new Run.Choice(enabled, lane, board.events.size()));
    Step step = port.step.orElseThrow();
    boolean stretch = !port.atPrivateCommit && observer.nature(step).stretchable();
    port.leave = Optional.of(stretch ? Passage.STRETCH : Passage.FORWARD);
    port.move();
    board.current = Optional.of(port);
    board.signal();
  }

  /// Waits until nothing moves. Answers why it gave up, if it did.
  private Optional<String> settle(long deadline) throws InterruptedException {
    long quietSince = System.nanoTime();
    int eventsSeen = board.events.size();
    while (!board.settled()) {
      long now = System.nanoTime();
      if (board.events.size() != eventsSeen) {
        eventsSeen = board.events.size();
        quietSince = now;
      }
      if (now > deadline) {
        return Optional.of("the run took longer than %s s".formatted(deadlines.run().toSeconds()));
      }
      if (now - quietSince > deadlines.silence().toNanos()) {
        return Optional.of(silence());
      }
      Optional<Port> due =
          board.portsIn(Port.State.MOVING).stream()
              .filter(port -> now - port.movingSince > PATIENCE_NANOS || port.waitedFrom >= 0)
              .findFirst();
      if (due.isPresent()) {
        look(due.get());
      } else {
        board.await(
            board.portsIn(Port.State.MOVING).isEmpty()
                ? deadlines.silence().toNanos() - (now - quietSince)
                : PATIENCE_NANOS);
      }
    }
    return Optional.empty();
  }

  private String silence() {
    String who =
        board.phases.keySet().stream()
            .filter(lane -> board.computes(lane) || board.hasPort(lane, Port.State.MOVING))
            .map(Lane::label)
            .reduce((one, other) -> one + " and " + other)
            .orElse("a lane");
    return "lane %s neither sent SQL nor answered within %d s (a view that hangs or polls?)"
        .formatted(who, deadlines.silence().toSeconds());
  }

  /// Asks the server whether a moving step waits for a lock. Gives up the lock of the board
  /// meanwhile.
  private void look(Port port) throws InterruptedException {
    board.lock.unlock();
    List<Integer> blockers;
    try {
      blockers = observer.blockers(port.session.backendPid());
    } finally {
      board.lock.lock();
    }
    if (port.state != Port.State.MOVING) {
      return;
    }
    if (blockers.isEmpty()) {
      board.await(PATIENCE_NANOS);
      return;
    }
    boolean first = port.waitedFrom < 0;
    port.state = Port.State.BLOCKED;
    port.waitsFor =
        blockers.stream()
            .flatMap(pid -> Optional.ofNullable(board.laneOfBackend.get(pid)).stream())
            .distinct()
            .sorted()
            .toList();
    if (first) {
      recordStart(port);
    }
    if (board.current.equals(Optional.of(port))) {
      board.current = Optional.empty();
    }
    board.signal();
  }

  private void recordStart(Port port) {
    Step step = port.step.orElseThrow();
    port.waitedFrom = board.steps.size();
    board.events.add(
        new Event(
            port.lane,
            port.session.number(),
            port.atPrivateCommit ? Event.Kind.COMMIT : observer.nature(step).kind(),
            Event.Phase.START,
            port.atPrivateCommit ? "COMMIT" : step.statements().getFirst().sql(),
            port.atPrivateCommit ? List.of() : observer.foresee(step),
            step.transaction() != Step.TransactionState.IDLE,
            Optional.empty(),
            port.waitsFor));
  }

  private Optional<String> awaitServer() throws InterruptedException {
    long until = System.nanoTime() + deadlines.silence().toNanos();
    while (board.settled() && System.nanoTime() < until) {
      board.await(until - System.nanoTime());
    }
    return board.settled()
        ? Optional.of(
            "every lane waited in the server for longer than %d s, and it found no deadlock"
                .formatted(deadlines.silence().toSeconds()))
        : Optional.empty();
  }

  /// Ends the run: whatever is still under way is made to fail, so that the next run starts clean.
  private Recording finish(Run.End end, Optional<String> broken) throws InterruptedException {
    Recording recording =
        new Recording(board.soFar(end), board.steps, board.replies, board.touched, broken);
    board.mode = Board.Mode.DRAINING;
    board.signal();
    long until = System.nanoTime() + deadlines.silence().toNanos();
    while (board.phases.containsValue(Board.Phase.SERVING) && System.nanoTime() < until) {
      board.await(until - System.nanoTime());
    }
    Recording all =
        new Recording(
            recording.run(), recording.steps(), recording.replies(), board.touched, broken);
    board.mode = Board.Mode.OPEN;
    board.signal();
    return all;
  }

  /// Whether every request has ended; false after a run that had to be given up, whose workers must
  /// be replaced.
  public boolean idle() {
    board.lock.lock();
    try {
      return !board.phases.containsValue(Board.Phase.SERVING);
    } finally {
      board.lock.unlock();
    }
  }

  @Override
  public void close() {
    requests.shutdownNow();
  }
}

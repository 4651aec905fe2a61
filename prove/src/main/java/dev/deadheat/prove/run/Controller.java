package dev.deadheat.prove.run;

import dev.deadheat.postgres.proxy.Gatekeeper;
import dev.deadheat.postgres.proxy.Gatekeeper.Passage;
import dev.deadheat.postgres.proxy.Step;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Overlap;
import dev.deadheat.search.Run;
import dev.deadheat.search.Strategy;
import dev.deadheat.search.Strategy.Decision;
import dev.deadheat.search.explore.Crowd;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Runs requests through the gates, one step at a time, as a strategy says.
///
/// One run at a time, from one thread; the gates are called by the proxies' threads. A run throws
/// an [ObserverException] if the database cannot be watched any more.
public final class Controller implements AutoCloseable {
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
  private final Settler settler;
  private final Undertaker undertaker;
  private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();

  public Controller(Observer observer, Sender sender, Deadlines deadlines) {
    this.observer = observer;
    this.sender = sender;
    this.deadlines = deadlines;
    this.settler = new Settler(board, observer, deadlines);
    this.undertaker = new Undertaker(board, settler);
  }

  /// The gate for one lane's proxy.
  public Gatekeeper gate(Lane lane) {
    return new Gate(lane, board, observer);
  }

  /// From now on these lanes take part in a run only once they are called.
  public void onCall(Collection<Lane> lanes) {
    board.lock.lock();
    try {
      board.onCall.clear();
      board.onCall.addAll(lanes);
    } finally {
      board.lock.unlock();
    }
  }

  /// Lets a lane on call take part: at once, or when its turn comes. Between runs nobody is called.
  ///
  /// To be called while the calling lane computes, so that the run cannot settle in between.
  public void call(Lane lane) {
    board.lock.lock();
    try {
      if (board.mode == Board.Mode.ARMED && board.called.add(lane) && !board.inTurn) {
        start(lane);
      }
    } finally {
      board.lock.unlock();
    }
  }

  /// From now on, between runs, the server looks for deadlocks as it does by default: nobody else
  /// ends them there. To be said again whenever the connections have forgotten their settings.
  public void rush() {
    rushed(true);
  }

  /// As before [#rush].
  public void rushNoMore() {
    rushed(false);
  }

  private void rushed(boolean now) {
    board.lock.lock();
    try {
      board.rushed = now;
      if (now) {
        board.ports.values().forEach(of -> of.values().forEach(port -> port.impatient = false));
      }
    } finally {
      board.lock.unlock();
    }
  }

  /// Runs these lanes one after another, each to its end before the next one's request is sent.
  public Recording serial(List<Lane> order) throws InterruptedException {
    Strategy onlyOne = (_, enabled) -> new Decision.Move(enabled.getFirst());
    return run(new ArrayDeque<>(order), onlyOne);
  }

  /// Runs these lanes together; the strategy chooses who moves.
  public Recording together(List<Lane> lanes, Strategy strategy, Victims victims)
      throws InterruptedException {
    board.lock.lock();
    try {
      board.clear();
      board.victims = victims;
      board.inTurn = false;
      lanes.stream().filter(lane -> !board.onCall.contains(lane)).forEach(this::start);
    } finally {
      board.lock.unlock();
    }
    return loop(new ArrayDeque<>(), strategy);
  }

  private Recording run(Deque<Lane> waiting, Strategy strategy) throws InterruptedException {
    board.lock.lock();
    try {
      board.clear();
      board.victims = new Victims.ByServer();
      board.inTurn = true;
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
    board.lock.lock();
    try {
      return watched(waiting, strategy);
    } catch (ObserverException gone) {
      // Nobody can tell any more what waits: the gates let everything pass until they are closed.
      board.mode = Board.Mode.OPEN;
      board.signal();
      throw gone;
    } finally {
      board.lock.unlock();
    }
  }

  private Recording watched(Deque<Lane> waiting, Strategy strategy) throws InterruptedException {
    long deadline = System.nanoTime() + deadlines.run().toNanos();
    while (true) {
      Optional<String> broken = settler.settle(deadline);
      if (broken.isEmpty()) {
        broken = failedReply();
      }
      if (broken.isPresent()) {
        return finish(Run.End.BROKEN, broken);
      }
      if (board.hasty.isPresent()) {
        return unprepared(board.hasty.get().slower());
      }
      List<Lane> circle = board.victimLanes();
      List<Lane> enabled = board.enabled(circle);
      if (!enabled.isEmpty()) {
        switch (strategy.decide(board.soFar(Run.End.FINISHED), enabled)) {
          case Decision.Move(Lane lane) when circle.contains(lane) -> {
            Optional<Victims.Victim> unprepared = undertaker.end(lane, enabled, circle);
            if (unprepared.isPresent()) {
              return unprepared(unprepared.get());
            }
          }
          case Decision.Move(Lane lane) -> {
            board.choices.add(new Run.Choice(enabled, lane, board.events.size(), circle));
            send(lane);
          }
          case Decision.Together(Overlap overlap) -> overlap(overlap, enabled, circle, deadline);
          case Decision.Cut _ -> {
            return finish(Run.End.CUT, Optional.empty());
          }
        }
      } else if (board.phases.keySet().stream().allMatch(board::finished)) {
        if (waiting.isEmpty()) {
          return finish(Run.End.FINISHED, Optional.empty());
        }
        Lane next = waiting.removeFirst();
        if (!board.onCall.contains(next) || board.called.contains(next)) {
          start(next);
        }
      } else {
        // Every lane that is left waits in the server: its deadlock check or a timeout ends this.
        Optional<String> stuck = settler.awaitServer();
        if (stuck.isPresent()) {
          return finish(Run.End.BROKEN, stuck);
        }
      }
    }
  }

  private Recording unprepared(Victims.Victim victim) throws InterruptedException {
    Recording recording =
        finish(
            Run.End.BROKEN,
            Optional.of(
                "PostgreSQL did not make the chosen lane a deadlock's victim; the machine may be"
                    + " overloaded"));
    return recording.unpreparedFor(victim);
  }

  private Optional<String> failedReply() {
    return board.replies.entrySet().stream()
        .filter(entry -> entry.getValue().failure().isPresent())
        .map(entry ->
            "lane %s gave no answer: %s"
                .formatted(entry.getKey(), entry.getValue().failure().get()))
        .findFirst();
  }

  /// Lets two steps go while a row that both want is held from them, so that they line up for it.
  private void overlap(Overlap overlap, List<Lane> enabled, List<Lane> circle, long deadline)
      throws InterruptedException {
    observer.waits().hold(overlap.row());
    try {
      board.choices.add(
          new Run.Choice(
              enabled, overlap.first(), board.events.size(), circle, Optional.of(overlap)));
      send(overlap.first());
      settler.settle(deadline);
      if (board.hasPort(overlap.second(), Port.State.HELD)) {
        send(overlap.second());
        settler.settle(deadline);
      }
    } finally {
      // Whoever is first has to be recorded first, if it now comes through.
      board.current =
          board.portsOf(overlap.first()).stream()
              .filter(port -> port.state == Port.State.BLOCKED)
              .findFirst();
      observer.waits().letGo();
      board.portsIn(Port.State.BLOCKED).forEach(Port::move);
      board.signal();
    }
  }

  /// Lets the step go that a lane holds, by the choice that was made last.
  private void send(Lane lane) {
    Port port =
        board.portsOf(lane).stream()
            .filter(held -> held.state == Port.State.HELD)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("lane " + lane + " holds no step"));
    port.victim = board.victims.waiting(board.chosen(), lane);
    port.sentWith = board.choices.size() - 1;
    board.noteCrowd(port);
    Step step = port.step.orElseThrow();
    boolean stretch = !port.atPrivateCommit && observer.nature(step).stretchable();
    port.leave = Optional.of(stretch ? Passage.STRETCH : Passage.FORWARD);
    port.move();
    port.sentAt = port.movingSince;
    board.current = Optional.of(port);
    board.signal();
  }

  /// Ends the run: whatever is still under way is made to fail, so that the next run starts clean.
  private Recording finish(Run.End end, Optional<String> broken) throws InterruptedException {
    Run run = board.soFar(end);
    List<StepRecord> steps = List.copyOf(board.steps);
    List<Crowd> crowds = List.copyOf(board.crowds);
    boolean outOfTurn = board.outOfTurn;
    SortedMap<Lane, Reply> replies = new TreeMap<>(board.replies);
    settler.cancelWaits();
    board.mode = Board.Mode.DRAINING;
    board.signal();
    settler.drain();
    board.mode = Board.Mode.OPEN;
    board.signal();
    return new Recording(
        run, steps, replies, board.touched, broken, outOfTurn, crowds, Optional.empty());
  }

  /// Whose open connection a server process serves.
  public Optional<Lane> laneOf(int backendPid) {
    board.lock.lock();
    try {
      return Optional.ofNullable(board.laneOfBackend.get(backendPid));
    } finally {
      board.lock.unlock();
    }
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

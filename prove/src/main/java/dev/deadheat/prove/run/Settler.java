package dev.deadheat.prove.run;

import dev.deadheat.postgres.proxy.Step;
import dev.deadheat.search.Event;
import dev.deadheat.search.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Waits until all lanes stand still: at the gate, in the server for a lock, or at their end.
///
/// Called by the controller's thread with the board's lock held.
final class Settler {
  /// How long a step may take before the server is asked whether it waits.
  private static final long PATIENCE_NANOS = 600_000;

  /// How often what is still under way is made to fail at the end of a run.
  private static final long DRAIN_NANOS = 50_000_000;

  private final Board board;
  private final Observer observer;
  private final Deadlines deadlines;

  Settler(Board board, Observer observer, Deadlines deadlines) {
    this.board = board;
    this.observer = observer;
    this.deadlines = deadlines;
  }

  /// Waits until nothing moves. Answers why it gave up, if it did.
  ///
  /// @throws ObserverException also if a gate met it
  Optional<String> settle(long deadline) throws InterruptedException {
    long quietSince = System.nanoTime();
    int eventsSeen = board.events.size();
    while (true) {
      if (board.blind.isPresent()) {
        throw board.blind.get();
      }
      if (board.settled()) {
        return Optional.empty();
      }
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
      blockers = observer.waits().blockers(port.session.backendPid());
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
    port.blockers = blockers;
    port.waitsFor =
        blockers.stream()
            .flatMap(pid -> Optional.ofNullable(board.laneOfBackend.get(pid)).stream())
            .distinct()
            .sorted()
            .toList();
    if (first) {
      recordStart(port);
    }
    if (board.current.equals(Optional.of(port)) && board.doomed.isEmpty()) {
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

  /// Waits, when every lane that is left waits in the server, until one goes on: a timeout of the
  /// server may end it. Answers why it gave up, if it did.
  Optional<String> awaitServer() throws InterruptedException {
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

  /// Makes what waits in the server fail, so that it does not wait for ever. Where nothing moves
  /// this hits nothing else.
  void cancelWaits() {
    List<Integer> waiting =
        board.portsIn(Port.State.BLOCKED).stream().map(port -> port.session.backendPid()).toList();
    if (!waiting.isEmpty()) {
      observer.waits().cancel(waiting);
    }
  }

  /// Waits until every request has ended, making fail what begins to wait meanwhile.
  void drain() throws InterruptedException {
    long until = System.nanoTime() + deadlines.silence().toNanos();
    while (board.phases.containsValue(Board.Phase.SERVING) && System.nanoTime() < until) {
      board.await(DRAIN_NANOS);
      List<Port> moving = new ArrayList<>(board.portsIn(Port.State.BLOCKED));
      moving.addAll(board.portsIn(Port.State.MOVING));
      board.lock.unlock();
      try {
        List<Integer> waiting =
            moving.stream()
                .map(port -> port.session.backendPid())
                .filter(pid -> !observer.waits().blockers(pid).isEmpty())
                .toList();
        if (!waiting.isEmpty()) {
          observer.waits().cancel(waiting);
        }
      } finally {
        board.lock.lock();
      }
    }
  }

  /// Asks of every port that waits whether it still does.
  void lookAgain() throws InterruptedException {
    board.portsIn(Port.State.BLOCKED).forEach(Port::move);
    for (Port port : board.portsIn(Port.State.MOVING)) {
      look(port);
    }
  }
}

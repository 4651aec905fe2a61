package dev.deadheat.prove.run;

import dev.deadheat.postgres.proxy.Answer;
import dev.deadheat.postgres.proxy.Gatekeeper;
import dev.deadheat.postgres.proxy.Session;
import dev.deadheat.postgres.proxy.Step;
import dev.deadheat.prove.run.Observer.Nature;
import dev.deadheat.prove.run.Observer.Seen;
import dev.deadheat.search.Event;
import dev.deadheat.search.Event.Kind;
import dev.deadheat.search.Event.Phase;
import dev.deadheat.search.Lane;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// One lane's gate: holds each step until the controller lets it go, and records what came back.
final class Gate implements Gatekeeper {
  private static final String DEADLOCK = "40P01";

  private final Lane lane;
  private final Board board;
  private final Observer observer;

  Gate(Lane lane, Board board, Observer observer) {
    this.lane = lane;
    this.board = board;
    this.observer = observer;
  }

  @Override
  public void opened(Session session) {
    board.lock.lock();
    try {
      board.port(lane, session);
    } finally {
      board.lock.unlock();
    }
  }

  @Override
  public Passage arrived(Session session, Step step) throws InterruptedException {
    board.lock.lock();
    try {
      Port port = board.port(lane, session);
      if (board.mode == Board.Mode.OPEN) {
        return Passage.FORWARD;
      }
      Nature nature = observer.nature(step);
      if (!nature.choice()) {
        port.step = Optional.of(step);
        port.move();
        port.leave = Optional.of(Passage.FORWARD);
        board.signal();
        return Passage.FORWARD;
      }
      port.hold(step);
      board.signal();
      return leave(port, nature);
    } finally {
      board.lock.unlock();
    }
  }

  private Passage leave(Port port, Nature nature) throws InterruptedException {
    while (port.leave.isEmpty()) {
      if (board.mode == Board.Mode.DRAINING) {
        port.move();
        boolean ends =
            nature.kind() == Kind.ROLLBACK || nature.kind() == Kind.ROLLBACK_TO_SAVEPOINT;
        return ends ? Passage.FORWARD : Passage.FAIL;
      }
      board.await();
    }
    return port.leave.get();
  }

  @Override
  public List<String> before(Session session, Step step) {
    board.lock.lock();
    try {
      Port port = board.port(lane, session);
      if (board.rushed && board.mode == Board.Mode.OPEN) {
        boolean told = port.impatient;
        port.impatient = true;
        return told ? List.of() : List.of(Victims.BY_ITSELF);
      }
      boolean ends =
          step.transaction() == Step.TransactionState.IN_TRANSACTION
              || port.leave.equals(Optional.of(Passage.STRETCH));
      if (port.victim.isPresent()) {
        port.impatient = !ends;
        return List.of(port.victim.get().timeout(ends));
      }
      if (port.impatient) {
        port.impatient = false;
        return List.of(Victims.AS_USUAL);
      }
      return List.of();
    } finally {
      board.lock.unlock();
    }
  }

  @Override
  public void answered(Session session, Step step, Answer answer) throws InterruptedException {
    boolean held = begin(session);
    if (!held) {
      return;
    }
    Seen seen;
    try {
      seen = observer.observe(step, answer, session.backendPid());
    } catch (ObserverException gone) {
      giveUp(session, gone);
      return;
    }
    board.lock.lock();
    try {
      Port port = board.port(lane, session);
      record(port, step, answer, seen, false);
      boolean stretched =
          port.leave.equals(Optional.of(Passage.STRETCH))
              && answer.error().isEmpty()
              && !answer.stretchRefused();
      board.current = Optional.empty();
      if (stretched && seen.holdsSomething() && board.mode == Board.Mode.ARMED) {
        port.hold(step);
        port.atPrivateCommit = true;
        board.signal();
        while (port.leave.isEmpty() && board.mode == Board.Mode.ARMED) {
          board.await();
        }
        port.move();
      } else if (stretched) {
        port.move();
      } else {
        port.rest();
      }
      recheckWaiters();
      board.signal();
    } finally {
      board.lock.unlock();
    }
  }

  @Override
  public void stretched(Session session, Step step, Answer commit) throws InterruptedException {
    boolean held = begin(session);
    if (!held) {
      return;
    }
    board.lock.lock();
    try {
      Port port = board.port(lane, session);
      if (port.atPrivateCommit) {
        record(port, step, commit, new Seen(List.of(), Map.of()), true);
      }
      board.current = Optional.empty();
      port.rest();
      recheckWaiters();
      board.signal();
    } finally {
      board.lock.unlock();
    }
  }

  @Override
  public void closed(Session session) {
    board.lock.lock();
    try {
      Port port = board.port(lane, session);
      if (board.current.equals(Optional.of(port))) {
        board.current = Optional.empty();
      }
      port.rest();
      var known = board.ports.get(lane);
      if (known != null) {
        known.remove(session.number());
      }
      board.laneOfBackend.remove(session.backendPid());
      if (board.mode != Board.Mode.OPEN) {
        board.events.add(
            new Event(
                lane,
                session.number(),
                Kind.DISCONNECT,
                Phase.WHOLE,
                "",
                List.of(),
                false,
                Optional.empty(),
                List.of()));
      }
      recheckWaiters();
      board.signal();
    } finally {
      board.lock.unlock();
    }
  }

  /// The controller ends the run; this connection goes on until then.
  private void giveUp(Session session, ObserverException why) {
    board.lock.lock();
    try {
      board.blind = Optional.of(why);
      board.current = Optional.empty();
      board.port(lane, session).rest();
      board.signal();
    } finally {
      board.lock.unlock();
    }
  }

  /// Waits for this answer's turn and marks it; false if nothing is recorded now.
  private boolean begin(Session session) throws InterruptedException {
    board.lock.lock();
    try {
      Port port = board.port(lane, session);
      if (board.mode == Board.Mode.OPEN) {
        port.rest();
        return false;
      }
      while (board.current.isPresent() && !board.current.equals(Optional.of(port))) {
        board.await();
      }
      board.current = Optional.of(port);
      port.state = Port.State.ANSWERING;
      board.signal();
      return true;
    } finally {
      board.lock.unlock();
    }
  }

  private void record(Port port, Step step, Answer answer, Seen seen, boolean privateCommit) {
    Nature nature = observer.nature(step);
    boolean waited = port.waitedFrom >= 0;
    String sql =
        privateCommit
            ? "COMMIT"
            : step.statements().stream().map(Step.Statement::sql).collect(Collectors.joining("; "));
    Kind kind = privateCommit ? Kind.COMMIT : nature.kind();
    boolean inTransaction = step.transaction() != Step.TransactionState.IDLE;
    // Some drivers send BEGIN and the first statement as one step.
    boolean opened =
        !port.leave.equals(Optional.of(Passage.STRETCH))
            && !privateCommit
            && answer.transaction() == Step.TransactionState.IN_TRANSACTION;
    board.events.add(
        new Event(
            lane,
            port.session.number(),
            kind,
            waited ? Phase.GRANT : Phase.WHOLE,
            sql,
            seen.accesses(),
            inTransaction,
            answer.error().map(Answer.ServerError::sqlState),
            List.of()));
    board.touch(seen.accesses());
    board.steps.add(
        new StepRecord(
            lane,
            port.session.number(),
            kind,
            sql,
            step.statements().stream().flatMap(statement -> statement.tag().stream()).findFirst(),
            inTransaction || opened,
            seen.accesses(),
            seen.rowsRead(),
            answer.error(),
            port.waitsFor,
            port.waitedFrom,
            board.events.size() - 1,
            privateCommit));
    if (waited && answer.error().isEmpty()) {
      board.noteTurn(port);
    }
    if (answer.error().filter(error -> error.sqlState().equals(DEADLOCK)).isPresent()
        && !board.doomed.equals(Optional.of(port))) {
      board.hasty = port.victim;
    }
    port.victim = Optional.empty();
    port.waitsFor = List.of();
    port.waitedFrom = -1;
  }

  /// Anything that happened may have granted a lock: whoever waits is looked at again.
  private void recheckWaiters() {
    board.portsIn(Port.State.BLOCKED).forEach(Port::move);
  }
}

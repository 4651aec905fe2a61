package dev.deadheat.search.simulation;

import dev.deadheat.search.Access;
import dev.deadheat.search.Access.LockMode;
import dev.deadheat.search.Event;
import dev.deadheat.search.Event.Kind;
import dev.deadheat.search.Event.Phase;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Overlap;
import dev.deadheat.search.Run;
import dev.deadheat.search.Strategy;
import dev.deadheat.search.dependence.Isolation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Serves the requests of a program on a fresh database, one step at a time, as a strategy says.
final class Simulation {
  private static final int MOST_STEPS = 200;

  /// The lane of what we hold ourselves.
  private static final Lane NOBODY = new Lane(25);

  /// What a run did and how it ended.
  ///
  /// @param run the run as a search sees it
  /// @param outcome the final rows and what every request was answered
  record Result(Run run, String outcome) {}

  private final Database database = new Database();
  private final List<Request> requests = new ArrayList<>();
  private final List<Request> queue = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private final List<Run.Choice> choices = new ArrayList<>();
  private final boolean lastIsVictim;
  private final boolean pauses;

  private Simulation(Program program, boolean pauses) {
    this.pauses = pauses;
    lastIsVictim = program.lastIsVictim();
    program.rows().forEach(insert -> database.load(insert.table(), insert.row()));
    for (int i = 0; i < program.lanes().size(); i++) {
      requests.add(
          new Request(
              new Lane(i), program.isolation(), program.stretches(), program.lanes().get(i)));
    }
  }

  static Result run(Program program, Strategy strategy) {
    return new Simulation(program, false).run(strategy);
  }

  /// The same, with statements that can be interrupted between two rows, as on a server that nobody
  /// steers. The run's events do not tell.
  static String interrupted(Program program, Strategy strategy) {
    return new Simulation(program, true).run(strategy).outcome();
  }

  private Result run(Strategy strategy) {
    while (true) {
      int before;
      do {
        before = events.size();
        requests.forEach(this::settle);
      } while (events.size() > before);
      List<Lane> circle =
          queue.stream().filter(this::circle).map(request -> request.lane).sorted().toList();
      List<Lane> enabled =
          requests.stream()
              .filter(request ->
                  circle.contains(request.lane)
                      || request.paused
                      || (request.waiting.isEmpty() && request.next().isPresent()))
              .map(request -> request.lane)
              .toList();
      if (enabled.isEmpty()) {
        return result(queue.isEmpty() ? Run.End.FINISHED : Run.End.BROKEN);
      }
      if (choices.size() > MOST_STEPS) {
        throw new IllegalStateException("too many steps");
      }
      switch (strategy.decide(new Run(events, choices, Run.End.FINISHED), enabled)) {
        case Strategy.Decision.Together(Overlap overlap) -> {
          choices.add(
              new Run.Choice(
                  enabled, overlap.first(), events.size(), circle, Optional.of(overlap)));
          overlap(overlap);
        }
        case Strategy.Decision.Cut cut -> {
          return result(Run.End.CUT);
        }
        case Strategy.Decision.Move(Lane lane) -> {
          choices.add(new Run.Choice(enabled, lane, events.size(), circle));
          Request chosen = requests.get(lane.index());
          if (circle.contains(lane)) {
            deadlock(chosen);
          } else if (chosen.paused) {
            chosen.paused = false;
            advance(chosen, chosen.waiting.orElseThrow(), Phase.WHOLE);
          } else {
            step(requests.get(lane.index()));
          }
          wake();
        }
      }
    }
  }

  /// Lets two steps go while we hold a row from them.
  private void overlap(Overlap overlap) {
    var holder = new Tx(NOBODY, Isolation.READ_COMMITTED, true);
    database.begin(holder);
    if (database.blockers(holder, overlap.row(), LockMode.UPDATE).isEmpty()) {
      holder.held.add(new Tx.RowLock(overlap.row(), LockMode.UPDATE));
    }
    for (Lane lane : List.of(overlap.first(), overlap.second())) {
      step(requests.get(lane.index()));
      wake();
    }
    database.rollback(holder);
    wake();
  }

  private Result result(Run.End end) {
    StringBuilder outcome = new StringBuilder(database.print());
    requests.forEach(request -> outcome.append("\n").append(request.transcript));
    return new Result(new Run(events, choices, end), outcome.toString());
  }

  /// What comes without a choice: BEGIN, savepoints, and closing the connection at the end.
  private void settle(Request request) {
    while (request.waiting.isEmpty()) {
      Optional<Op> next = request.next();
      if (next.isEmpty()) {
        close(request);
        return;
      }
      switch (next.get()) {
        case Op.Begin(var isolation) -> {
          var tx = new Tx(request.lane, isolation, true);
          database.begin(tx);
          request.tx = Optional.of(tx);
          add(request, Kind.BEGIN, "BEGIN ISOLATION LEVEL " + isolation.words());
        }
        case Op.Savepoint(var name) -> {
          request.tx.orElseThrow().mark(name);
          add(request, Kind.SAVEPOINT, "SAVEPOINT " + name);
        }
        case Op.Release(var name) -> {
          request.tx.orElseThrow().release(name);
          add(request, Kind.RELEASE_SAVEPOINT, "RELEASE SAVEPOINT " + name);
        }
        default -> {
          return;
        }
      }
      request.answered("");
    }
  }

  private void close(Request request) {
    if (!request.closed()) {
      request.close();
      request.tx.ifPresent(database::rollback);
      request.tx = Optional.empty();
      database.unlockSession(request.lane, Optional.empty());
      add(request, Kind.DISCONNECT, "");
      wake();
    }
  }

  private void step(Request request) {
    Op op = request.next().orElseThrow();
    switch (op) {
      case Op.Rollback ignored -> {
        add(request, Kind.ROLLBACK, "ROLLBACK");
        request.tx.ifPresent(database::rollback);
        request.tx = Optional.empty();
        request.answered("");
      }
      case Op.RollbackTo(var name) -> {
        add(request, Kind.ROLLBACK_TO_SAVEPOINT, "ROLLBACK TO SAVEPOINT " + name);
        request.tx.orElseThrow().rollbackTo(name);
        request.answered("");
      }
      default -> statement(request, op);
    }
  }

  private void statement(Request request, Op op) {
    boolean lone = request.tx.isEmpty();
    if (op instanceof Op.Commit && lone) {
      add(request, Kind.COMMIT, "COMMIT");
      request.answered("");
      return;
    }
    if (lone) {
      var tx = new Tx(request.lane, request.usual, false);
      database.begin(tx);
      request.tx = Optional.of(tx);
    }
    var execution =
        new Execution(database, request.tx.orElseThrow(), op, request.lastRead(), pauses);
    advance(request, execution, Phase.WHOLE);
  }

  /// Goes on with a statement; returns whether it came any further.
  private boolean advance(Request request, Execution execution, Phase phase) {
    Op op = request.current.orElseThrow();
    Tx tx = request.tx.orElseThrow();
    switch (execution.advance()) {
      case Execution.State.Blocked(var by) -> {
        request.waitsFor = by;
        if (phase != Phase.WHOLE) {
          return false;
        }
        add(request, op, Phase.START, execution.takeAccesses(), Optional.empty(), by);
        queue.add(request);
        request.waiting = Optional.of(execution);
        if (lastIsVictim && circle(request)) {
          deadlock(request);
        }
      }
      case Execution.State.Paused() -> {
        request.paused = true;
        request.waitsFor = Set.of();
        request.waiting = Optional.of(execution);
        queue.remove(request);
      }
      case Execution.State.Done done -> {
        boolean commits = op instanceof Op.Commit || !(tx.block || holds(request, op));
        end(
            request,
            execution,
            phase,
            commits && execution.commitFails() ? new Execution.State.Failed("40001") : done,
            op,
            tx);
      }
      case Execution.State.Failed failed -> end(request, execution, phase, failed, op, tx);
    }
    return true;
  }

  private void end(
      Request request, Execution execution, Phase phase, Execution.State state, Op op, Tx tx) {
    queue.remove(request);
    database.leave(tx);
    request.waiting = Optional.empty();
    if (state instanceof Execution.State.Failed(var code)) {
      add(request, op, phase, execution.takeAccesses(), Optional.of(code), Set.of());
      if (op instanceof Op.Commit || !tx.block) {
        database.rollback(tx);
        request.failed(code);
        request.tx = Optional.empty();
      } else {
        tx.fail();
        request.failed(code);
      }
      return;
    }
    add(request, op, phase, execution.takeAccesses(), Optional.empty(), Set.of());
    String result = state instanceof Execution.State.Done(var text) ? text : "";
    boolean hold = !tx.block && holds(request, op);
    if (op instanceof Op.Commit || (!tx.block && !hold)) {
      database.commit(tx);
      request.tx = Optional.empty();
    }
    request.answered(result);
    if (hold) {
      request.holdCommit();
    }
  }

  private static boolean holds(Request request, Op op) {
    return request.stretches && stretchable(op);
  }

  private static boolean stretchable(Op op) {
    return op instanceof Op.Insert
        || op instanceof Op.Update
        || op instanceof Op.Delete
        || op instanceof Op.Truncate
        || op instanceof Op.Opaque
        || op instanceof Op.Impatient
        || op instanceof Op.Lock;
  }

  private void deadlock(Request victim) {
    end(
        victim,
        victim.waiting.orElseThrow(),
        Phase.GRANT,
        new Execution.State.Failed("40P01"),
        victim.current.orElseThrow(),
        victim.tx.orElseThrow());
  }

  /// Lets waiting statements go on, first come first served, until none can.
  private void wake() {
    boolean moved = true;
    while (moved) {
      moved = false;
      for (Request request : List.copyOf(queue)) {
        if (advance(request, request.waiting.orElseThrow(), Phase.GRANT)) {
          moved = true;
          break;
        }
      }
      Optional<Request> victim =
          moved || !lastIsVictim
              ? Optional.empty()
              : queue.stream().filter(this::circle).findFirst();
      if (victim.isPresent()) {
        deadlock(victim.get());
        moved = true;
      }
    }
  }

  /// Whether a lane waits for itself, through others that wait.
  private boolean circle(Request request) {
    Set<Lane> seen = new LinkedHashSet<>();
    List<Lane> open = new ArrayList<>(request.waitsFor);
    while (!open.isEmpty()) {
      Lane lane = open.removeLast();
      if (lane.equals(request.lane)) {
        return true;
      }
      if (!lane.equals(NOBODY) && seen.add(lane)) {
        Request other = requests.get(lane.index());
        other.waiting.ifPresent(_ -> open.addAll(other.waitsFor));
      }
    }
    return false;
  }

  private void add(Request request, Kind kind, String sql) {
    events.add(
        new Event(
            request.lane,
            0,
            kind,
            Phase.WHOLE,
            sql,
            List.of(),
            request.tx.filter(tx -> tx.block).isPresent(),
            Optional.empty(),
            List.of()));
  }

  private void add(
      Request request,
      Op op,
      Phase phase,
      List<Access> accesses,
      Optional<String> error,
      Set<Lane> waitsFor) {
    events.add(
        new Event(
            request.lane,
            0,
            op instanceof Op.Commit ? Kind.COMMIT : Kind.STATEMENT,
            phase,
            Sql.of(op),
            accesses,
            request.tx.filter(tx -> tx.block).isPresent(),
            error,
            waitsFor.stream().filter(lane -> !lane.equals(NOBODY)).sorted().toList()));
  }
}

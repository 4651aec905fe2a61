package dev.deadheat.prove.stage;

import dev.deadheat.postgres.proxy.Gatekeeper.Passage;
import dev.deadheat.postgres.proxy.Session;
import dev.deadheat.postgres.proxy.Step;
import dev.deadheat.prove.faults.Fault;
import dev.deadheat.search.Lane;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Injects one fault at a time. Safe for use by several threads: all lanes share it.
final class Injector {
  private final Predicate<Step> isChoice;
  private final Consumer<Lane> kill;
  private Optional<Fault> armed = Optional.empty();
  private Optional<Session> losing = Optional.empty();
  private int steps;
  private boolean struck;

  /// @param isChoice whether a step waits at the gate: those are counted
  /// @param kill ends a lane's worker at once
  Injector(Predicate<Step> isChoice, Consumer<Lane> kill) {
    this.isChoice = isChoice;
    this.kill = kill;
  }

  /// Waits for the fault's place in the run that begins now.
  synchronized void arm(Optional<Fault> fault) {
    armed = fault;
    losing = Optional.empty();
    steps = 0;
    struck = false;
  }

  /// Lets everything pass again, and says whether the fault was injected.
  synchronized boolean disarm() {
    armed = Optional.empty();
    return struck;
  }

  /// How a step goes on that the gate has let go.
  synchronized Passage passage(Lane lane, Session session, Step step, Passage usual) {
    if (armed.isEmpty()
        || struck
        || usual != Passage.FORWARD
        || !armed.get().lane().equals(lane)
        || !isChoice.test(step)
        || ++steps != armed.get().step()) {
      return usual;
    }
    struck = true;
    Fault fault = armed.get();
    if (fault.moment() == Fault.Moment.AFTER) {
      losing = Optional.of(session);
      return Passage.LOSE;
    }
    return switch (fault.kind()) {
      case SERVER_ERROR -> Passage.REFUSE;
      case CONNECTION_LOST -> Passage.CLOSE;
      case WORKER_KILLED -> {
        kill.accept(lane);
        yield Passage.CLOSE;
      }
    };
  }

  /// The server has carried out a step whose answer is about to be lost, perhaps.
  synchronized void answered(Lane lane, Session session) {
    boolean kills =
        losing.equals(Optional.of(session))
            && armed
                .filter(fault -> fault.lane().equals(lane))
                .filter(fault -> fault.kind() == Fault.Kind.WORKER_KILLED)
                .isPresent();
    if (kills) {
      kill.accept(lane);
    }
    if (losing.equals(Optional.of(session))) {
      losing = Optional.empty();
    }
  }
}

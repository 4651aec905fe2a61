package dev.deadheat.prove.run;

import dev.deadheat.postgres.proxy.Gatekeeper.Passage;
import dev.deadheat.postgres.proxy.Session;
import dev.deadheat.postgres.proxy.Step;
import dev.deadheat.search.Lane;
import java.util.List;
import java.util.Optional;

/// One connection of a lane at the gate. Guarded by the controller's lock.
final class Port {
  /// What the connection is doing.
  enum State {
    /// No step under way.
    QUIET,
    /// A step waits for leave.
    HELD,
    /// A step is at the server.
    MOVING,
    /// A step is at the server and waits there for a lock.
    BLOCKED,
    /// A step has been answered and is being looked at.
    ANSWERING
  }

  final Lane lane;
  final Session session;
  State state = State.QUIET;
  Optional<Step> step = Optional.empty();

  /// Set by the controller when the held step may go.
  Optional<Passage> leave = Optional.empty();

  /// Whether the held step is the private COMMIT of a stretched statement.
  boolean atPrivateCommit;

  /// `System.nanoTime()` of the last change to MOVING.
  long movingSince;

  List<Lane> waitsFor = List.of();
  int waitedFrom = -1;

  Port(Lane lane, Session session) {
    this.lane = lane;
    this.session = session;
  }

  void hold(Step arrived) {
    state = State.HELD;
    step = Optional.of(arrived);
    leave = Optional.empty();
  }

  void move() {
    state = State.MOVING;
    movingSince = System.nanoTime();
  }

  void rest() {
    state = State.QUIET;
    step = Optional.empty();
    leave = Optional.empty();
    atPrivateCommit = false;
    waitsFor = List.of();
    waitedFrom = -1;
  }
}

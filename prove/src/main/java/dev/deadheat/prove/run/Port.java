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

  /// `System.nanoTime()` of when the step was let go.
  long sentAt;

  /// The choice with which the step was let go.
  int sentWith;

  /// Set if this step's wait is to make its lane a deadlock's victim.
  Optional<Victims.Victim> victim = Optional.empty();

  /// Whether the connection has a deadlock timeout that is not its usual one.
  boolean impatient;

  /// The server processes that block the step.
  List<Integer> blockers = List.of();

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
    victim = Optional.empty();
    blockers = List.of();
    waitsFor = List.of();
    waitedFrom = -1;
  }
}

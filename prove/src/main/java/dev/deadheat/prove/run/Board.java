package dev.deadheat.prove.run;

import dev.deadheat.postgres.proxy.Session;
import dev.deadheat.search.Access;
import dev.deadheat.search.Event;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import dev.deadheat.search.explore.Crowd;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Where everybody stands during a run: lanes, their connections, and what has happened so far.
///
/// Shared by the gates (one virtual thread a connection) and the controller's thread; every field
/// is guarded by `lock`, and every change is signalled.
final class Board {
  /// What a lane is doing.
  enum Phase {
    /// Its request is not sent in this run (yet).
    RESTING,
    /// Its request is under way.
    SERVING,
    /// Its answer is there.
    ANSWERED
  }

  /// How the gates behave.
  enum Mode {
    /// Steps pass unrecorded: boot, reset, the time between runs.
    OPEN,
    /// Steps are held and recorded.
    ARMED,
    /// What is still under way is made to fail, to end a run early.
    DRAINING
  }

  final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  Mode mode = Mode.OPEN;

  /// The port whose step was let go and is neither answered nor blocked yet. Other answers wait for
  /// it, so that a release is recorded before the grants that follow from it.
  Optional<Port> current = Optional.empty();

  /// The port whose wait is about to end with a deadlock error.
  Optional<Port> doomed = Optional.empty();

  /// A victim that failed before it was chosen.
  Optional<Victims.Victim> hasty = Optional.empty();

  /// Why a gate could not see what came back, if one could not.
  Optional<ObserverException> blind = Optional.empty();

  /// Whether requests are sent with nobody holding a step back, so that the server ends circles.
  boolean rushed;

  /// Who ends circles in this run.
  Victims victims = new Victims.ByServer();

  final SortedMap<Lane, Phase> phases = new TreeMap<>();

  /// Lanes that take part only when another one calls them.
  final SortedSet<Lane> onCall = new TreeSet<>();

  /// Those of them that have been called in this run.
  final SortedSet<Lane> called = new TreeSet<>();

  /// Whether lanes run one after another.
  boolean inTurn;

  final SortedMap<Lane, Reply> replies = new TreeMap<>();
  final Map<Lane, SequencedMap<Integer, Port>> ports = new TreeMap<>();
  final List<Event> events = new ArrayList<>();
  final List<Run.Choice> choices = new ArrayList<>();
  final List<StepRecord> steps = new ArrayList<>();
  final SortedSet<String> touched = new TreeSet<>();

  /// Whether a lane came through before one that had queued before it.
  boolean outOfTurn;

  final List<Crowd> crowds = new ArrayList<>();
  final Map<Integer, Lane> laneOfBackend = new TreeMap<>();

  void signal() {
    changed.signalAll();
  }

  /// Waits for the next change, at most this long. To be called with the lock held.
  @SuppressWarnings("WaitNotInLoop") // the callers loop
  void await(long nanos) throws InterruptedException {
    if (nanos > 0) {
      changed.await(nanos, TimeUnit.NANOSECONDS);
    }
  }

  @SuppressWarnings("WaitNotInLoop") // the callers loop
  void await() throws InterruptedException {
    changed.await();
  }

  Port port(Lane lane, Session session) {
    laneOfBackend.put(session.backendPid(), lane);
    return ports
        .computeIfAbsent(lane, _ -> new LinkedHashMap<>())
        .computeIfAbsent(session.number(), _ -> new Port(lane, session));
  }

  List<Port> portsOf(Lane lane) {
    SequencedMap<Integer, Port> known = ports.get(lane);
    return known == null ? List.of() : List.copyOf(known.values());
  }

  List<Port> portsIn(Port.State state) {
    return ports.values().stream()
        .flatMap(known -> known.values().stream())
        .filter(port -> port.state == state)
        .toList();
  }

  /// The lanes that have a step waiting at the gate or may be a deadlock's victim, in lane order.
  List<Lane> enabled(List<Lane> circle) {
    return phases.keySet().stream()
        .filter(lane -> hasPort(lane, Port.State.HELD) || circle.contains(lane))
        .toList();
  }

  /// The lanes that can be chosen as a deadlock's victim, in lane order.
  List<Lane> victimLanes() {
    return switch (victims) {
      case Victims.ByServer() -> List.of();
      case Victims.Chosen _ ->
          circle().stream()
              .map(port -> port.lane)
              .filter(lane -> !hasPort(lane, Port.State.HELD))
              .distinct()
              .sorted()
              .toList();
    };
  }

  /// The lanes chosen so far.
  List<Lane> chosen() {
    return choices.stream().map(Run.Choice::chosen).toList();
  }

  /// Takes note if a port's wait has ended while one goes on that it queued behind. Where a circle
  /// was ended, the server may have changed the queues itself.
  void noteTurn(Port port) {
    outOfTurn |=
        choices.stream().noneMatch(Run.Choice::ofVictim)
            && ports.values().stream()
                .flatMap(known -> known.values().stream())
                .anyMatch(other ->
                    other != port
                        && other.waitedFrom >= 0
                        && port.blockers.contains(other.session.backendPid()));
  }

  /// Takes note of the lanes that wait for this port's, none behind another, before a choice.
  void noteCrowd(Port port) {
    List<Port> waiting =
        portsIn(Port.State.BLOCKED).stream()
            .filter(other -> other.blockers.contains(port.session.backendPid()))
            .toList();
    List<Lane> crowd =
        waiting.stream()
            .filter(one ->
                waiting.stream()
                    .noneMatch(other -> one.blockers.contains(other.session.backendPid())))
            .map(one -> one.lane)
            .distinct()
            .sorted()
            .toList();
    if (crowd.size() > 1) {
      crowds.add(new Crowd(choices.size() - 1, crowd));
    }
  }

  /// The ports that wait for themselves, through others that wait.
  List<Port> circle() {
    Map<Integer, Port> waiting = new TreeMap<>();
    portsIn(Port.State.BLOCKED).forEach(port -> waiting.put(port.session.backendPid(), port));
    return waiting.values().stream().filter(port -> isInCircle(port, waiting)).toList();
  }

  private static boolean isInCircle(Port port, Map<Integer, Port> waiting) {
    Set<Integer> seen = new TreeSet<>();
    Deque<Integer> open = new ArrayDeque<>(port.blockers);
    while (!open.isEmpty()) {
      int pid = open.removeLast();
      if (pid == port.session.backendPid()) {
        return true;
      }
      Port other = waiting.get(pid);
      if (seen.add(pid) && other != null) {
        open.addAll(other.blockers);
      }
    }
    return false;
  }

  boolean hasPort(Lane lane, Port.State state) {
    return portsOf(lane).stream().anyMatch(port -> port.state == state);
  }

  /// Whether the lane computes: its request is under way and none of its connections has a step.
  boolean computes(Lane lane) {
    return phases.get(lane) == Phase.SERVING
        && portsOf(lane).stream().allMatch(port -> port.state == Port.State.QUIET);
  }

  /// Whether the lane has answered and left nothing at the gate.
  boolean finished(Lane lane) {
    return phases.get(lane) == Phase.ANSWERED
        && portsOf(lane).stream().allMatch(port -> port.state == Port.State.QUIET);
  }

  /// Whether nothing moves: every lane waits at the gate, waits in the server, rests or has
  /// answered.
  boolean settled() {
    return current.isEmpty()
        && portsIn(Port.State.MOVING).isEmpty()
        && portsIn(Port.State.ANSWERING).isEmpty()
        && phases.keySet().stream().noneMatch(this::computes);
  }

  Run soFar(Run.End end) {
    return new Run(events, choices, end);
  }

  void touch(List<Access> accesses) {
    for (Access access : accesses) {
      switch (access) {
        case Access.WriteRow write -> touched.add(write.row().table());
        case Access.WholeTable table -> {
          if (table.write()) {
            touched.add(table.table());
          }
        }
        case Access.ReadRow _,
            Access.ReadWhere _,
            Access.LockRow _,
            Access.UniqueProbe _,
            Access.Advisory _,
            Access.MoveSequence _,
            Access.Unknown _ -> {}
      }
    }
  }

  void clear() {
    events.clear();
    choices.clear();
    steps.clear();
    crowds.clear();
    outOfTurn = false;
    replies.clear();
    phases.clear();
    called.clear();
    touched.clear();
    current = Optional.empty();
    doomed = Optional.empty();
    hasty = Optional.empty();
    blind = Optional.empty();
  }
}

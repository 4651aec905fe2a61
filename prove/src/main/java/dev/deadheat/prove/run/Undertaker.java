package dev.deadheat.prove.run;

import dev.deadheat.prove.run.Victims.Victim;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Has PostgreSQL end a circle with the victim that was chosen.
///
/// Called by the controller's thread with the board's lock held.
final class Undertaker {
  /// How often it is looked whether the circle is still there.
  private static final long LOOK_NANOS = 5_000_000;

  /// How much later than its timeout a check for deadlocks may come.
  private static final long GRACE_NANOS = 1_000_000_000;

  private static final Duration LEAST_PATIENCE = Duration.ofMillis(10);

  private final Board board;
  private final Settler settler;

  Undertaker(Board board, Settler settler) {
    this.board = board;
    this.settler = settler;
  }

  /// Waits until the lane's wait has ended, or until there is no circle any more: PostgreSQL
  /// resolves one that is only a matter of queue order by itself, without a victim.
  ///
  /// @return who has to be prepared in another run, if the server does not choose this lane
  Optional<Victim> end(Lane lane, List<Lane> enabled, List<Lane> circle)
      throws InterruptedException {
    Port port =
        board.circle().stream()
            .filter(waiting -> waiting.lane.equals(lane))
            .findFirst()
            .orElseThrow();
    List<Lane> before = board.chosen();
    Victim wanted = new Victim(lane, before, port.sentWith, patience(port));
    if (port.victim.filter(victim -> victim.before().equals(before)).isEmpty()) {
      return Optional.of(wanted);
    }
    Victim victim = port.victim.get();
    board.choices.add(new Run.Choice(enabled, lane, board.events.size(), circle));
    board.noteCrowd(port);
    board.doomed = Optional.of(port);
    board.current = Optional.of(port);
    long due = port.sentAt + victim.patience().toNanos();
    while (undecided(port)) {
      long now = System.nanoTime();
      if (now > due + GRACE_NANOS) {
        return Optional.of(victim.slower());
      }
      board.await(now < due ? due - now : LOOK_NANOS);
      if (System.nanoTime() > due) {
        settler.lookAgain();
      }
    }
    board.doomed = Optional.empty();
    if (port.state == Port.State.BLOCKED && board.current.equals(Optional.of(port))) {
      board.current = Optional.empty();
      board.signal();
    }
    return Optional.empty();
  }

  /// Whether the wait goes on in a circle, or has ended and is not yet seen to have.
  private boolean undecided(Port port) {
    return switch (port.state) {
      case BLOCKED -> board.circle().contains(port);
      case MOVING, ANSWERING -> true;
      case QUIET, HELD -> false;
    };
  }

  /// Twice the time that the circle needed to close.
  private static Duration patience(Port port) {
    return LEAST_PATIENCE.plusNanos(2 * (System.nanoTime() - port.sentAt));
  }
}

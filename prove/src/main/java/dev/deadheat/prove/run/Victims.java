package dev.deadheat.prove.run;

import dev.deadheat.search.Lane;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Who ends a circle of waiting lanes.
///
/// PostgreSQL looks for circles once in every wait, when `deadlock_timeout` has passed, and makes
/// whoever finds one the victim. So the victim can be chosen by timeouts, but only before its wait
/// begins: a run that meets a circle unprepared is broken off and made again, with a short timeout
/// for the chosen lane's wait.
public sealed interface Victims {
  /// The usual timeout in a database in which victims are chosen.
  String NEVER = "deadlock_timeout = '1h'";

  /// PostgreSQL's own default.
  String BY_ITSELF = "SET deadlock_timeout = '1s'";

  /// Puts the usual timeout back.
  String AS_USUAL = "RESET deadlock_timeout";

  /// The timeouts that the connections have decide; circles are no choices.
  record ByServer() implements Victims {}

  /// The strategy chooses. Connections have a timeout that never passes.
  ///
  /// @param prepared the victims that are already known
  record Chosen(List<Victim> prepared) implements Victims {
    public Chosen {
      prepared = List.copyOf(prepared);
    }
  }

  /// A lane that is to be a victim.
  ///
  /// @param lane which lane
  /// @param before the lanes chosen in the run before the victim is, in order
  /// @param waitsSince index into them of the choice with which its wait begins
  /// @param patience its `deadlock_timeout`: longer than the circle needs to close after that
  record Victim(Lane lane, List<Lane> before, int waitsSince, Duration patience) {
    public Victim {
      before = List.copyOf(before);
    }

    /// The statement that sets its timeout.
    ///
    /// @param local for the rest of the transaction
    String timeout(boolean local) {
      return "SET %sdeadlock_timeout = '%dms'"
          .formatted(local ? "LOCAL " : "", Math.max(1, patience.toMillis()));
    }

    /// Whether its wait is about to begin, with the last of these choices.
    boolean waitsSince(List<Lane> chosen, Lane sent) {
      return chosen.size() == waitsSince + 1
          && before.size() > waitsSince
          && before.subList(0, waitsSince + 1).equals(chosen)
          && lane.equals(sent);
    }

    /// The same with a longer timeout.
    Victim slower() {
      return new Victim(lane, before, waitsSince, patience.multipliedBy(4));
    }
  }

  /// The victim whose wait is about to begin.
  ///
  /// @param chosen the lanes chosen so far, the last one included
  /// @param sent the lane that is let go by the last choice
  default Optional<Victim> waiting(List<Lane> chosen, Lane sent) {
    return switch (this) {
      case ByServer() -> Optional.empty();
      case Chosen(var prepared) ->
          prepared.stream().filter(victim -> victim.waitsSince(chosen, sent)).findFirst();
    };
  }
}

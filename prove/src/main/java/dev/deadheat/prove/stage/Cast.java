package dev.deadheat.prove.stage;

import dev.deadheat.prove.faults.FaultStage;
import dev.deadheat.prove.run.Deadlines;
import dev.deadheat.prove.scenario.Isolation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What lanes are booted for.
///
/// @param lanes how many at least
/// @param isolation the level that is set for every transaction, if one is
/// @param allowHosts where they may connect to
/// @param faults whether faults are injected into them
public record Cast(
    int lanes, Optional<Isolation> isolation, List<String> allowHosts, boolean faults) {
  public Cast {
    allowHosts = List.copyOf(allowHosts);
  }

  /// Lanes into which no faults are injected.
  public Cast(int lanes, Optional<Isolation> isolation, List<String> allowHosts) {
    this(lanes, isolation, allowHosts, false);
  }

  /// The same with another number of lanes.
  public Cast withLanes(int count) {
    return new Cast(count, isolation, allowHosts, faults);
  }

  /// What is run on every connection before the lane may use it.
  List<String> setup() {
    return faults
        ? List.of(
            "SET deadlock_timeout = '100ms'",
            "SET lock_timeout = '" + FaultStage.LOCK_SECONDS + "s'")
        : List.of();
  }

  Deadlines deadlines() {
    return faults
        ? new Deadlines(Duration.ofSeconds(5), Deadlines.usual().run())
        : Deadlines.usual();
  }
}

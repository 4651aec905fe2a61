package dev.deadheat.prove.faults;

import dev.deadheat.prove.explore.Stage;
import dev.deadheat.prove.explore.StageException;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Strategy;
import java.util.List;
import java.util.Optional;

/// A stage on which faults can be injected. No statement is stretched, and a wait for a lock ends
/// with an error (55P03) after [#LOCK_SECONDS].
public interface FaultStage extends Stage {
  /// How long a statement may wait for a lock: much longer than any run takes.
  int LOCK_SECONDS = 2;

  /// Runs lanes together and injects a fault; then looks at what is left, puts the start rows back,
  /// and sends one lane's request once more to the same worker.
  ///
  /// @param next the lane that is asked again
  Aftermath strike(List<Lane> lanes, Strategy strategy, Optional<Fault> fault, Lane next)
      throws InterruptedException, StageException;
}

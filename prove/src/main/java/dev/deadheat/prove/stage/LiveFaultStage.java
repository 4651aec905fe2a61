package dev.deadheat.prove.stage;

import dev.deadheat.prove.explore.StageException;
import dev.deadheat.prove.faults.Aftermath;
import dev.deadheat.prove.faults.Fault;
import dev.deadheat.prove.faults.FaultStage;
import dev.deadheat.prove.faults.Remnant;
import dev.deadheat.prove.oracle.Schema;
import dev.deadheat.prove.run.ObserverException;
import dev.deadheat.prove.run.Recording;
import dev.deadheat.prove.run.Victims;
import dev.deadheat.prove.worker.WorkerException;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Strategy;
import dev.deadheat.search.Strategy.Decision;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Plays one scenario on real lanes, and injects faults.
///
/// @param stage plays it
/// @param lanes whose workers may be killed
record LiveFaultStage(LiveStage stage, Lanes lanes, LiveDatabase database) implements FaultStage {
  /// How long the next request may take.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  @Override
  public Played serial(List<Lane> order, int variant) throws InterruptedException, StageException {
    return stage.serial(order, variant);
  }

  @Override
  public Played together(List<Lane> some, Strategy strategy)
      throws InterruptedException, StageException {
    return stage.together(some, strategy);
  }

  @Override
  public void renew() throws InterruptedException, StageException {
    stage.renew();
  }

  @Override
  public Schema schema() {
    return stage.schema();
  }

  @Override
  public Aftermath strike(List<Lane> some, Strategy strategy, Optional<Fault> fault, Lane next)
      throws InterruptedException, StageException {
    stage.reset(0);
    lanes.injector().arm(fault);
    try {
      Recording recording = lanes.controller().together(some, strategy, new Victims.ByServer());
      boolean struck = lanes.injector().disarm();
      boolean killed =
          struck && fault.filter(f -> f.kind() == Fault.Kind.WORKER_KILLED).isPresent();
      if (killed) {
        lanes.replace(fault.orElseThrow().lane());
      }
      Played played = stage.unforgotten(recording);
      List<Remnant> left = database.remnants(lanes.controller()::laneOf);
      Optional<Recording> again = Optional.empty();
      if (recording.broken().isPresent() || !left.isEmpty() || !lanes.controller().idle()) {
        clearAway();
      } else {
        again = Optional.of(again(next));
      }
      return new Aftermath(played, struck, left, again);
    } catch (ObserverException | DatabaseException | WorkerException | IOException failed) {
      throw new StageException(String.valueOf(failed.getMessage()), failed);
    }
  }

  /// Sends a request to a worker that has forgotten nothing of the run before.
  private Recording again(Lane lane)
      throws InterruptedException, StageException, DatabaseException, WorkerException, IOException {
    stage.putBack();
    Strategy alone = (_, enabled) -> new Decision.Move(enabled.getFirst());
    Recording again =
        lanes.hurried(
            PATIENCE,
            () -> lanes.controller().together(List.of(lane), alone, new Victims.ByServer()));
    stage.unforgotten(again);
    if (again.broken().isPresent() || !database.remnants(lanes.controller()::laneOf).isEmpty()) {
      clearAway();
    }
    return again;
  }

  /// Ends the lanes' connections and processes, and has others in their place.
  private void clearAway()
      throws InterruptedException, DatabaseException, WorkerException, IOException {
    database.clearRemnants();
    lanes.replaceAll();
  }
}

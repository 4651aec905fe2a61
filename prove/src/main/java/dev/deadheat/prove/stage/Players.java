package dev.deadheat.prove.stage;

import dev.deadheat.prove.run.Controller;
import dev.deadheat.prove.worker.Effects;
import dev.deadheat.prove.worker.WorkerException;
import dev.deadheat.search.Lane;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Those who do what the lanes of a stage are asked to, each behind a proxy: worker processes, or
/// plain SQL sessions. Used from one thread; closing ends them all.
interface Players extends AutoCloseable {
  /// All lanes.
  List<Lane> all();

  /// Runs their requests.
  Controller controller();

  /// Makes some lanes forget what they remember of earlier runs, and answers what they did besides
  /// changing rows, in the order asked.
  List<Effects> reset(List<Lane> lanes, long seed, Duration clockOffset)
      throws WorkerException, InterruptedException;

  /// Ends them all and starts anew: what a run that had to be given up needs.
  void reboot() throws IOException, WorkerException, InterruptedException;

  @Override
  void close();
}

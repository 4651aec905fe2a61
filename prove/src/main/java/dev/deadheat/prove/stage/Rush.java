package dev.deadheat.prove.stage;

import dev.deadheat.prove.explore.StageException;
import dev.deadheat.prove.run.Reply;
import dev.deadheat.prove.verdict.Load;
import dev.deadheat.search.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Sends a scenario's requests all at once, again and again, with nobody holding a statement back.
final class Rush {
  private Rush() {}

  /// Puts the start rows back.
  interface Resetting {
    /// Done before each round.
    void reset() throws InterruptedException, StageException;
  }

  /// Sends one lane's request.
  interface Sending {
    /// Waits for its answer.
    Reply send(Lane lane);
  }

  private record Answer(long nanos, boolean refused) {}

  /// Measures. The time to put rows back between rounds does not count.
  static Load measure(List<Lane> lanes, int rounds, Resetting resetting, Sending sending)
      throws InterruptedException, StageException {
    var latencies = new ArrayList<Long>();
    int refused = 0;
    long busy = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < rounds; round++) {
        resetting.reset();
        var together = new CyclicBarrier(lanes.size());
        List<Callable<Answer>> asking = new ArrayList<>();
        lanes.forEach(lane -> asking.add(() -> ask(lane, together, sending)));
        long began = System.nanoTime();
        for (Future<Answer> answer : threads.invokeAll(asking)) {
          Answer got = answer.get();
          latencies.add(got.nanos());
          refused += got.refused() ? 1 : 0;
        }
        busy += System.nanoTime() - began;
      }
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    }
    return new Load(latencies, busy, refused);
  }

  private static Answer ask(Lane lane, CyclicBarrier together, Sending sending)
      throws InterruptedException, BrokenBarrierException {
    together.await();
    long began = System.nanoTime();
    Reply reply = sending.send(lane);
    return new Answer(System.nanoTime() - began, reply.status() < 200 || reply.status() >= 400);
  }
}

package dev.deadheat.loop;

import dev.deadheat.prove.verdict.Load;
import dev.deadheat.prove.verdict.Waiting;

/// What a cure costs: a lock that is right may still make people wait.
///
/// @param waits statements that had to wait in the order that used to break
/// @param waiting who had to wait in the search of the patched project
/// @param before the requests under plain load, on the project as it was
/// @param after the same on the patched project
public record Cost(int waits, Waiting waiting, Load before, Load after) {
  /// In which part of the patched project's orders somebody waits, from 0 to 1.
  public double waitingOrders() {
    return waiting.orders() == 0 ? 0 : (double) waiting.waiting() / waiting.orders();
  }

  /// Throughput after as a part of before: 1 is no loss.
  public double throughput() {
    return after.requestsPerSecond() / before.requestsPerSecond();
  }
}

package dev.deadheat.loop;

import dev.deadheat.prove.verdict.Load;

/// What a cure costs: a lock that is right may still make people wait.
///
/// @param waits statements that had to wait in the order that used to break
/// @param before the requests under plain load, on the project as it was
/// @param after the same on the patched project
public record Cost(int waits, Load before, Load after) {
  /// Throughput after as a part of before: 1 is no loss.
  public double throughput() {
    return after.requestsPerSecond() / before.requestsPerSecond();
  }
}

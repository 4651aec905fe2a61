package dev.deadheat.prove.verdict;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A scenario's requests under plain load: all at once, again and again, nobody holding a statement
/// back.
///
/// @param latencies how long each answer took, in nanoseconds, ascending; at least one
/// @param busyNanos how long requests were under way, in nanoseconds
/// @param refused how many answers were 4xx or 5xx, or none
public record Load(List<Long> latencies, long busyNanos, int refused) {
  public Load {
    latencies = latencies.stream().sorted().toList();
  }

  /// Answers a second.
  public double requestsPerSecond() {
    return latencies.size() * 1e9 / busyNanos;
  }

  /// Half of the answers came within this.
  public Duration median() {
    return Duration.ofNanos(latencies.get(latencies.size() / 2));
  }

  /// 95 of 100 answers came within this.
  public Duration percentile95() {
    return Duration.ofNanos(latencies.get((int) (latencies.size() * 0.95)));
  }

  /// Both as one.
  public Load and(Load other) {
    var all = new ArrayList<>(latencies);
    all.addAll(other.latencies);
    return new Load(all, busyNanos + other.busyNanos, refused + other.refused);
  }
}

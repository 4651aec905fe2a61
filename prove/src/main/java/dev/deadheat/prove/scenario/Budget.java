package dev.deadheat.prove.scenario;

import java.time.Duration;
import java.util.Optional;

/// When a search stops though orders are left; the verdict is then inconclusive.
///
/// @param time wall-clock time for the search of one scenario
/// @param schedules runs
public record Budget(Optional<Duration> time, Optional<Long> schedules) {
  /// Nothing said in the file.
  public static final Budget UNSAID = new Budget(Optional.empty(), Optional.empty());
}

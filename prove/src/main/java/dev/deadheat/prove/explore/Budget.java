package dev.deadheat.prove.explore;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// When an exploration gives up.
///
/// @param time how long it may take, the serial runs included
/// @param runs how many runs it may make
public record Budget(Duration time, long runs) {
  /// Two minutes and 20,000 runs.
  public static Budget usual() {
    return new Budget(Duration.ofMinutes(2), 20_000);
  }

  /// Starts the clock.
  public Running start(InstantSource clock) {
    return new Running(this, clock, clock.instant());
  }

  /// A budget being spent.
  public record Running(Budget budget, InstantSource clock, Instant began) {
    /// Whether it is time to look only at what can be finished: two thirds are spent.
    ///
    /// @param made runs made so far
    public boolean nearsItsEnd(long made) {
      Duration spent = Duration.between(began, clock.instant());
      return made >= budget.runs() - budget.runs() / 3
          || spent.compareTo(budget.time().multipliedBy(2).dividedBy(3)) >= 0;
    }

    /// Whether the time is spent; runs are counted by who makes them.
    public boolean timeIsUp() {
      return Duration.between(began, clock.instant()).compareTo(budget.time()) > 0;
    }
  }
}

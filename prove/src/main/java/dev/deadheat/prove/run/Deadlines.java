package dev.deadheat.prove.run;

import java.time.Duration;

/// How long a run may stand still before it is given up.
///
/// @param silence how long a lane may compute without sending SQL or answering
/// @param run how long one whole run may take
public record Deadlines(Duration silence, Duration run) {
  /// Ten seconds of silence, a minute a run.
  public static Deadlines usual() {
    return new Deadlines(Duration.ofSeconds(10), Duration.ofMinutes(1));
  }
}

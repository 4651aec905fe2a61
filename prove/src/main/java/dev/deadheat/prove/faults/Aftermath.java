package dev.deadheat.prove.faults;

import dev.deadheat.prove.explore.Stage.Played;
import dev.deadheat.prove.run.Recording;
import java.util.List;
import java.util.Optional;

/// A run into which a fault was injected, and what it left.
///
/// @param played the run; a lane whose worker was killed has answered with status 0
/// @param struck whether the fault's place was reached
/// @param left what stayed behind in the server
/// @param next the next request to the same worker (a new one, if it was killed) from the start
///   rows; empty if something stayed behind, which had to be cleared away first
public record Aftermath(
    Played played, boolean struck, List<Remnant> left, Optional<Recording> next) {
  public Aftermath {
    left = List.copyOf(left);
  }
}

package dev.deadheat.prove.faults;

import dev.deadheat.search.Lane;
import java.util.Optional;

/// What a run has left behind in the server although every request was answered.
///
/// @param lane whose connection it is, where it is still open
/// @param what the locks, for people: `advisory lock 42`; empty if there are none to name
public record Remnant(Kind kind, Optional<Lane> lane, String what) {
  /// What is left.
  public enum Kind {
    /// A connection stands in a transaction.
    OPEN_TRANSACTION,
    /// A connection outside of a transaction holds a lock, which only an advisory one can be.
    ADVISORY_LOCK,
    /// A statement still runs or waits.
    RUNNING
  }
}

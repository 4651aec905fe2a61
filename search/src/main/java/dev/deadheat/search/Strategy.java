package dev.deadheat.search;

import java.util.List;

/// Chooses which lane moves next in one run. A strategy is a value: it holds no state, so the same
/// run so far gets the same decision.
public interface Strategy {
  /// Decides at one choice point.
  ///
  /// @param soFar the events and choices of this run up to now
  /// @param enabled the lanes that can be chosen, in lane order, at least one: those with a step
  ///   waiting at the gate, and those that a deadlock could choose as its victim
  Decision decide(Run soFar, List<Lane> enabled);

  /// What a strategy answers.
  sealed interface Decision {
    /// Let this lane's waiting step go; if it waits in a circle, make it the deadlock's victim.
    record Move(Lane lane) implements Decision {}

    /// Let two lanes' waiting steps go so that they overlap.
    record Together(Overlap overlap) implements Decision {}

    /// Stop this run: whatever follows is covered by another.
    record Cut(String why) implements Decision {}
  }
}

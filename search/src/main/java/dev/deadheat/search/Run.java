package dev.deadheat.search;

import java.util.List;

/// One run as the search sees it: what happened, and where there was a choice.
///
/// @param events all events, in the order in which the server finished them
/// @param choices every choice that was made, in order
/// @param end how the run ended
public record Run(List<Event> events, List<Choice> choices, End end) {
  public Run {
    events = List.copyOf(events);
    choices = List.copyOf(choices);
  }

  /// A point where several lanes could move and one was chosen.
  ///
  /// @param enabled the lanes that had a step waiting at the gate, in lane order
  /// @param chosen the one that moved
  /// @param firstEvent index into `events` of the first event that followed from this choice
  public record Choice(List<Lane> enabled, Lane chosen, int firstEvent) {
    public Choice {
      enabled = List.copyOf(enabled);
    }
  }

  /// How a run ended.
  public enum End {
    /// Every lane answered.
    FINISHED,
    /// The strategy cut it: what would follow is covered by other runs.
    CUT,
    /// The lanes did not do what the prefix had recorded, or something timed out.
    BROKEN
  }

  /// The lanes chosen, in order: the schedule that reproduces this run.
  public Schedule schedule() {
    return new Schedule(choices.stream().map(Choice::chosen).toList());
  }
}

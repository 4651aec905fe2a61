package dev.deadheat.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

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
  /// A lane that waits in a circle can be chosen too: its wait ends with a deadlock error. While
  /// nobody chooses one, the circle stays as it is.
  ///
  /// @param enabled the lanes that could be chosen, in lane order
  /// @param chosen the one that moved
  /// @param firstEvent index into `events` of the first event that followed from this choice
  /// @param circle those of the enabled lanes that have no step at the gate, but wait for each
  ///   other in a circle: choosing one makes it the victim
  /// @param overlap the statement of another lane that was let go with the chosen one's, if one was
  public record Choice(
      List<Lane> enabled,
      Lane chosen,
      int firstEvent,
      List<Lane> circle,
      Optional<Overlap> overlap) {
    public Choice {
      enabled = List.copyOf(enabled);
      circle = List.copyOf(circle);
    }

    /// A choice among steps at the gate.
    public Choice(List<Lane> enabled, Lane chosen, int firstEvent) {
      this(enabled, chosen, firstEvent, List.of());
    }

    /// A choice of one lane.
    public Choice(List<Lane> enabled, Lane chosen, int firstEvent, List<Lane> circle) {
      this(enabled, chosen, firstEvent, circle, Optional.empty());
    }

    /// What a strategy decided here.
    public Strategy.Decision decision() {
      return overlap
          .<Strategy.Decision>map(Strategy.Decision.Together::new)
          .orElseGet(() -> new Strategy.Decision.Move(chosen));
    }

    /// Whether the chosen lane was made the victim of a deadlock.
    public boolean ofVictim() {
      return circle.contains(chosen);
    }

    /// The lanes that had a step waiting at the gate.
    public List<Lane> atGate() {
      return enabled.stream().filter(lane -> !circle.contains(lane)).toList();
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
    SortedMap<Integer, Overlap> overlaps = new TreeMap<>();
    for (int i = 0; i < choices.size(); i++) {
      int at = i;
      choices.get(i).overlap().ifPresent(overlap -> overlaps.put(at, overlap));
    }
    return new Schedule(choices.stream().map(Choice::chosen).toList(), overlaps);
  }

  /// The event that follows on the same connection.
  ///
  /// @param index of the event to start from
  public Optional<Event> next(int index) {
    return nextIndex(index).map(events::get);
  }

  /// The index of the event that follows on the same connection.
  ///
  /// @param index of the event to start from
  public Optional<Integer> nextIndex(int index) {
    for (int i = index + 1; i < events.size(); i++) {
      if (events.get(i).sameConnection(events.get(index))) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  /// The event before it on the same connection.
  ///
  /// @param index of the event to start from
  public Optional<Event> before(int index) {
    return events.subList(0, index).reversed().stream()
        .filter(earlier -> earlier.sameConnection(events.get(index)))
        .findFirst();
  }

  /// All that a statement is known to have touched. For the two halves of one that waited, what
  /// either touched: at its start it may have queued for what it got at the grant, and at the grant
  /// it reads again what it read at its start.
  ///
  /// @param index of the event
  public List<Access> accesses(int index) {
    Event event = events.get(index);
    List<Access> all = new ArrayList<>(event.accesses());
    Optional<Event> otherHalf =
        switch (event.phase()) {
          case WHOLE -> Optional.empty();
          case START -> next(index).filter(later -> later.phase() == Event.Phase.GRANT);
          case GRANT -> before(index).filter(earlier -> earlier.phase() == Event.Phase.START);
        };
    otherHalf.ifPresent(half -> all.addAll(half.accesses()));
    return all;
  }

  /// Whether the COMMIT of this statement outside a transaction block is held back to a choice of
  /// its own: then a COMMIT is the next event of its connection. Where a run ends here, it does not
  /// tell, and the answer is no.
  ///
  /// @param index of the event
  public boolean stretched(int index) {
    return next(index).filter(event -> event.kind() == Event.Kind.COMMIT).isPresent();
  }
}

package dev.deadheat.prove.run;

import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import dev.deadheat.search.explore.Crowd;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// One run of the lanes, recorded.
///
/// @param run the run as the search sees it
/// @param steps the steps in the order in which they took effect
/// @param replies the answer of every lane that ran
/// @param touchedTables every table that may have been written, for the reset
/// @param broken why the run is not to be trusted; present exactly if `run.end()` is BROKEN
/// @param outOfTurn whether a lane came through before one that had queued before it: the server
///   lets that happen, seldom, where the row that they wait for was updated; the run is better made
///   again
/// @param crowds lanes that waited for one transaction's end together
/// @param unprepared the deadlock's victim for whom the run has to be made again, if it was broken
///   off for that
public record Recording(
    Run run,
    List<StepRecord> steps,
    SortedMap<Lane, Reply> replies,
    SortedSet<String> touchedTables,
    Optional<String> broken,
    boolean outOfTurn,
    List<Crowd> crowds,
    Optional<Victims.Victim> unprepared) {
  public Recording {
    steps = List.copyOf(steps);
    crowds = List.copyOf(crowds);
    replies = new TreeMap<>(replies);
    touchedTables = new TreeSet<>(touchedTables);
  }

  /// Whether PostgreSQL had to end a circle of waiters.
  public boolean hasDeadlock() {
    return steps.stream()
        .flatMap(step -> step.error().stream())
        .anyMatch(error -> error.sqlState().equals("40P01"));
  }

  /// The same, to be made again for this victim.
  Recording unpreparedFor(Victims.Victim victim) {
    return new Recording(
        run, steps, replies, touchedTables, broken, outOfTurn, crowds, Optional.of(victim));
  }

  /// The same with other steps.
  public Recording withSteps(List<StepRecord> others) {
    return new Recording(
        run, others, replies, touchedTables, broken, outOfTurn, crowds, unprepared);
  }
}

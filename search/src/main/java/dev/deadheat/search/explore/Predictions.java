package dev.deadheat.search.explore;

import dev.deadheat.search.Access;
import dev.deadheat.search.Access.WriteRow;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import dev.deadheat.search.Schedule;
import dev.deadheat.search.dependence.Matching;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Schedules likely to break something, read off serial runs: where a lane reads what another
/// writes, and writes afterwards itself, the other lane is let through in between.
///
/// Only a matter of what is tried first: nothing rests on a prediction.
public final class Predictions {
  private Predictions() {}

  /// Schedules to try, likeliest first: those whose later write is on a row that was read, then the
  /// others.
  ///
  /// @param serial runs in which no lane is interrupted, ideally one that begins with each lane
  public static List<Schedule> from(List<Run> serial) {
    Map<Lane, List<List<Access>>> lanes = new LinkedHashMap<>();
    for (Run run : serial) {
      if (!run.choices().isEmpty()) {
        Lane first = run.choices().getFirst().chosen();
        lanes.putIfAbsent(first, steps(run, first));
      }
    }
    Set<Schedule> sameRow = new LinkedHashSet<>();
    Set<Schedule> others = new LinkedHashSet<>();
    lanes.forEach((reader, steps) ->
        lanes.forEach((writer, between) -> {
          if (!reader.equals(writer)) {
            predict(reader, writer, lanes, sameRow, others);
          }
        }));
    List<Schedule> all = new ArrayList<>(sameRow);
    others.stream().filter(schedule -> !sameRow.contains(schedule)).forEach(all::add);
    return all;
  }

  private static void predict(
      Lane reader,
      Lane writer,
      Map<Lane, List<List<Access>>> lanes,
      Set<Schedule> sameRow,
      Set<Schedule> others) {
    List<List<Access>> steps = lanes.getOrDefault(reader, List.of());
    List<WriteRow> foreign = writes(lanes.getOrDefault(writer, List.of()));
    for (int i = 0; i < steps.size(); i++) {
      List<WriteRow> met =
          steps.get(i).stream()
              .flatMap(read -> foreign.stream().filter(write -> Matching.sees(read, write)))
              .toList();
      List<WriteRow> own = writes(steps.subList(i + 1, steps.size()));
      if (met.isEmpty() || own.isEmpty()) {
        continue;
      }
      boolean same =
          own.stream()
              .anyMatch(write -> met.stream().anyMatch(other -> write.row().equals(other.row())));
      (same ? sameRow : others).add(between(reader, i + 1, writer, lanes));
    }
  }

  private static Schedule between(
      Lane reader, int held, Lane writer, Map<Lane, List<List<Access>>> lanes) {
    List<Lane> letters = new ArrayList<>(Collections.nCopies(held, reader));
    letters.addAll(Collections.nCopies(count(writer, lanes), writer));
    letters.addAll(Collections.nCopies(count(reader, lanes) - held, reader));
    lanes.forEach((lane, steps) -> {
      if (!lane.equals(reader) && !lane.equals(writer)) {
        letters.addAll(Collections.nCopies(steps.size(), lane));
      }
    });
    return new Schedule(letters);
  }

  private static int count(Lane lane, Map<Lane, List<List<Access>>> lanes) {
    return lanes.getOrDefault(lane, List.of()).size();
  }

  private static List<WriteRow> writes(List<List<Access>> steps) {
    return steps.stream()
        .flatMap(List::stream)
        .filter(WriteRow.class::isInstance)
        .map(WriteRow.class::cast)
        .toList();
  }

  /// What each step of a lane touched.
  private static List<List<Access>> steps(Run run, Lane lane) {
    List<List<Access>> steps = new ArrayList<>();
    for (int i = 0; i < run.choices().size(); i++) {
      if (!run.choices().get(i).chosen().equals(lane)) {
        continue;
      }
      int to =
          i + 1 < run.choices().size()
              ? run.choices().get(i + 1).firstEvent()
              : run.events().size();
      steps.add(
          run.events().subList(run.choices().get(i).firstEvent(), to).stream()
              .filter(event -> event.lane().equals(lane))
              .flatMap(event -> event.accesses().stream())
              .toList());
    }
    return steps;
  }
}

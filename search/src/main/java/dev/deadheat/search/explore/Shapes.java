package dev.deadheat.search.explore;

import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import dev.deadheat.search.Schedule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Schedules made of few blocks: a lane moves some steps or to its end, then another lane.
final class Shapes {
  private Shapes() {}

  /// Schedules of fewer blocks than a run has, those with few blocks first, and among them those
  /// that switch where the run switched.
  static List<Schedule> simplerThan(Run run, int atMost) {
    int blocks = blocks(run.schedule());
    List<Schedule> found = new ArrayList<>();
    for (int size = 1; size < blocks && found.size() < atMost; size++) {
      List<Schedule> ofSize = new ArrayList<>();
      extend(List.of(), size, steps(run), ofSize, atMost);
      ofSize.sort(Comparator.comparingInt(schedule -> -agreement(schedule, run.schedule())));
      found.addAll(ofSize);
    }
    return found.subList(0, Math.min(atMost, found.size()));
  }

  /// How many blocks of one lane a schedule has.
  static int blocks(Schedule schedule) {
    int count = 0;
    for (int i = 0; i < schedule.lanes().size(); i++) {
      if (i == 0 || !schedule.lanes().get(i).equals(schedule.lanes().get(i - 1))) {
        count++;
      }
    }
    return count;
  }

  /// How many letters two schedules share before they differ.
  private static int agreement(Schedule one, Schedule other) {
    int same = 0;
    while (same < one.lanes().size()
        && same < other.lanes().size()
        && one.lanes().get(same).equals(other.lanes().get(same))) {
      same++;
    }
    return same;
  }

  private static Map<Lane, Integer> steps(Run run) {
    Map<Lane, Integer> steps = new LinkedHashMap<>();
    for (Lane lane : Minimiser.lanes(run)) {
      steps.put(
          lane,
          (int) run.choices().stream().filter(choice -> choice.chosen().equals(lane)).count());
    }
    return steps;
  }

  /// Appends blocks until `more` are used and every lane has had its steps. The search is wide
  /// enough at a few times the limit: the best of a size are sorted to the front.
  private static void extend(
      List<Lane> letters, int more, Map<Lane, Integer> left, List<Schedule> found, int atMost) {
    long unfinished = left.values().stream().filter(count -> count > 0).count();
    if (unfinished == 0) {
      found.add(new Schedule(letters));
      return;
    }
    if (more < unfinished || found.size() > 20 * atMost) {
      return;
    }
    for (Map.Entry<Lane, Integer> entry : left.entrySet()) {
      Lane lane = entry.getKey();
      if (entry.getValue() == 0 || (!letters.isEmpty() && letters.getLast().equals(lane))) {
        continue;
      }
      for (int steps = entry.getValue(); steps > 0; steps--) {
        List<Lane> longer = new ArrayList<>(letters);
        longer.addAll(Collections.nCopies(steps, lane));
        Map<Lane, Integer> rest = new LinkedHashMap<>(left);
        rest.put(lane, entry.getValue() - steps);
        extend(longer, more - 1, rest, found, atMost);
      }
    }
  }
}

package dev.deadheat.search.dependence;

import dev.deadheat.search.Event;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/// A run as a partial order: its transitions, and which happen before which.
///
/// Kept as vector clocks, one per transition: entry `l` counts the transitions of lane `l` that
/// happen before it, itself included (Mattern 1989; used for this by Flanagan and Godefroid, POPL
/// 2005, section 3). Transitions of one lane are ordered; others where they depend; and a lane that
/// another one calls into the run (a task is handed over) comes after the call.
///
/// @param transitions one per choice, in the order in which they were made
/// @param clocks their vector clocks
/// @param races pairs that could be reversed
/// @param key the same for two runs exactly if they differ only in the order of independent
///   transitions
public record Trace(
    List<Transition> transitions, List<Clock> clocks, List<Race> races, String key) {
  public Trace {
    transitions = List.copyOf(transitions);
    clocks = List.copyOf(clocks);
    races = List.copyOf(races);
  }

  /// A vector clock; lanes beyond its length count 0.
  ///
  /// @param counts transitions per lane index
  public record Clock(List<Integer> counts) {
    public Clock {
      counts = List.copyOf(counts);
    }

    int of(Lane lane) {
      return counts.get(lane.index());
    }
  }

  /// Two dependent transitions of different lanes with nothing between them in the partial order,
  /// of which the later could have been chosen before the earlier (Abdulla, Aronis, Jonsson and
  /// Sagonas, POPL 2014, section 3: a reversible race).
  ///
  /// @param earlier index of the earlier transition
  /// @param later index of the later one
  public record Race(int earlier, int later) {}

  /// Whether one transition happens before another, or is it.
  public boolean happensBefore(int earlier, int later) {
    Lane lane = transitions.get(earlier).lane();
    return clocks.get(later).of(lane) >= clocks.get(earlier).of(lane);
  }

  /// Lanes that could begin what a race's reversal needs: of the steps after the earlier transition
  /// that do not happen after it, those that have none of the others before them (POPL 2014,
  /// section 4: the initials of `notdep(e, E).p`); the later transition's lane if there are none.
  ///
  /// Where there are some we leave the later lane out, though the paper would have it in if its
  /// step depends on none of them. Before the earlier transition that step is another one: it waits
  /// no more, or finds what it did not find, and what it then touches was never seen. Fewer
  /// initials are always right.
  public List<Lane> initials(Race race) {
    List<Integer> rest = new ArrayList<>();
    for (int i = race.earlier() + 1; i < race.later(); i++) {
      if (!happensBefore(race.earlier(), i)) {
        rest.add(i);
      }
    }
    if (rest.isEmpty()) {
      return List.of(transitions.get(race.later()).lane());
    }
    return rest.stream()
        .filter(i -> rest.stream().noneMatch(j -> j < i && happensBefore(j, i)))
        .map(i -> transitions.get(i).lane())
        .distinct()
        .sorted()
        .toList();
  }

  static Trace of(Run run, Dependence dependence) {
    List<Transition> transitions = transitions(run, dependence);
    int lanes = run.events().stream().mapToInt(event -> event.lane().index() + 1).max().orElse(0);
    List<int[]> clocks = new ArrayList<>();
    List<Race> races = new ArrayList<>();
    for (int later = 0; later < transitions.size(); later++) {
      Transition here = transitions.get(later);
      int[] clock = new int[lanes];
      if (calledBy(run, later).isPresent()) {
        clock = clocks.get(calledBy(run, later).getAsInt()).clone();
      }
      for (int earlier = later - 1; earlier >= 0; earlier--) {
        Transition there = transitions.get(earlier);
        int owner = there.lane().index();
        boolean known = clock[owner] >= clocks.get(earlier)[owner];
        if (known || !dependence.dependent(there, here)) {
          continue;
        }
        for (int lane = 0; lane < lanes; lane++) {
          clock[lane] = Math.max(clock[lane], clocks.get(earlier)[lane]);
        }
        if (!there.lanes().contains(here.lane())) {
          races.add(new Race(earlier, later));
        }
      }
      clock[here.lane().index()]++;
      clocks.add(clock);
    }
    List<Clock> values =
        clocks.stream()
            .map(clock -> new Clock(java.util.Arrays.stream(clock).boxed().toList()))
            .toList();
    return new Trace(transitions, values, races, key(run, transitions, values));
  }

  /// The transition that called a lane into the run, if this is the lane's first one and it could
  /// not move from the start: the one before the choice at which it first could.
  private static OptionalInt calledBy(Run run, int index) {
    Lane lane = run.choices().get(index).chosen();
    for (int i = 0; i <= index; i++) {
      if (run.choices().get(i).enabled().contains(lane)) {
        boolean first =
            run.choices().subList(0, index).stream()
                .noneMatch(choice -> choice.chosen().equals(lane));
        return i > 0 && first ? OptionalInt.of(i - 1) : OptionalInt.empty();
      }
    }
    return OptionalInt.empty();
  }

  /// The transitions alone, without their order.
  static List<Transition> transitions(Run run, Dependence dependence) {
    List<Footprint> footprints = Ledger.read(run, dependence.usual(), dependence.schema());
    List<Transition> transitions = new ArrayList<>();
    for (int i = 0; i < run.choices().size(); i++) {
      Run.Choice choice = run.choices().get(i);
      int to = end(run, i);
      Footprint footprint = Footprint.nothing(choice.chosen());
      Set<Lane> lanes = new TreeSet<>(Set.of(choice.chosen()));
      for (int at = choice.firstEvent(); at < to; at++) {
        footprint = footprint.and(footprints.get(at));
        if (moves(run.events().get(at))) {
          lanes.add(run.events().get(at).lane());
        }
      }
      transitions.add(new Transition(choice.chosen(), new TreeSet<>(lanes), footprint));
    }
    return transitions;
  }

  private static int end(Run run, int choice) {
    return choice + 1 < run.choices().size()
        ? run.choices().get(choice + 1).firstEvent()
        : run.events().size();
  }

  /// Set-up, BEGIN and the like are recorded where they come and touch nothing.
  private static boolean moves(Event event) {
    return switch (event.kind()) {
      case BEGIN, SAVEPOINT, RELEASE_SAVEPOINT -> false;
      case STATEMENT, COMMIT, ROLLBACK, ROLLBACK_TO_SAVEPOINT, DISCONNECT -> true;
    };
  }

  private static String key(Run run, List<Transition> transitions, List<Clock> clocks) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < transitions.size(); i++) {
      Event event = run.events().get(run.choices().get(i).firstEvent());
      lines.add(
          String.format(
              "%s%04d %s %s %s %s",
              transitions.get(i).lane(),
              clocks.get(i).of(transitions.get(i).lane()),
              clocks.get(i).counts(),
              event.kind(),
              event.phase(),
              event.error().orElse("")));
    }
    lines.sort(null);
    return run.end() + "\n" + String.join("\n", lines);
  }
}

package dev.deadheat.search.explore;

import dev.deadheat.search.Lane;
import dev.deadheat.search.Overlap;
import dev.deadheat.search.Run;
import dev.deadheat.search.Strategy.Decision;
import dev.deadheat.search.dependence.Dependence;
import dev.deadheat.search.dependence.Transition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A choice point on the path of a reduced search.
///
/// @param enabled the lanes that could move
/// @param circle those of them that wait in a circle
/// @param last what was decided in the last run
/// @param step what it set in motion
/// @param wanted the lanes to be explored from here: the source set as far as it is known
/// @param tried the lanes that were, `chosen` included
/// @param overlaps statements of two lanes to be let go together, tried or not
/// @param overlapped those that were tried
/// @param sleep lanes whose next step need not be explored from here, with that step: every run
///   that begins with it is equivalent to one that was made
record Node(
    List<Lane> enabled,
    List<Lane> circle,
    Decision last,
    Transition step,
    List<Lane> wanted,
    List<Lane> tried,
    List<Overlap> overlaps,
    List<Overlap> overlapped,
    Map<Lane, Transition> sleep) {
  Node {
    enabled = List.copyOf(enabled);
    circle = List.copyOf(circle);
    wanted = withVictims(wanted, circle);
    tried = List.copyOf(tried);
    overlaps = List.copyOf(overlaps);
    overlapped = List.copyOf(overlapped);
    sleep = Collections.unmodifiableMap(new LinkedHashMap<>(sleep));
  }

  static Node reached(Run.Choice choice, Transition step, Map<Lane, Transition> sleep) {
    List<Lane> tried = choice.overlap().isPresent() ? List.of() : List.of(choice.chosen());
    List<Overlap> overlaps = choice.overlap().stream().toList();
    return new Node(
        choice.enabled(),
        choice.circle(),
        choice.decision(),
        step,
        List.of(choice.chosen()),
        tried,
        overlaps,
        overlaps,
        sleep);
  }

  /// Who is a deadlock's victim disables the other choices of a victim instead of racing with them,
  /// so one of them wants all.
  private static List<Lane> withVictims(List<Lane> wanted, List<Lane> circle) {
    if (Collections.disjoint(wanted, circle) || wanted.containsAll(circle)) {
      return List.copyOf(wanted);
    }
    List<Lane> all = new ArrayList<>(wanted);
    circle.stream().filter(lane -> !wanted.contains(lane)).forEach(all::add);
    return List.copyOf(all);
  }

  /// What to explore next from here: lanes first.
  Optional<Decision> next() {
    return wanted.stream()
        .filter(lane -> !tried.contains(lane) && !sleep.containsKey(lane))
        .sorted()
        .findFirst()
        .<Decision>map(Decision.Move::new)
        .or(() ->
            overlaps.stream()
                .filter(overlap -> !overlapped.contains(overlap))
                .findFirst()
                .map(Decision.Together::new));
  }

  /// Makes sure that these statements are let go together.
  Node overlapping(List<Overlap> more) {
    List<Overlap> missing = more.stream().filter(other -> !overlaps.contains(other)).toList();
    if (missing.isEmpty()) {
      return this;
    }
    List<Overlap> all = new ArrayList<>(overlaps);
    all.addAll(missing);
    return new Node(enabled, circle, last, step, wanted, tried, all, overlapped, sleep);
  }

  /// Makes sure that one of these lanes is explored from here.
  Node wanting(List<Lane> initials) {
    if (initials.stream().anyMatch(wanted::contains)) {
      return this;
    }
    List<Lane> more = new ArrayList<>(wanted);
    Optional<Lane> possible = initials.stream().filter(enabled::contains).findFirst();
    // Cannot be without one while the dependence relation is right; in doubt, everything.
    more.addAll(possible.map(List::of).orElse(enabled));
    return new Node(enabled, circle, last, step, more, tried, overlaps, overlapped, sleep);
  }

  /// The sleep set while another lane is explored: what was explored before sleeps. Two statements
  /// let go together are no step of either lane.
  Map<Lane, Transition> asleep() {
    if (!(last instanceof Decision.Move(Lane lane))) {
      return sleep;
    }
    Map<Lane, Transition> all = new LinkedHashMap<>(sleep);
    all.put(lane, step);
    return all;
  }

  /// This choice point with something else done.
  Node moved(Decision decision, Transition by) {
    return given(decision, decision, by, asleep());
  }

  /// This choice point with something given up, because its run failed twice.
  Node without(Decision decision) {
    return given(decision, last, step, sleep);
  }

  private Node given(Decision done, Decision now, Transition by, Map<Lane, Transition> sleeping) {
    List<Lane> lanes = new ArrayList<>(tried);
    List<Overlap> pairs = new ArrayList<>(overlapped);
    switch (done) {
      case Decision.Move(Lane lane) -> lanes.add(lane);
      case Decision.Together(Overlap overlap) -> pairs.add(overlap);
      case Decision.Cut cut -> throw new IllegalArgumentException("no step: " + cut);
    }
    return new Node(enabled, circle, now, by, wanted, lanes, overlaps, pairs, sleeping);
  }

  /// What still sleeps after a transition: what is independent of it.
  static Map<Lane, Transition> after(
      Map<Lane, Transition> sleep, Transition by, Dependence dependence) {
    Map<Lane, Transition> left = new LinkedHashMap<>(sleep);
    left.values().removeIf(sleeping -> dependence.dependent(sleeping, by));
    return left;
  }
}

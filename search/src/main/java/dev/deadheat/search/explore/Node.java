package dev.deadheat.search.explore;

import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
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
/// @param chosen the lane that moved in the last run
/// @param step what it set in motion
/// @param wanted the lanes to be explored from here: the source set as far as it is known
/// @param tried the lanes that were, `chosen` included
/// @param sleep lanes whose next step need not be explored from here, with that step: every run
///   that begins with it is equivalent to one that was made
record Node(
    List<Lane> enabled,
    List<Lane> circle,
    Lane chosen,
    Transition step,
    List<Lane> wanted,
    List<Lane> tried,
    Map<Lane, Transition> sleep) {
  Node {
    enabled = List.copyOf(enabled);
    circle = List.copyOf(circle);
    wanted = withVictims(wanted, circle);
    tried = List.copyOf(tried);
    sleep = Collections.unmodifiableMap(new LinkedHashMap<>(sleep));
  }

  static Node reached(Run.Choice choice, Transition step, Map<Lane, Transition> sleep) {
    List<Lane> chosen = List.of(choice.chosen());
    return new Node(
        choice.enabled(), choice.circle(), choice.chosen(), step, chosen, chosen, sleep);
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

  /// The next lane to explore from here.
  Optional<Lane> next() {
    return wanted.stream()
        .filter(lane -> !tried.contains(lane) && !sleep.containsKey(lane))
        .sorted()
        .findFirst();
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
    return new Node(enabled, circle, chosen, step, more, tried, sleep);
  }

  /// The sleep set while another lane is explored: what was explored before sleeps.
  Map<Lane, Transition> asleep() {
    Map<Lane, Transition> all = new LinkedHashMap<>(sleep);
    all.put(chosen, step);
    return all;
  }

  /// This choice point with another lane moved.
  Node moved(Lane lane, Transition by) {
    List<Lane> all = new ArrayList<>(tried);
    all.add(lane);
    return new Node(enabled, circle, lane, by, wanted, all, asleep());
  }

  /// This choice point with a lane given up, because its run failed twice.
  Node without(Lane lane) {
    List<Lane> all = new ArrayList<>(tried);
    all.add(lane);
    return new Node(enabled, circle, chosen, step, wanted, all, sleep);
  }

  /// What still sleeps after a transition: what is independent of it.
  static Map<Lane, Transition> after(
      Map<Lane, Transition> sleep, Transition by, Dependence dependence) {
    Map<Lane, Transition> left = new LinkedHashMap<>(sleep);
    left.values().removeIf(sleeping -> dependence.dependent(sleeping, by));
    return left;
  }
}

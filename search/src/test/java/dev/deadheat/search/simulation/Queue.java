package dev.deadheat.search.simulation;

import dev.deadheat.search.Lane;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Who waits for locks on tables and for advisory locks, first come first served. A request that a
/// waiting one excludes waits behind it, unless its transaction already holds what that one waits
/// for (PostgreSQL's source, `proc.c`, ProcSleep). Row locks do not queue like this.
final class Queue {
  /// A lock that is waited for.
  record Want(Tx tx, String object, boolean shared) {
    boolean excludes(Want other) {
      return object.equals(other.object) && !(shared && other.shared);
    }
  }

  private final List<Want> wants = new ArrayList<>();

  /// Whom a request waits for; nobody means that it has its lock.
  ///
  /// @param holders the lanes whose locks exclude it
  /// @param heldUp whether the requesting transaction holds what keeps a waiting one waiting
  Set<Lane> wait(Want want, Set<Lane> holders, Predicate<Want> heldUp) {
    int place = wants.indexOf(want);
    if (place < 0) {
      place = 0;
      while (place < wants.size() && !passes(want, wants.get(place), heldUp)) {
        place++;
      }
      wants.add(place, want);
    }
    Set<Lane> found = behind(want, wants.subList(0, place));
    found.addAll(holders);
    if (found.isEmpty()) {
      wants.remove(want);
    }
    return found;
  }

  /// Whom a request that will not wait finds in its way.
  Set<Lane> look(Want want, Set<Lane> holders) {
    Set<Lane> found = behind(want, wants);
    found.addAll(holders);
    return found;
  }

  void leave(Tx tx) {
    wants.removeIf(want -> want.tx().equals(tx));
  }

  private static boolean passes(Want want, Want waiting, Predicate<Want> heldUp) {
    return waiting.object().equals(want.object()) && heldUp.test(waiting);
  }

  private static Set<Lane> behind(Want want, List<Want> before) {
    Set<Lane> found = new LinkedHashSet<>();
    before.stream().filter(want::excludes).forEach(waiting -> found.add(waiting.tx().lane));
    return found;
  }
}

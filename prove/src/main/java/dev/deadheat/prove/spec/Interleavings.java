package dev.deadheat.prove.spec;

import dev.deadheat.prove.spec.Spec.Entry;
import dev.deadheat.prove.spec.Spec.Permutation;
import dev.deadheat.prove.spec.Spec.Session;
import java.util.ArrayList;
import java.util.List;

/// Every order of all steps that keeps each session's own order; those that begin with an earlier
/// session come first.
final class Interleavings {
  private final List<Session> sessions;
  private final List<Permutation> found = new ArrayList<>();

  private Interleavings(List<Session> sessions) {
    this.sessions = sessions;
  }

  static List<Permutation> of(List<Session> sessions) {
    Interleavings interleavings = new Interleavings(sessions);
    interleavings.extend(new ArrayList<>(), new int[sessions.size()]);
    return interleavings.found;
  }

  private void extend(List<Entry> prefix, int[] used) {
    boolean whole = true;
    for (int i = 0; i < used.length; i++) {
      if (used[i] == sessions.get(i).steps().size()) {
        continue;
      }
      whole = false;
      prefix.add(new Entry(sessions.get(i).steps().get(used[i]), List.of()));
      used[i]++;
      extend(prefix, used);
      used[i]--;
      prefix.removeLast();
    }
    if (whole) {
      found.add(new Permutation(prefix));
    }
  }
}

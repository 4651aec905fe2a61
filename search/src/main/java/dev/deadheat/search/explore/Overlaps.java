package dev.deadheat.search.explore;

import dev.deadheat.search.Lane;
import dev.deadheat.search.Overlap;
import dev.deadheat.search.RowKey;
import dev.deadheat.search.Run;
import dev.deadheat.search.dependence.Schema;
import dev.deadheat.search.explore.Locking.Locked;
import dev.deadheat.search.explore.LockingClause.Patience;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Finds statements of two lanes that end otherwise if one is caught in the middle of the other.
///
/// Two that wait for rows and lock the same ones in opposite order: let go one after the other, the
/// second waits at the first row that both want; but where they overlap, each can have one row and
/// want the other. Only a circle of the two matters, for otherwise whoever is first at the first
/// row that both want gets the others too.
///
/// One that waits and one that skips what is locked (SKIP LOCKED): the second finds as many rows
/// locked as the first has by then. As the first waits for the first row that the second has, and
/// so gets none behind it, all that matters is how many it has when the second begins.
///
/// Only what a single statement locks on either side matters, for between two statements a
/// transaction can be interrupted anyway.
final class Overlaps {
  /// Where a row stands in a list, first and last.
  private record Span(int first, int last) {}

  private Overlaps() {}

  /// Choice to what can be let go together there.
  static SortedMap<Integer, List<Overlap>> in(Run run, Schema schema) {
    List<Locking> all = Locking.all(run, schema);
    SortedMap<Integer, List<Overlap>> found = new TreeMap<>();
    for (int i = 0; i < run.choices().size(); i++) {
      List<Overlap> here = at(run, i, all);
      if (!here.isEmpty()) {
        found.put(i, here);
      }
    }
    return found;
  }

  private static List<Overlap> at(Run run, int here, List<Locking> all) {
    Run.Choice choice = run.choices().get(here);
    List<Overlap> found = new ArrayList<>();
    for (Lane other : choice.atGate()) {
      int next = other.equals(choice.chosen()) ? -1 : next(run, here, other);
      if (next >= 0) {
        Locking one = all.get(here);
        Locking two = all.get(next);
        contested(one, two).ifPresent(row -> found.add(new Overlap(one.lane(), two.lane(), row)));
        skipped(one, two).forEach(row -> found.add(new Overlap(one.lane(), two.lane(), row)));
        skipped(two, one).forEach(row -> found.add(new Overlap(two.lane(), one.lane(), row)));
      }
    }
    return found;
  }

  /// The choice that let go the step which this lane has at the gate, or -1.
  private static int next(Run run, int from, Lane lane) {
    for (int i = from + 1; i < run.choices().size(); i++) {
      if (run.choices().get(i).chosen().equals(lane)) {
        return i;
      }
    }
    return -1;
  }

  /// A row that the first locks before, and the second after, another row that both want.
  private static Optional<RowKey> contested(Locking first, Locking second) {
    return first.patience() == Patience.WAITS && second.patience() == Patience.WAITS
        ? crossed(first, second)
        : Optional.empty();
  }

  /// Whether of the rows that two statements lock, and that exclude each other, two stand in
  /// opposite order.
  static boolean cross(Locking one, Locking other) {
    return crossed(one, other).isPresent();
  }

  private static Optional<RowKey> crossed(Locking first, Locking second) {
    Map<RowKey, Span> places = new HashMap<>();
    for (int i = 0; i < second.rows().size(); i++) {
      Span here = new Span(i, i);
      places.merge(
          second.rows().get(i).row(), here, (one, more) -> new Span(one.first(), more.last()));
    }
    Optional<RowKey> latest = Optional.empty();
    int last = -1;
    for (Locked lock : first.rows()) {
      Span there = places.get(lock.row());
      if (there == null || second.rows().stream().noneMatch(lock::meets)) {
        continue;
      }
      if (there.first() < last && !latest.equals(Optional.of(lock.row()))) {
        return latest;
      }
      if (there.last() > last) {
        last = there.last();
        latest = Optional.of(lock.row());
      }
    }
    return Optional.empty();
  }

  /// The rows at which the first is to be held while the second takes the rest: all but the last.
  /// The row that is held counts as the first one's, which gets it next.
  private static Set<RowKey> skipped(Locking first, Locking second) {
    if (first.patience() != Patience.WAITS || !first.locksSeveral() || !first.keeps()) {
      return Set.of();
    }
    Set<RowKey> rows = new LinkedHashSet<>();
    for (String table : first.tables()) {
      if (second.takesTheRestOf(table)) {
        first.rows().stream()
            .filter(second::isStoppedBy)
            .map(Locked::row)
            .filter(row -> row.table().equals(table))
            .forEach(rows::add);
      }
    }
    RowKey last = first.rows().getLast().row();
    boolean ordered = first.rows().stream().filter(each -> each.row().equals(last)).count() == 1;
    if (ordered) {
      rows.remove(last);
    }
    return rows;
  }
}

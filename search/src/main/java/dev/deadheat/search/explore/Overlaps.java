package dev.deadheat.search.explore;

import dev.deadheat.search.Access;
import dev.deadheat.search.Event;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Overlap;
import dev.deadheat.search.RowKey;
import dev.deadheat.search.Run;
import dev.deadheat.search.dependence.Matching;
import dev.deadheat.search.dependence.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Finds statements of two lanes that lock the same rows in opposite order. Let go one after the
/// other, the second waits at the first row that both want; but where they overlap, each can have
/// one row and want the other.
///
/// Only rows that a single statement locks on either side matter, for between two statements a
/// transaction can be interrupted anyway; and only a circle of the two, for otherwise whoever is
/// first at the first row that both want gets the others too.
final class Overlaps {
  private record Locked(RowKey row, Access.LockMode mode) {}

  /// Where a row stands in a list, first and last.
  private record Span(int first, int last) {}

  private Overlaps() {}

  /// Choice to what can be let go together there.
  static SortedMap<Integer, List<Overlap>> in(Run run, Schema schema) {
    List<List<Locked>> locked = new ArrayList<>();
    for (int i = 0; i < run.choices().size(); i++) {
      locked.add(locked(run, i, schema));
    }
    SortedMap<Integer, List<Overlap>> found = new TreeMap<>();
    for (int i = 0; i < run.choices().size(); i++) {
      if (locked.get(i).size() > 1) {
        List<Overlap> here = at(run, i, locked);
        if (!here.isEmpty()) {
          found.put(i, here);
        }
      }
    }
    return found;
  }

  private static List<Overlap> at(Run run, int here, List<List<Locked>> locked) {
    Run.Choice choice = run.choices().get(here);
    List<Overlap> found = new ArrayList<>();
    for (Lane other : choice.atGate()) {
      int next = other.equals(choice.chosen()) ? -1 : next(run, here, other);
      if (next >= 0) {
        contested(locked.get(here), locked.get(next))
            .ifPresent(row -> found.add(new Overlap(choice.chosen(), other, row)));
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

  /// For each statement of a run the rows that it locked, in the order in which it did.
  static List<List<RowKey>> lockedRows(Run run, Schema schema) {
    List<List<RowKey>> all = new ArrayList<>();
    for (int i = 0; i < run.choices().size(); i++) {
      all.add(locked(run, i, schema).stream().map(Locked::row).toList());
    }
    return all;
  }

  /// The rows that a choice's statement locked, in the order in which it did; none where it was let
  /// go together with another.
  private static List<Locked> locked(Run run, int at, Schema schema) {
    Run.Choice choice = run.choices().get(at);
    if (choice.ofVictim()
        || choice.overlap().isPresent()
        || choice.firstEvent() >= run.events().size()
        || run.events().get(choice.firstEvent()).kind() != Event.Kind.STATEMENT) {
      return List.of();
    }
    List<Locked> rows = new ArrayList<>();
    for (Access access : run.accesses(choice.firstEvent())) {
      if (access instanceof Access.LockRow(RowKey row, Access.LockMode mode)) {
        rows.add(new Locked(row, mode));
      } else if (access instanceof Access.WriteRow write
          && write.kind() != Access.WriteKind.INSERT) {
        rows.add(new Locked(write.row(), Matching.mode(write, schema)));
      }
    }
    return rows;
  }

  /// A row that the first locks before, and the second after, another row that both want.
  private static Optional<RowKey> contested(List<Locked> first, List<Locked> second) {
    Map<RowKey, Span> places = new HashMap<>();
    for (int i = 0; i < second.size(); i++) {
      Span here = new Span(i, i);
      places.merge(second.get(i).row(), here, (one, more) -> new Span(one.first(), more.last()));
    }
    Optional<RowKey> latest = Optional.empty();
    int last = -1;
    for (Locked lock : first) {
      Span there = places.get(lock.row());
      if (there == null || second.stream().noneMatch(other -> meet(lock, other))) {
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

  private static boolean meet(Locked one, Locked other) {
    return one.row().equals(other.row()) && Matching.conflict(one.mode(), other.mode());
  }
}

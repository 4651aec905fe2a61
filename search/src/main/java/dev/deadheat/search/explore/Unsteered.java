package dev.deadheat.search.explore;

import dev.deadheat.search.Access;
import dev.deadheat.search.Access.WriteRow;
import dev.deadheat.search.Event;
import dev.deadheat.search.Lane;
import dev.deadheat.search.RowKey;
import dev.deadheat.search.Run;
import dev.deadheat.search.dependence.Dependence;
import dev.deadheat.search.dependence.Matching;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Finds what may happen in other orders than those that can be chosen: where there is such a
/// thing, no search has covered everything.
///
/// @param dependence what cannot be swapped
public record Unsteered(Dependence dependence) {
  private static final String INTEGRITY_VIOLATION = "23";

  /// Looks at statements that were run alone for what could happen if they overlapped.
  ///
  /// @param alone a run of each lane by itself
  /// @return what is not tried, for people
  public Optional<String> inside(List<Run> alone) {
    for (int i = 0; i < alone.size(); i++) {
      for (int j = i + 1; j < alone.size(); j++) {
        if (insertOpposite(alone.get(i), alone.get(j))) {
          return Optional.of(
              "lanes %s and %s insert rows that meet in opposite order, each by one statement; how those overlap was not tried"
                  .formatted(lane(alone.get(i)), lane(alone.get(j))));
        }
      }
    }
    return largeCircle(alone)
        ? Optional.of(
            "single statements of three or more lanes could lock rows in a circle; that was not"
                + " tried")
        : Optional.empty();
  }

  /// Whether the orders in which single statements lock rows make a circle that no two lanes make.
  private boolean largeCircle(List<Run> alone) {
    if (alone.size() < 3 || !inCircle(alone)) {
      return false;
    }
    for (int i = 0; i < alone.size(); i++) {
      for (int j = i + 1; j < alone.size(); j++) {
        if (inCircle(List.of(alone.get(i), alone.get(j)))) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean inCircle(List<Run> runs) {
    Map<RowKey, Set<RowKey>> later = new TreeMap<>();
    for (Run run : runs) {
      for (List<RowKey> rows : Overlaps.lockedRows(run, dependence.schema())) {
        for (int i = 1; i < rows.size(); i++) {
          later.computeIfAbsent(rows.get(i - 1), _ -> new TreeSet<>()).add(rows.get(i));
        }
      }
    }
    // Rows that nothing else must follow are taken away until a circle is left, or nothing.
    boolean changed = true;
    while (changed) {
      changed = later.values().removeIf(rows -> Collections.disjoint(rows, later.keySet()));
    }
    return !later.isEmpty();
  }

  /// Looks at lanes that woke together.
  ///
  /// @return what is not tried, for people
  public Optional<String> woken(Run run, List<Crowd> crowds) {
    return crowds.stream()
        .filter(crowd -> matters(run, crowd))
        .findFirst()
        .map(crowd ->
            "lanes %s waited for one transaction and woke together; who came first was not chosen"
                .formatted(String.join(" and ", crowd.lanes().stream().map(Lane::label).toList())));
  }

  private boolean matters(Run run, Crowd crowd) {
    int from = run.choices().get(crowd.choice()).firstEvent();
    int to =
        crowd.choice() + 1 < run.choices().size()
            ? run.choices().get(crowd.choice() + 1).firstEvent()
            : run.events().size();
    List<OptionalInt> grants = crowd.lanes().stream().map(lane -> grant(run, from, lane)).toList();
    boolean woken = grants.stream().anyMatch(grant -> grant.isPresent() && grant.getAsInt() < to);
    for (int i = 0; woken && i < grants.size(); i++) {
      for (OptionalInt other : grants.subList(i + 1, grants.size())) {
        if (race(run, grants.get(i), other)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean race(Run run, OptionalInt one, OptionalInt other) {
    return one.isEmpty()
        || other.isEmpty()
        || (!(harmless(run, one.getAsInt()) && harmless(run, other.getAsInt()))
            && dependence.dependent(run, one.getAsInt(), other.getAsInt()));
  }

  /// Whether a statement left nothing that another could meet.
  private static boolean harmless(Run run, int event) {
    return run.events()
            .get(event)
            .error()
            .filter(code -> code.startsWith(INTEGRITY_VIOLATION))
            .isPresent()
        || run.accesses(event).stream()
            .allMatch(access ->
                switch (access) {
                  case Access.ReadRow ignored -> true;
                  case Access.ReadWhere ignored -> true;
                  case Access.UniqueProbe ignored -> true;
                  case Access.MoveSequence ignored -> true;
                  case Access.WholeTable table -> !table.write();
                  case Access.LockRow ignored -> false;
                  case WriteRow ignored -> false;
                  case Access.Advisory ignored -> false;
                  case Access.Unknown ignored -> false;
                });
  }

  private static OptionalInt grant(Run run, int from, Lane lane) {
    for (int i = from; i < run.events().size(); i++) {
      Event event = run.events().get(i);
      if (event.lane().equals(lane) && event.phase() == Event.Phase.GRANT) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  private boolean insertOpposite(Run one, Run other) {
    return inserts(one).stream()
        .anyMatch(left -> inserts(other).stream().anyMatch(right -> opposite(left, right)));
  }

  /// Whether of the pairs of rows that meet, two cross.
  private boolean opposite(List<WriteRow> left, List<WriteRow> right) {
    int last = -1;
    for (WriteRow row : left) {
      int next = last;
      for (int at = 0; at < right.size(); at++) {
        if (Matching.collide(row, right.get(at), dependence.schema())) {
          if (at < last) {
            return true;
          }
          next = Math.max(next, at);
        }
      }
      last = next;
    }
    return false;
  }

  /// The rows of each statement that inserted several.
  private static List<List<WriteRow>> inserts(Run run) {
    List<List<WriteRow>> all = new ArrayList<>();
    for (Event event : run.events()) {
      List<WriteRow> rows = new ArrayList<>();
      for (Access access : event.accesses()) {
        if (access instanceof WriteRow write && write.kind() == Access.WriteKind.INSERT) {
          rows.add(write);
        }
      }
      if (rows.size() > 1) {
        all.add(rows);
      }
    }
    return all;
  }

  private static String lane(Run run) {
    return run.events().isEmpty() ? "?" : run.events().getFirst().lane().label();
  }
}

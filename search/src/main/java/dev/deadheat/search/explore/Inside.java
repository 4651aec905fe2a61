package dev.deadheat.search.explore;

import dev.deadheat.search.Access;
import dev.deadheat.search.Access.LockMode;
import dev.deadheat.search.Access.WriteRow;
import dev.deadheat.search.Event;
import dev.deadheat.search.Lane;
import dev.deadheat.search.RowKey;
import dev.deadheat.search.Run;
import dev.deadheat.search.dependence.Dependence;
import dev.deadheat.search.dependence.Isolation;
import dev.deadheat.search.dependence.Matching;
import dev.deadheat.search.dependence.Transition;
import dev.deadheat.search.explore.LockingClause.Patience;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Finds single statements that could end otherwise if they overlapped, in a way that no search of
/// ours brings about: there is no row that we could hold to catch one in the middle.
///
/// @param dependence tells who takes a snapshot, and the unique keys
record Inside(Dependence dependence) {
  private static final String INTEGRITY_VIOLATION = "23";

  /// What a lane's statements did.
  ///
  /// @param early those of them that do not wait for rows and take their transaction's snapshot
  /// @param written tables in which it wrote
  /// @param failed tables whose rows it may have locked when a statement of it failed
  private record Part(
      Lane lane,
      List<Locking> statements,
      List<List<WriteRow>> inserts,
      List<Locking> early,
      Set<String> written,
      Set<String> failed) {}

  /// What is not tried, for people.
  ///
  /// @param runs of each lane by itself, or of all together
  Optional<String> untried(List<Run> runs) {
    List<Part> parts = runs.stream().flatMap(run -> parts(run).stream()).toList();
    for (int i = 0; i < parts.size(); i++) {
      for (int j = i + 1; j < parts.size(); j++) {
        Optional<String> why = untried(parts.get(i), parts.get(j));
        if (why.isPresent()) {
          return why;
        }
      }
    }
    return largeCircle(parts)
        ? Optional.of(
            "single statements of three or more lanes could lock rows in a circle; that was not"
                + " tried")
        : Optional.empty();
  }

  private List<Part> parts(Run run) {
    List<Locking> all = Locking.all(run, dependence.schema());
    List<Transition> transitions = dependence.transitions(run);
    List<Part> parts = new ArrayList<>();
    for (Lane lane : run.events().stream().map(Event::lane).distinct().sorted().toList()) {
      List<Locking> own = new ArrayList<>();
      List<Locking> early = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        if (all.get(i).lane().equals(lane)) {
          own.add(all.get(i));
          if (all.get(i).patience() != Patience.WAITS && takesSnapshot(run, i, transitions)) {
            early.add(all.get(i));
          }
        }
      }
      parts.add(
          new Part(lane, own, inserts(run, lane), early, written(run, lane), failed(run, lane)));
    }
    return parts;
  }

  /// Whether a statement reads through a snapshot that was taken for it, and keeps to it.
  private boolean takesSnapshot(Run run, int at, List<Transition> transitions) {
    boolean lone = !run.events().get(run.choices().get(at).firstEvent()).inTransaction();
    return transitions.get(at).footprint().snapshot()
        || (lone && dependence.usual() != Isolation.READ_COMMITTED);
  }

  private static Set<String> written(Run run, Lane lane) {
    Set<String> tables = new TreeSet<>();
    run.events().stream()
        .filter(event -> event.lane().equals(lane))
        .flatMap(event -> event.accesses().stream())
        .forEach(access -> {
          if (access instanceof WriteRow write) {
            tables.add(write.row().table());
          } else if (access instanceof Access.WholeTable(var table, var write) && write) {
            tables.add(table);
          }
        });
    return tables;
  }

  private static Set<String> failed(Run run, Lane lane) {
    Set<String> tables = new TreeSet<>();
    for (int i = 0; i < run.events().size(); i++) {
      Event event = run.events().get(i);
      if (event.lane().equals(lane)
          && event.error().filter(code -> code.startsWith(INTEGRITY_VIOLATION)).isPresent()) {
        for (Access access : run.accesses(i)) {
          if (access instanceof Access.ReadRow(RowKey row)) {
            tables.add(row.table());
          } else if (access instanceof Access.ReadWhere where) {
            tables.add(where.table());
          }
        }
      }
    }
    return tables;
  }

  private Optional<String> untried(Part one, Part other) {
    if (insertOpposite(one, other)) {
      return Optional.of(
          ("lanes %s and %s insert rows that meet in opposite order, each by one statement; how"
                  + " those overlap was not tried")
              .formatted(one.lane().label(), other.lane().label()));
    }
    boolean share =
        one.statements().stream()
            .anyMatch(
                left -> other.statements().stream().anyMatch(right -> wouldShare(left, right)));
    if (share) {
      return Optional.of(
          ("lanes %s and %s could share rows out between two statements with NOWAIT or SKIP LOCKED"
                  + " that overlap; that was not tried")
              .formatted(one.lane().label(), other.lane().label()));
    }
    if (meetsFailing(one, other) || meetsFailing(other, one)) {
      return Optional.of(
          ("a statement of lane %s or %s fails, and one with NOWAIT or SKIP LOCKED could come while"
                  + " it still had rows; that was not tried")
              .formatted(one.lane().label(), other.lane().label()));
    }
    if (isLetGoAmid(one, other) || isLetGoAmid(other, one)) {
      return Optional.of(
          ("a statement with SKIP LOCKED could pass by one row that lane %s or %s has locked, and"
                  + " find the next one free again; that was not tried")
              .formatted(one.lane().label(), other.lane().label()));
    }
    if (readsMixed(one, other) || readsMixed(other, one)) {
      return Optional.of(
          ("lane %s or %s could commit between two rows that one statement locks FOR KEY SHARE; that"
                  + " was not tried")
              .formatted(one.lane().label(), other.lane().label()));
    }
    if (isOvertaken(one, other) || isOvertaken(other, one)) {
      return Optional.of(
          ("between the snapshot and the locks of a statement with NOWAIT or SKIP LOCKED lane %s or"
                  + " %s could change its rows (40001); that was not tried")
              .formatted(one.lane().label(), other.lane().label()));
    }
    if (isCaughtTwice(one, other) || isCaughtTwice(other, one)) {
      return Optional.of(
          ("a single statement of lane %s or %s locks several rows, and more than one statement of"
                  + " the other could find some of them locked; that was not tried")
              .formatted(one.lane().label(), other.lane().label()));
    }
    return Optional.empty();
  }

  /// Whether two statements of which neither waits could each get some of the rows: one that skips
  /// takes what is left; two that fail do so both only if they come from opposite sides.
  private static boolean wouldShare(Locking left, Locking right) {
    if (left.patience() == Patience.WAITS || right.patience() == Patience.WAITS) {
      return false;
    }
    return Overlaps.cross(left, right)
        || left.tables().stream()
            .filter(right.tables()::contains)
            .anyMatch(table ->
                (left.takesTheRestOf(table) && right.rowsOf(table).size() > 1)
                    || (right.takesTheRestOf(table) && left.rowsOf(table).size() > 1));
  }

  /// Whether an impatient statement could find rows locked by one that is about to fail.
  private static boolean meetsFailing(Part one, Part other) {
    return one.statements().stream()
        .filter(statement -> statement.patience() != Patience.WAITS)
        .anyMatch(statement ->
            !Collections.disjoint(statement.searched(), other.failed())
                || !Collections.disjoint(statement.tables(), other.failed()));
  }

  /// Whether the second could end, and let go of several rows, while a statement of the first is
  /// passing them by.
  private static boolean isLetGoAmid(Part one, Part other) {
    return one.statements().stream()
        .anyMatch(statement ->
            statement.searched().stream()
                .filter(statement::takesTheRestOf)
                .anyMatch(table ->
                    other.statements().stream()
                            .flatMap(each -> each.rowsOf(table).stream())
                            .distinct()
                            .count()
                        > 1));
  }

  /// Whether the second could change rows beside the locks of one statement of the first, which
  /// then finds some as they were and some as they are.
  private static boolean readsMixed(Part one, Part other) {
    return one.statements().stream()
        .filter(statement -> statement.clause().mode().equals(Optional.of(LockMode.KEY_SHARE)))
        .filter(Locking::locksSeveral)
        .anyMatch(statement -> !Collections.disjoint(statement.tables(), other.written()));
  }

  /// Whether the second could commit between a transaction's snapshot and the locks that the same
  /// statement takes without waiting.
  private static boolean isOvertaken(Part one, Part other) {
    return one.early().stream()
        .anyMatch(statement ->
            !Collections.disjoint(statement.searched(), other.written())
                || !Collections.disjoint(statement.tables(), other.written()));
  }

  /// Whether one statement of the second could find a row of one statement of the first locked, and
  /// another one the next row still free.
  private static boolean isCaughtTwice(Part one, Part other) {
    return one.statements().stream()
        .filter(Locking::locksSeveral)
        .anyMatch(statement -> {
          List<Locking> met =
              other.statements().stream().filter(later -> mayMeet(statement, later)).toList();
          return met.size() > 1 && met.stream().anyMatch(each -> each.patience() != Patience.WAITS);
        });
  }

  private static boolean mayMeet(Locking statement, Locking other) {
    return statement.tables().stream()
        .anyMatch(table ->
            other.searched().contains(table)
                || !Collections.disjoint(statement.rowsOf(table), other.rowsOf(table)));
  }

  /// Whether the orders in which single statements lock rows make a circle that no two lanes make.
  private static boolean largeCircle(List<Part> parts) {
    if (parts.size() < 3 || !inCircle(parts)) {
      return false;
    }
    for (int i = 0; i < parts.size(); i++) {
      for (int j = i + 1; j < parts.size(); j++) {
        if (inCircle(List.of(parts.get(i), parts.get(j)))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean inCircle(Collection<Part> parts) {
    Map<RowKey, Set<RowKey>> later = new TreeMap<>();
    for (Part part : parts) {
      for (Locking statement : part.statements()) {
        for (int i = 1; i < statement.rows().size(); i++) {
          later
              .computeIfAbsent(statement.rows().get(i - 1).row(), _ -> new TreeSet<>())
              .add(statement.rows().get(i).row());
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

  private boolean insertOpposite(Part one, Part other) {
    return one.inserts().stream()
        .anyMatch(left -> other.inserts().stream().anyMatch(right -> opposite(left, right)));
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
  private static List<List<WriteRow>> inserts(Run run, Lane lane) {
    List<List<WriteRow>> all = new ArrayList<>();
    for (Event event : run.events()) {
      List<WriteRow> rows = new ArrayList<>();
      for (Access access : event.accesses()) {
        if (event.lane().equals(lane)
            && access instanceof WriteRow write
            && write.kind() == Access.WriteKind.INSERT) {
          rows.add(write);
        }
      }
      if (rows.size() > 1) {
        all.add(rows);
      }
    }
    return all;
  }
}

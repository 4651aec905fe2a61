package dev.deadheat.search.explore;

import dev.deadheat.search.Access;
import dev.deadheat.search.Event;
import dev.deadheat.search.Lane;
import dev.deadheat.search.RowKey;
import dev.deadheat.search.Run;
import dev.deadheat.search.dependence.Matching;
import dev.deadheat.search.dependence.Schema;
import dev.deadheat.search.explore.LockingClause.Patience;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What one statement locked, and what it does about rows that others have locked.
///
/// @param lane whose statement it is
/// @param rows in the order in which it locked them; rows whose order is not known stand there
///   forwards and backwards
/// @param searched tables through which it looked for rows by something else than a whole key
/// @param clause how it locks, and what it does about others' rows
/// @param keeps whether its locks outlive it, which those of a lone statement do not
record Locking(
    Lane lane, List<Locked> rows, Set<String> searched, LockingClause clause, boolean keeps) {
  Locking {
    rows = List.copyOf(rows);
    searched = Set.copyOf(searched);
  }

  /// A row and how it was locked.
  record Locked(RowKey row, Access.LockMode mode) {
    boolean meets(Locked other) {
      return row.equals(other.row()) && Matching.conflict(mode, other.mode());
    }
  }

  Patience patience() {
    return clause.patience();
  }

  /// What the statement that a choice let go locked; nothing where it was let go together with
  /// another.
  static Locking of(Run run, int at, Schema schema) {
    Run.Choice choice = run.choices().get(at);
    if (choice.ofVictim()
        || choice.overlap().isPresent()
        || choice.firstEvent() >= run.events().size()
        || run.events().get(choice.firstEvent()).kind() != Event.Kind.STATEMENT) {
      return new Locking(choice.chosen(), List.of(), Set.of(), LockingClause.NONE, false);
    }
    List<Locked> rows = new ArrayList<>();
    Set<String> searched = new TreeSet<>();
    for (Access access : run.accesses(choice.firstEvent())) {
      switch (access) {
        case Access.LockRow(RowKey row, Access.LockMode mode) -> rows.add(new Locked(row, mode));
        case Access.WriteRow write when write.kind() != Access.WriteKind.INSERT ->
            rows.add(new Locked(write.row(), Matching.mode(write, schema)));
        case Access.ReadWhere where -> searched.add(where.table());
        case Access.WholeTable whole -> searched.add(whole.table());
        case Access.WriteRow _,
            Access.ReadRow _,
            Access.UniqueProbe _,
            Access.Advisory _,
            Access.MoveSequence _,
            Access.Unknown _ -> {}
      }
    }
    String sql = run.events().get(choice.firstEvent()).sql();
    return new Locking(
        choice.chosen(), rows, searched, LockingClause.in(sql), keeps(run, choice.firstEvent()));
  }

  private static boolean keeps(Run run, int event) {
    boolean waits = run.events().get(event).phase() == Event.Phase.START;
    int last = waits ? run.nextIndex(event).orElse(event) : event;
    return run.events().get(event).inTransaction() || run.stretched(last);
  }

  /// What every choice of a run locked, in order.
  static List<Locking> all(Run run, Schema schema) {
    List<Locking> all = new ArrayList<>();
    for (int i = 0; i < run.choices().size(); i++) {
      all.add(of(run, i, schema));
    }
    return all;
  }

  /// Whether it locked more than one row.
  boolean locksSeveral() {
    return tables().stream().mapToInt(table -> rowsOf(table).size()).sum() > 1;
  }

  Set<String> tables() {
    Set<String> tables = new TreeSet<>();
    rows.forEach(locked -> tables.add(locked.row().table()));
    return tables;
  }

  /// The rows of a table that it locked, each once.
  Set<RowKey> rowsOf(String table) {
    Set<RowKey> found = new HashSet<>();
    rows.stream().map(Locked::row).filter(row -> row.table().equals(table)).forEach(found::add);
    return found;
  }

  /// Whether it skips what others have and may then take any other row of a table.
  boolean takesTheRestOf(String table) {
    return patience() == Patience.SKIPS && searched.contains(table);
  }

  /// Whether it passes by a row that is locked so.
  boolean isStoppedBy(Locked other) {
    return clause.mode().map(mode -> Matching.conflict(mode, other.mode())).orElse(true);
  }
}

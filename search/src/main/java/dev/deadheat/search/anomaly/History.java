package dev.deadheat.search.anomaly;

import dev.deadheat.search.Access;
import dev.deadheat.search.Access.WriteRow;
import dev.deadheat.search.Event;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import dev.deadheat.search.dependence.Connection;
import dev.deadheat.search.dependence.Isolation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A run as reads and writes with the versions they saw and made (Adya 1999, section 4.2, with
/// requests in place of transactions).
///
/// Positions are indexes of events. A version becomes visible at its COMMIT; a read sees what was
/// visible at its statement's start, or at its transaction's snapshot, or, of rows that it locks,
/// when it has the lock.
///
/// @param reads the reads, in order; those of transactions that were rolled back left out
/// @param writes the writes, in order; likewise
/// @param undone the writes that were rolled back
record History(List<Read> reads, List<Write> writes, List<Write> undone) {
  /// A read.
  ///
  /// @param sees it sees what became visible before this position
  record Read(Lane lane, int event, int sees, Access access, Columns columns) {}

  /// A write.
  ///
  /// @param visible the position from which others see it
  /// @param ended the position at which its transaction ended
  record Write(Lane lane, int event, int visible, int ended, WriteRow row, Columns columns) {
    private Write at(int published, int end) {
      return new Write(lane, event, published, end, row, columns);
    }
  }

  /// Whether uncommitted versions are seen: never in PostgreSQL; the histories of the literature
  /// need it.
  enum Sight {
    COMMITTED,
    UNCOMMITTED
  }

  private sealed interface Pending {
    record Reading(Read read) implements Pending {}

    record Writing(Write write) implements Pending {}
  }

  static History of(Run run, Isolation usual, Sight sight) {
    var reader = new Reader(run, usual, sight);
    for (int i = 0; i < run.events().size(); i++) {
      reader.event(i);
    }
    reader.open.forEach((key, connection) -> reader.undo(run.events().size(), connection.commit()));
    return new History(
        List.copyOf(reader.reads), List.copyOf(reader.writes), List.copyOf(reader.undone));
  }

  private static final class Reader {
    private final Run run;
    private final Isolation usual;
    private final Sight sight;
    private final Map<List<Integer>, Connection<Pending>> open = new LinkedHashMap<>();
    private final Map<List<Integer>, Integer> snapshots = new LinkedHashMap<>();
    private final List<Read> reads = new ArrayList<>();
    private final List<Write> writes = new ArrayList<>();
    private final List<Write> undone = new ArrayList<>();

    Reader(Run run, Isolation usual, Sight sight) {
      this.run = run;
      this.usual = usual;
      this.sight = sight;
    }

    void event(int index) {
      Event event = run.events().get(index);
      List<Integer> key = List.of(event.lane().index(), event.session());
      Connection<Pending> connection = open.computeIfAbsent(key, k -> new Connection<>(usual));
      connection.enter(event);
      if (connection.takesTransactionSnapshot(event)) {
        snapshots.put(key, index);
      }
      connection.noteSnapshot(event);
      if (event.phase() == Event.Phase.START) {
        return;
      }
      switch (event.kind()) {
        case BEGIN -> connection.begin(Isolation.namedIn(event.sql()));
        case SAVEPOINT -> connection.mark(event.sql());
        case RELEASE_SAVEPOINT -> connection.unmark(event.sql());
        case ROLLBACK_TO_SAVEPOINT -> undo(index, connection.rollbackTo(event.sql()));
        case ROLLBACK, DISCONNECT -> undo(index, connection.rollback());
        case STATEMENT -> statement(index, connection, key);
        case COMMIT -> {
          boolean publishes = event.error().isEmpty() && !connection.failed();
          connection.hold(pending(index, connection, key));
          end(index, connection.commit(), publishes);
        }
      }
    }

    private void statement(int index, Connection<Pending> connection, List<Integer> key) {
      connection.noteIsolation(run.events().get(index));
      connection.hold(pending(index, connection, key));
      if (run.events().get(index).error().isPresent()) {
        undo(index, connection.fail());
      } else if (connection.open() || run.stretched(index)) {
        connection.stretch();
      } else {
        end(index, connection.commit(), true);
      }
    }

    private List<Pending> pending(int index, Connection<Pending> connection, List<Integer> key) {
      Event event = run.events().get(index);
      List<Access> accesses = run.accesses(index);
      List<Pending> found = new ArrayList<>();
      int plain =
          connection.readsThroughTransactionSnapshot()
              ? snapshots.getOrDefault(key, index)
              : started(index);
      for (Access access : accesses) {
        if (access instanceof WriteRow write) {
          Columns columns = Columns.written(event.sql(), write);
          found.add(
              new Pending.Writing(new Write(event.lane(), index, index, index, write, columns)));
        } else if (access instanceof Access.ReadRow
            || access instanceof Access.ReadWhere
            || (access instanceof Access.WholeTable whole && !whole.write())) {
          int sees = locks(access, accesses) ? index : plain;
          Columns columns = Columns.read(event.sql(), table(access));
          found.add(new Pending.Reading(new Read(event.lane(), index, sees, access, columns)));
        }
      }
      return found;
    }

    private int started(int index) {
      Event event = run.events().get(index);
      int at = event.phase() == Event.Phase.GRANT ? index - 1 : index;
      while (!run.events().get(at).sameConnection(event)) {
        at--;
      }
      return at;
    }

    /// Whether what is read is locked by the same statement: then it is read as it is now.
    private static boolean locks(Access read, List<Access> accesses) {
      return accesses.stream()
          .anyMatch(access ->
              switch (access) {
                case Access.LockRow lock ->
                    read instanceof Access.ReadRow(var row)
                        ? row.equals(lock.row())
                        : table(read).equals(lock.row().table());
                case WriteRow write ->
                    read instanceof Access.ReadRow(var row)
                        ? row.equals(write.row())
                        : table(read).equals(write.row().table());
                case Access.ReadRow ignored -> false;
                case Access.ReadWhere ignored -> false;
                case Access.UniqueProbe ignored -> false;
                case Access.Advisory ignored -> false;
                case Access.MoveSequence ignored -> false;
                case Access.WholeTable ignored -> false;
                case Access.Unknown ignored -> false;
              });
    }

    private void end(int index, List<Pending> ended, boolean publishes) {
      if (!publishes) {
        undo(index, ended);
        return;
      }
      for (Pending pending : ended) {
        switch (pending) {
          case Pending.Reading(var read) -> reads.add(read);
          case Pending.Writing(var write) ->
              writes.add(write.at(sight == Sight.COMMITTED ? index : write.event(), index));
        }
      }
    }

    private void undo(int index, List<Pending> ended) {
      for (Pending pending : ended) {
        if (pending instanceof Pending.Writing(var write)) {
          undone.add(write.at(sight == Sight.COMMITTED ? Integer.MAX_VALUE : write.event(), index));
        }
      }
    }
  }

  static String table(Access read) {
    return switch (read) {
      case Access.ReadRow row -> row.row().table();
      case Access.ReadWhere where -> where.table();
      case Access.WholeTable whole -> whole.table();
      case Access.LockRow ignored -> "";
      case WriteRow ignored -> "";
      case Access.UniqueProbe ignored -> "";
      case Access.Advisory ignored -> "";
      case Access.MoveSequence ignored -> "";
      case Access.Unknown ignored -> "";
    };
  }
}

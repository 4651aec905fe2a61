package dev.deadheat.search.dependence;

import dev.deadheat.search.Access;
import dev.deadheat.search.Access.LockMode;
import dev.deadheat.search.Access.LockRow;
import dev.deadheat.search.Access.UniqueProbe;
import dev.deadheat.search.Access.WriteRow;
import dev.deadheat.search.RowKey;
import java.util.Optional;

/// The clauses about locks: who waits for whom, and who wakes whom.
final class LockClauses {
  private LockClauses() {}

  /// Two locks on one row in modes that exclude each other, key-share locks apart.
  record Rows() implements Clause {
    @Override
    public String name() {
      return "row with conflicting lock modes";
    }

    @Override
    public boolean holds(Footprint one, Footprint other, Schema schema) {
      return Clause.any(one.takes(), other.takes(), (a, b) -> meet(a, b, schema));
    }

    static boolean meet(Access one, Access other, Schema schema) {
      Optional<LockMode> left = mode(one, schema);
      Optional<LockMode> right = mode(other, schema);
      return left.isPresent()
          && right.isPresent()
          && left.get() != LockMode.KEY_SHARE
          && right.get() != LockMode.KEY_SHARE
          && row(one).equals(row(other))
          && Matching.conflict(left.get(), right.get());
    }
  }

  /// A key-share lock, as a foreign key takes it on the parent, against a lock that excludes it.
  record ForeignKeys() implements Clause {
    @Override
    public String name() {
      return "foreign key";
    }

    @Override
    public boolean holds(Footprint one, Footprint other, Schema schema) {
      return Clause.any(one.takes(), other.takes(), (a, b) -> meet(a, b, schema));
    }

    static boolean meet(Access one, Access other, Schema schema) {
      Optional<LockMode> left = mode(one, schema);
      Optional<LockMode> right = mode(other, schema);
      return left.isPresent()
          && right.isPresent()
          && (left.get() == LockMode.KEY_SHARE || right.get() == LockMode.KEY_SHARE)
          && row(one).equals(row(other))
          && Matching.conflict(left.get(), right.get());
    }
  }

  /// A statement that locks what it finds, against locks on rows that its predicate covers: in
  /// another order it may find them.
  record PredicateLocks() implements Clause {
    @Override
    public String name() {
      return "predicate of a writing or locking statement";
    }

    @Override
    public boolean holds(Footprint one, Footprint other, Schema schema) {
      return Clause.any(one.attempts(), other.takes(), PredicateLocks::locked)
          || Clause.any(other.attempts(), one.takes(), PredicateLocks::locked)
          || Clause.any(one.attempts(), other.attempts(), PredicateLocks::meet);
    }

    /// Against a lock or a write. Plain reads lock no row.
    static boolean locked(Access attempt, Access other) {
      return switch (other) {
        case WriteRow write -> Matching.maySee(attempt, write);
        case LockRow lock -> covers(attempt, lock.row());
        case Access.WholeTable whole -> whole.write() && covers(attempt, whole.table());
        case UniqueProbe probe -> covers(attempt, probe.table());
        case Access.ReadRow ignored -> false;
        case Access.ReadWhere ignored -> false;
        case Access.Advisory ignored -> false;
        case Access.MoveSequence ignored -> false;
        case Access.Unknown ignored -> true;
      };
    }

    /// Against another attempt.
    static boolean meet(Access attempt, Access other) {
      return other instanceof Access.ReadRow(var row)
          ? covers(attempt, row)
          : Tables.of(attempt).equals(Tables.of(other));
    }

    private static boolean covers(Access attempt, RowKey row) {
      return attempt instanceof Access.ReadRow(var wanted)
          ? wanted.equals(row)
          : covers(attempt, row.table());
    }

    private static boolean covers(Access attempt, String table) {
      return Tables.of(attempt).filter(table::equals).isPresent();
    }
  }

  /// Writes and probes that meet in a unique key, also in one that is absent.
  record UniqueKeys() implements Clause {
    @Override
    public String name() {
      return "unique key";
    }

    @Override
    public boolean holds(Footprint one, Footprint other, Schema schema) {
      return Clause.any(one.takes(), other.takes(), (a, b) -> meet(a, b, schema));
    }

    static boolean meet(Access one, Access other, Schema schema) {
      return switch (one) {
        case UniqueProbe probe when other instanceof WriteRow write -> Matching.meets(probe, write);
        case WriteRow write when other instanceof UniqueProbe probe -> Matching.meets(probe, write);
        case WriteRow left when other instanceof WriteRow right ->
            !left.row().equals(right.row()) && Matching.meet(left, right, schema);
        default -> false;
      };
    }
  }

  /// One advisory lock, unless both share it.
  record AdvisoryLocks() implements Clause {
    @Override
    public String name() {
      return "advisory lock";
    }

    @Override
    public boolean holds(Footprint one, Footprint other, Schema schema) {
      return Clause.any(one.takes(), other.takes(), AdvisoryLocks::meet);
    }

    static boolean meet(Access one, Access other) {
      return one instanceof Access.Advisory(var left, var leftShared)
          && other instanceof Access.Advisory(var right, var rightShared)
          && left.equals(right)
          && !(leftShared && rightShared);
    }
  }

  /// A table touched as a whole by a writer (TRUNCATE, DDL, not seen row by row), and anything else
  /// in it.
  record Tables() implements Clause {
    @Override
    public String name() {
      return "whole table";
    }

    @Override
    public boolean holds(Footprint one, Footprint other, Schema schema) {
      return Clause.any(one.touched(), other.touched(), Tables::meet);
    }

    static boolean meet(Access one, Access other) {
      return (writes(one) || writes(other)) && of(one).isPresent() && of(one).equals(of(other));
    }

    private static boolean writes(Access access) {
      return access instanceof Access.WholeTable whole && whole.write();
    }

    static Optional<String> of(Access access) {
      return switch (access) {
        case Access.ReadRow read -> Optional.of(read.row().table());
        case Access.ReadWhere read -> Optional.of(read.table());
        case LockRow lock -> Optional.of(lock.row().table());
        case WriteRow write -> Optional.of(write.row().table());
        case UniqueProbe probe -> Optional.of(probe.table());
        case Access.WholeTable whole -> Optional.of(whole.table());
        case Access.Advisory ignored -> Optional.empty();
        case Access.MoveSequence ignored -> Optional.empty();
        case Access.Unknown ignored -> Optional.empty();
      };
    }
  }

  /// What a transaction lets go of, at its end, at ROLLBACK TO or at an error, against whoever
  /// wants it: it decides between waiting and not, and for NOWAIT and SKIP LOCKED the answer.
  record Releases() implements Clause {
    @Override
    public String name() {
      return "release";
    }

    @Override
    public boolean holds(Footprint one, Footprint other, Schema schema) {
      return wants(one, other, schema) || wants(other, one, schema);
    }

    private static boolean wants(Footprint one, Footprint released, Schema schema) {
      return seenToWant(one, released, schema)
          || (!released.releases().isEmpty() && one.waitsFor().contains(released.lane()));
    }

    static boolean seenToWant(Footprint one, Footprint released, Schema schema) {
      return Clause.any(one.takes(), released.releases(), (a, b) -> excluded(a, b, schema))
          || Clause.any(one.attempts(), released.releases(), PredicateLocks::locked)
          || Clause.any(one.touched(), released.releases(), Tables::meet);
    }

    private static boolean excluded(Access one, Access other, Schema schema) {
      return Rows.meet(one, other, schema)
          || ForeignKeys.meet(one, other, schema)
          || UniqueKeys.meet(one, other, schema)
          || AdvisoryLocks.meet(one, other)
          || Tables.meet(one, other);
    }
  }

  /// A release for which a third lane waits, and a lock that this lane cannot have at the same
  /// time: whichever comes first, the waiting lane is granted or waits on. The two need not exclude
  /// each other, as two share locks before a waiting update do not.
  record Wakes() implements Clause {
    @Override
    public String name() {
      return "release for a waiting lane";
    }

    @Override
    public boolean holds(Footprint one, Footprint other, Schema schema) {
      return inTheWay(one, other, schema) || inTheWay(other, one, schema);
    }

    private static boolean inTheWay(Footprint releasing, Footprint other, Schema schema) {
      return releasing.wakes().stream()
          .anyMatch(waiting -> waiting.unknown() || Clause.waits(other, waiting, schema));
    }

    /// Whether a release may let a waiting statement go on.
    static boolean wakes(Footprint releasing, Footprint waiting, Schema schema) {
      return !releasing.releases().isEmpty()
          && (waiting.unknown()
              || (waiting.unexplained() && waiting.waitsFor().contains(releasing.lane()))
              || Releases.seenToWant(waiting, releasing, schema));
    }
  }

  /// A statement found waiting though nothing was seen to exclude it: then any lock of the lane it
  /// waits for may be the reason.
  record UnexplainedWaits() implements Clause {
    @Override
    public String name() {
      return "unexplained wait";
    }

    @Override
    public boolean holds(Footprint one, Footprint other, Schema schema) {
      return (one.unexplained() && one.waitsFor().contains(other.lane()))
          || (other.unexplained() && other.waitsFor().contains(one.lane()));
    }
  }

  /// Two statements that both wait, one for the other's lane: the one that comes last closes the
  /// circle, and who is the victim follows from that.
  record Circles() implements Clause {
    @Override
    public String name() {
      return "deadlock circle";
    }

    @Override
    public boolean holds(Footprint one, Footprint other, Schema schema) {
      return one.waits()
          && other.waits()
          && (one.deadlocked()
              || other.deadlocked()
              || one.waitsFor().contains(other.lane())
              || other.waitsFor().contains(one.lane()));
    }
  }

  private static Optional<LockMode> mode(Access access, Schema schema) {
    return access instanceof LockRow lock
        ? Optional.of(lock.mode())
        : access instanceof WriteRow write
            ? Optional.of(Matching.mode(write, schema))
            : Optional.empty();
  }

  private static Optional<RowKey> row(Access access) {
    return access instanceof LockRow lock
        ? Optional.of(lock.row())
        : access instanceof WriteRow write ? Optional.of(write.row()) : Optional.empty();
  }
}

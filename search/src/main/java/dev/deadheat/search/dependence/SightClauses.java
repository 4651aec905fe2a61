package dev.deadheat.search.dependence;

import dev.deadheat.search.Access;
import dev.deadheat.search.Access.WriteRow;
import dev.deadheat.search.dependence.Footprint.Serializable;

/// The clauses about what is seen: reads, snapshots, sequences, and what was not understood.
final class SightClauses {
  private SightClauses() {}

  /// A read and the COMMIT that publishes what it could see. The write itself is seen by nobody.
  record Visibility() implements Clause {
    @Override
    public String name() {
      return "read and the COMMIT of what it could see";
    }

    @Override
    public boolean holds(Footprint one, Footprint other, Schema schema) {
      return Clause.any(one.reads(), other.publishes(), Visibility::meet)
          || Clause.any(other.reads(), one.publishes(), Visibility::meet);
    }

    private static boolean meet(Access read, Access published) {
      return published instanceof WriteRow write
          ? Matching.maySee(read, write)
          : LockClauses.PredicateLocks.meet(read, published);
    }
  }

  /// The snapshot of a whole transaction and any COMMIT of writes: what the transaction will read
  /// lies in the future.
  record Snapshots() implements Clause {
    @Override
    public String name() {
      return "transaction snapshot and a writing COMMIT";
    }

    @Override
    public boolean holds(Footprint one, Footprint other, Schema schema) {
      return (one.snapshot() && !other.publishes().isEmpty())
          || (other.snapshot() && !one.publishes().isEmpty());
    }
  }

  /// Under SERIALIZABLE, the end of a transaction and every statement and end of another; and
  /// statements among themselves once a transaction has ended.
  ///
  /// Between ends, statements only record read-write conflicts; PostgreSQL cancels a transaction
  /// only for a conflict out to one that has committed first (Ports and Grittner, VLDB 2012,
  /// section 3.3.1), so the order of the recordings matters only after some end.
  record SerializableEdges() implements Clause {
    @Override
    public String name() {
      return "serializable transactions' snapshots and ends";
    }

    @Override
    public boolean holds(Footprint one, Footprint other, Schema schema) {
      Serializable left = one.serializable();
      Serializable right = other.serializable();
      if (left == Serializable.NO || right == Serializable.NO) {
        return false;
      }
      return left == Serializable.END
          || right == Serializable.END
          || (left == Serializable.LATE && right == Serializable.LATE);
    }
  }

  /// A sequence moved by both: who gets which number.
  record Sequences() implements Clause {
    @Override
    public String name() {
      return "sequence";
    }

    @Override
    public boolean holds(Footprint one, Footprint other, Schema schema) {
      return Clause.any(
          one.touched(),
          other.touched(),
          (a, b) -> a instanceof Access.MoveSequence && a.equals(b));
    }
  }

  /// What was not understood depends on everything.
  record Unknowns() implements Clause {
    @Override
    public String name() {
      return "unknown";
    }

    @Override
    public boolean holds(Footprint one, Footprint other, Schema schema) {
      return one.unknown() || other.unknown();
    }
  }
}

package dev.deadheat.search.simulation;

import dev.deadheat.search.dependence.Isolation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Serializable snapshot isolation as PostgreSQL does it (Ports and Grittner, VLDB 2012): reads are
/// remembered, read-write conflicts are recorded, and a transaction between two conflicts fails if
/// the last of the three committed first.
final class Conflicts {
  private record Write(
      String table, Optional<Map<String, String>> before, Optional<Map<String, String>> after) {
    boolean meets(Op.Where where) {
      return table.equals(where.table())
          && (before.filter(where::matches).isPresent()
              || after.filter(where::matches).isPresent());
    }
  }

  private static final class Member {
    private final Set<Tx> in = new LinkedHashSet<>();
    private final Set<Tx> out = new LinkedHashSet<>();
    private final List<Op.Where> reads = new ArrayList<>();
    private final List<Write> writes = new ArrayList<>();
    private long committed = Long.MAX_VALUE;
    private boolean doomed;
  }

  private final Map<Tx, Member> members = new LinkedHashMap<>();

  /// Whether a transaction must fail before it does anything more.
  boolean doomed(Tx tx) {
    return applies(tx) && member(tx).doomed;
  }

  /// Records a search; returns whether it must fail.
  boolean read(Tx tx, Op.Where where) {
    if (!applies(tx)) {
      return false;
    }
    member(tx).reads.add(where);
    boolean fails = false;
    for (Tx other : List.copyOf(members.keySet())) {
      if (overlaps(tx, other)
          && member(other).writes.stream().anyMatch(write -> write.meets(where))) {
        fails |= conflict(tx, other, tx);
      }
    }
    return fails;
  }

  /// Records a write; returns whether it must fail.
  boolean write(
      Tx tx,
      String table,
      Optional<Map<String, String>> before,
      Optional<Map<String, String>> after) {
    if (!applies(tx)) {
      return false;
    }
    var write = new Write(table, before, after);
    member(tx).writes.add(write);
    boolean fails = false;
    for (Tx other : List.copyOf(members.keySet())) {
      if (overlaps(tx, other) && member(other).reads.stream().anyMatch(write::meets)) {
        fails |= conflict(other, tx, tx);
      }
    }
    return fails;
  }

  /// Whether a COMMIT must fail; dooms a transaction that this COMMIT makes dangerous.
  boolean commitFails(Tx tx) {
    if (!applies(tx)) {
      return false;
    }
    Member own = member(tx);
    if (own.doomed) {
      return true;
    }
    for (Tx near : own.in) {
      Member pivot = member(near);
      if (pivot.committed == Long.MAX_VALUE && !pivot.doomed) {
        for (Tx far : pivot.in) {
          Member outer = member(far);
          if (far.equals(tx) || (outer.committed == Long.MAX_VALUE && !outer.doomed)) {
            pivot.doomed = true;
          }
        }
      }
    }
    return false;
  }

  void committed(Tx tx, long at) {
    if (applies(tx)) {
      member(tx).committed = at;
    }
  }

  void rolledBack(Tx tx) {
    members.remove(tx);
    members.values().forEach(member -> member.in.remove(tx));
    members.values().forEach(member -> member.out.remove(tx));
  }

  private boolean conflict(Tx reader, Tx writer, Tx acting) {
    member(reader).out.add(writer);
    member(writer).in.add(reader);
    if (!dangerous(reader, writer)) {
      return false;
    }
    if (acting.equals(writer) || member(writer).committed != Long.MAX_VALUE) {
      return true;
    }
    member(writer).doomed = true;
    return false;
  }

  private boolean dangerous(Tx reader, Tx writer) {
    Member from = member(reader);
    Member to = member(writer);
    for (Tx out : to.out) {
      long committed = member(out).committed;
      if (committed != Long.MAX_VALUE && committed <= from.committed && committed <= to.committed) {
        return true;
      }
    }
    return to.committed != Long.MAX_VALUE
        && from.in.stream()
            .map(this::member)
            .anyMatch(in -> !in.doomed && in.committed >= to.committed);
  }

  private boolean overlaps(Tx tx, Tx other) {
    return !tx.equals(other) && member(other).committed > tx.snapshot;
  }

  private static boolean applies(Tx tx) {
    return tx.isolation == Isolation.SERIALIZABLE;
  }

  private Member member(Tx tx) {
    return members.computeIfAbsent(tx, key -> new Member());
  }
}

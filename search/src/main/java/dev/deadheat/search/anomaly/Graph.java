package dev.deadheat.search.anomaly;

import dev.deadheat.search.Access;
import dev.deadheat.search.Access.WriteKind;
import dev.deadheat.search.Access.WriteRow;
import dev.deadheat.search.anomaly.Edge.Kind;
import dev.deadheat.search.anomaly.History.Read;
import dev.deadheat.search.anomaly.History.Write;
import dev.deadheat.search.dependence.Matching;
import java.util.ArrayList;
import java.util.List;

/// The direct serialization graph of a history (Adya 1999, section 4.4), with requests as nodes.
///
/// Where we differ: rows are taken column by column as far as the statements tell, so that a save
/// of other columns is no conflict; and an edge is drawn to every later version, not the next only,
/// which adds no cycle, for the way over the versions between is there too.
///
/// @param history what it is made from
/// @param links the edges with the reads and writes that made them
record Graph(History history, List<Link> links) {
  /// An edge and where it comes from.
  ///
  /// @param edge the edge
  /// @param first the read or write it starts from
  /// @param write the write that is read, overwritten, or overwrites
  record Link(Edge edge, Object first, Write write) {}

  static Graph of(History history) {
    List<Link> links = new ArrayList<>();
    for (Read read : history.reads()) {
      for (Write write : history.writes()) {
        if (!read.lane().equals(write.lane()) && covers(read, write)) {
          links.add(link(read, write));
        }
      }
    }
    for (Write one : history.writes()) {
      for (Write other : history.writes()) {
        if (overwrites(one, other)) {
          links.add(link(one, other));
        }
      }
    }
    return new Graph(history, List.copyOf(links));
  }

  static boolean covers(Read read, Write write) {
    return Matching.sees(read.access(), write.row()) && read.columns().meet(write.columns());
  }

  static boolean visible(Write write, Read read) {
    return write.visible() < read.sees();
  }

  private static boolean overwrites(Write one, Write other) {
    return !one.lane().equals(other.lane())
        && one.row().row().equals(other.row().row())
        && one.visible() < other.visible()
        && one.columns().meet(other.columns());
  }

  private static Link link(Read read, Write write) {
    boolean seen = visible(write, read);
    Edge edge =
        new Edge(
            seen ? write.lane() : read.lane(),
            seen ? write.event() : read.event(),
            seen ? read.lane() : write.lane(),
            seen ? read.event() : write.event(),
            seen ? Kind.WR : Kind.RW,
            write.row().row().toString(),
            read.columns().common(write.columns()),
            comesOrGoes(read.access(), write.row()),
            certain(read.access()));
    return new Link(edge, read, write);
  }

  private static Link link(Write one, Write other) {
    Edge edge =
        new Edge(
            one.lane(),
            one.event(),
            other.lane(),
            other.event(),
            Kind.WW,
            one.row().row().toString(),
            one.columns().common(other.columns()),
            false,
            true);
    return new Link(edge, one, other);
  }

  /// Whether the write brings the row into what was searched for, or takes it out.
  private static boolean comesOrGoes(Access read, WriteRow write) {
    return switch (read) {
      case Access.ReadRow ignored -> write.kind() == WriteKind.INSERT;
      case Access.ReadWhere where ->
          write.kind() != WriteKind.UPDATE
              || Matching.satisfied(write.before(), where.equalities())
                  != Matching.satisfied(write.after(), where.equalities());
      case Access.WholeTable ignored -> write.kind() != WriteKind.UPDATE;
      case Access.LockRow ignored -> false;
      case WriteRow ignored -> false;
      case Access.UniqueProbe ignored -> false;
      case Access.Advisory ignored -> false;
      case Access.MoveSequence ignored -> false;
      case Access.Unknown ignored -> false;
    };
  }

  private static boolean certain(Access read) {
    return read instanceof Access.ReadRow
        || (read instanceof Access.ReadWhere where && !where.equalities().isEmpty());
  }
}

package dev.deadheat.search.anomaly;

import dev.deadheat.search.Lane;
import java.util.List;

/// One dependency between two lanes: `from` must come before `to` in an equivalent serial order.
///
/// @param from the lane that must come first
/// @param fromEvent its read or write, as an index into the run's events
/// @param to the lane that must come after it
/// @param toEvent its write or read, as an index into the run's events
/// @param kind what makes the order
/// @param item the row, `myapp_mymodel#1`
/// @param columns the columns that both touch, as far as the statements tell; empty for all of them
/// @param predicate whether the read searched for rows and this one came into, or left, what it
///   searched for
/// @param certain whether it was seen that the read covers the row; a search by more than
///   equalities only may
public record Edge(
    Lane from,
    int fromEvent,
    Lane to,
    int toEvent,
    Kind kind,
    String item,
    List<String> columns,
    boolean predicate,
    boolean certain) {
  public Edge {
    columns = List.copyOf(columns);
  }

  /// Adya's three direct dependencies (1999, section 4.4.3).
  public enum Kind {
    /// Read dependency: `to` read what `from` wrote.
    WR,
    /// Write dependency: `to` overwrote what `from` wrote.
    WW,
    /// Anti-dependency: `to` overwrote what `from` had read.
    RW
  }

  @Override
  public String toString() {
    return "%s -%s(%s%s)-> %s"
        .formatted(
            from,
            (predicate ? "p" : "") + kind.name().toLowerCase(java.util.Locale.ROOT),
            item,
            columns.isEmpty() ? "" : "." + String.join(",", columns),
            to);
  }
}

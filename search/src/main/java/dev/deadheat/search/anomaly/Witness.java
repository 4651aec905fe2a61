package dev.deadheat.search.anomaly;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// A cycle of dependencies, which no serial order has, with its name and the steps to point at.
///
/// @param anomaly its name
/// @param cycle its edges; each begins with the lane where the one before ends
/// @param culprit the event that closes it: the write that overlooks something, or the read that
///   sees the other half
/// @param because the culprit lane's earlier read that was stale by then
/// @param ignores the other lane's write that it undoes or overlooks
/// @param lost the changes of others that the culprit's write took back
public record Witness(
    Anomaly anomaly,
    List<Edge> cycle,
    int culprit,
    OptionalInt because,
    OptionalInt ignores,
    List<Lost> lost) {
  public Witness {
    cycle = List.copyOf(cycle);
    lost = List.copyOf(lost);
  }

  /// A column in which another lane's change is gone.
  ///
  /// @param row the row, `myapp_mymodel#1`
  /// @param column the column
  /// @param before its value before the other lane's write
  /// @param theirs what the other lane wrote
  /// @param ours what the culprit wrote over it
  public record Lost(
      String row,
      String column,
      Optional<String> before,
      Optional<String> theirs,
      Optional<String> ours) {
    /// Whether the culprit put back the very value that it had read.
    public boolean putBack() {
      return before.equals(ours);
    }
  }

  /// Whether every edge was seen, none only supposed.
  public boolean certain() {
    return cycle.stream().allMatch(Edge::certain);
  }

  @Override
  public String toString() {
    return anomaly.words()
        + ": "
        + cycle.stream().map(Edge::toString).collect(Collectors.joining(", "));
  }
}

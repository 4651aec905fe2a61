package dev.deadheat.prove.verdict;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a run left behind, as far as it differs from the start or between runs.
///
/// @param label `A then B`, `B then A`, `A alone`, `this schedule`
/// @param rows the rows that at least one outcome changes, in table and key order
/// @param responses one per lane that ran, in lane order
/// @param effects mail sent, tasks dispatched, the invariant's answer: one line each
public record OutcomeView(
    String label, List<RowView> rows, List<ResponseView> responses, List<String> effects) {
  public OutcomeView {
    rows = List.copyOf(rows);
    responses = List.copyOf(responses);
    effects = List.copyOf(effects);
  }

  /// A row at the end.
  ///
  /// @param row `myapp_mymodel#1`
  /// @param columns column to value, in column order, an SQL null absent; an empty map is a row
  ///   that is not there
  public record RowView(String row, Map<String, Optional<String>> columns) {}

  /// A lane's answer.
  ///
  /// @param lane the lane's letter
  /// @param status the HTTP status; 0 if the connection ended without one
  /// @param body the start of the body, as text
  public record ResponseView(String lane, int status, String body) {}
}

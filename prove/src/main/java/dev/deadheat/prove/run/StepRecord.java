package dev.deadheat.prove.run;

import dev.deadheat.postgres.proxy.Answer;
import dev.deadheat.postgres.proxy.Step;
import dev.deadheat.search.Access;
import dev.deadheat.search.Event;
import dev.deadheat.search.Lane;
import dev.deadheat.search.RowKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One step that took effect in a run, with everything that was seen of it.
///
/// @param lane whose step it is
/// @param session which of the lane's connections
/// @param kind what it is
/// @param sql the statement text, several joined by `; `
/// @param tag the line of the project's code that issued it
/// @param inTransaction whether a transaction block was open before it
/// @param accesses what it touched
/// @param rowsRead the rows read that could be told apart, with the columns read
/// @param error the server's error, if it failed
/// @param waitedFor the lanes that blocked it; empty if it did not wait
/// @param waitedFrom how many steps had taken effect when it began to wait; -1 if it did not wait
/// @param event index of its (last) event in the run
/// @param privateCommit whether this is the COMMIT of a lone autocommit statement, which the
///   application never sent
public record StepRecord(
    Lane lane,
    int session,
    Event.Kind kind,
    String sql,
    Optional<Step.Tag> tag,
    boolean inTransaction,
    List<Access> accesses,
    Map<RowKey, Map<String, Optional<String>>> rowsRead,
    Optional<Answer.ServerError> error,
    List<Lane> waitedFor,
    int waitedFrom,
    int event,
    boolean privateCommit) {
  public StepRecord {
    accesses = List.copyOf(accesses);
    waitedFor = List.copyOf(waitedFor);
  }

  /// The rows it wrote, in order.
  public List<Access.WriteRow> writes() {
    return accesses.stream()
        .filter(Access.WriteRow.class::isInstance)
        .map(Access.WriteRow.class::cast)
        .toList();
  }
}

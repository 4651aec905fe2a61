package dev.deadheat.search;

import java.util.List;
import java.util.Optional;

/// One thing that happened in a run: a statement, a transaction's end, or the grant of a lock that
/// a statement had waited for.
///
/// A statement that waits is two events: the first with `phase` START (it took its snapshot, some
/// locks and a place in the queue), the second with GRANT (no choice: it follows the release).
///
/// @param lane whose event it is
/// @param session which of the lane's connections, numbered from 0 in order of first use
/// @param kind what it is
/// @param phase WHOLE unless it waited
/// @param sql the statement text as the application sent it, without our tag
/// @param accesses what was touched; for a START what is known by then
/// @param inTransaction whether a transaction block was open on the connection when it was sent
/// @param error the SQLSTATE it failed with
/// @param waitsFor for a START, the lanes that block it; else empty
public record Event(
    Lane lane,
    int session,
    Kind kind,
    Phase phase,
    String sql,
    List<Access> accesses,
    boolean inTransaction,
    Optional<String> error,
    List<Lane> waitsFor) {
  public Event {
    accesses = List.copyOf(accesses);
    waitsFor = List.copyOf(waitsFor);
  }

  /// Whether another event came over the same connection.
  public boolean sameConnection(Event other) {
    return lane.equals(other.lane) && session == other.session;
  }

  /// What an event is. Anything that is not transaction control is a STATEMENT.
  public enum Kind {
    BEGIN,
    STATEMENT,
    SAVEPOINT,
    RELEASE_SAVEPOINT,
    ROLLBACK_TO_SAVEPOINT,
    COMMIT,
    ROLLBACK,
    DISCONNECT
  }

  /// Which part of a statement an event is.
  public enum Phase {
    WHOLE,
    START,
    GRANT
  }
}

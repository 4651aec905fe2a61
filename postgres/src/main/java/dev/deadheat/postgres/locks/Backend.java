package dev.deadheat.postgres.locks;

/// A server process that serves a connection, as `pg_stat_activity` shows it.
///
/// @param state `active`, `idle`, `idle in transaction`, `idle in transaction (aborted)`
/// @param waitEvent what it waits for, as `Lock: transactionid`; empty if for nothing
/// @param application the connection's application_name
public record Backend(int pid, String state, String waitEvent, String application) {
  /// Whether a transaction is open on it.
  public boolean inTransaction() {
    return !state.equals("idle") && !state.equals("disabled");
  }
}

package dev.deadheat.django.flow;

import java.util.List;

/// A lock as it is used, for the rules about locks themselves.
///
/// @param kind what happened
/// @param table what was to be locked
/// @param method the method that dropped the lock, or the name of the lock
/// @param inTransaction whether a transaction is open, as far as this function knows
/// @param site where
/// @param via the calls through which it is reached, outermost first
public record LockUse(
    Kind kind, Table table, String method, boolean inTransaction, Site site, List<Site> via) {
  /// What happened.
  public enum Kind {
    /// A locking queryset was evaluated.
    TAKEN,
    /// A locking queryset was turned into a statement that locks nothing.
    DROPPED,
    /// A locking queryset was never evaluated.
    NEVER,
    /// The rows of a relation that may lead nowhere were to be locked too.
    NULLABLE,
    /// Rows were locked by a transaction that does nothing else, and ends.
    LET_GO
  }
}

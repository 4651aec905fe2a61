package dev.deadheat.postgres.locks;

import java.util.Optional;

/// A lock that a backend holds or waits for, as `pg_locks` shows it.
///
/// @param pid whose it is
/// @param target what is locked
/// @param mode as PostgreSQL's manual names it, without blanks: `RowExclusiveLock`
/// @param granted whether it is held; else the backend waits for it
public record HeldLock(int pid, Target target, String mode, boolean granted) {
  /// Whether the mode of a relation's lock is one that writers take, or a stronger one.
  public boolean isWrite() {
    return switch (mode) {
      case "AccessShareLock", "RowShareLock" -> false;
      default -> true;
    };
  }

  /// What can be locked.
  public sealed interface Target {
    /// A table.
    ///
    /// @param table its name as [dev.deadheat.search.RowKey] has it; its object id if it is not in
    ///   the catalog
    record Relation(String table) implements Target {}

    /// One row, or a place in its queue; only ever seen while somebody waits.
    ///
    /// @param place block and offset: `(0,1)`
    record Tuple(String table, String place) implements Target {}

    /// The end of a transaction.
    record Transaction(String id) implements Target {}

    /// An advisory lock.
    ///
    /// @param key `n` for one 64-bit key, `n,m` for two 32-bit ones
    record Advisory(String key) implements Target {}

    /// Anything else, by `pg_locks`' type.
    record Other(String type) implements Target {}
  }

  /// The advisory key, if it is an advisory lock.
  public Optional<String> advisoryKey() {
    return target instanceof Target.Advisory(String key) ? Optional.of(key) : Optional.empty();
  }
}

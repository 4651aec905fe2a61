package dev.deadheat.django.flow;

import java.util.Optional;

/// A lock that was taken. Identity matters: the same lock held at a read and at a later write
/// protects what lies between.
public final class Lock {
  /// What is locked.
  public enum Kind {
    /// Rows, until the transaction ends.
    ROW,
    /// A PostgreSQL advisory lock, a whole table, or a transaction that the database keeps serial.
    DATABASE,
    /// A key in a shared cache or in Redis.
    CACHE,
    /// An object of this process: it protects threads of one worker only.
    PROCESS,
    /// A row's state was changed by a statement that only one can win, and the winner goes on.
    CLAIM
  }

  private final Kind kind;
  private final Optional<Table> table;
  private final Site site;
  private final boolean scoped;
  private final boolean inTransaction;
  private final boolean waits;

  Lock(Kind kind, Optional<Table> table, Site site, boolean scoped, boolean inTransaction) {
    this(kind, table, site, scoped, inTransaction, true);
  }

  Lock(
      Kind kind,
      Optional<Table> table,
      Site site,
      boolean scoped,
      boolean inTransaction,
      boolean waits) {
    this.waits = waits;
    this.kind = kind;
    this.table = table;
    this.site = site;
    this.scoped = scoped;
    this.inTransaction = inTransaction;
  }

  /// What is locked.
  public Kind kind() {
    return kind;
  }

  /// The table whose rows are locked.
  public Optional<Table> table() {
    return table;
  }

  /// Where it is taken.
  public Site site() {
    return site;
  }

  /// Whether a `with` block releases it.
  public boolean scoped() {
    return scoped;
  }

  /// Whether a transaction was open in the same function when it was taken.
  public boolean inTransaction() {
    return inTransaction;
  }

  /// Whether whoever takes it waits for who has it; else the row is skipped or refused.
  public boolean waits() {
    return waits;
  }

  /// Whether it ends with the transaction.
  public boolean endsWithTransaction() {
    return kind == Kind.ROW || (kind == Kind.DATABASE && !scoped);
  }

  @Override
  public String toString() {
    return kind + "@" + site;
  }
}

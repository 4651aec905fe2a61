package dev.deadheat.fix.cure;

/// What a cure does.
public enum Kind {
  /// `save()` writes only what was changed.
  UPDATE_FIELDS,
  /// The database computes the value: `F()`.
  EXPRESSION,
  /// The test becomes part of the UPDATE.
  CONDITIONAL,
  /// The row is locked before it is read: `select_for_update()` in `atomic()`.
  LOCK,
  /// The row that others belong to is locked.
  PARENT_LOCK,
  /// One request at a time looks and creates: an advisory lock.
  ADVISORY_LOCK,
  /// What a unique key refused is tried again with the next number.
  RETRY,
  /// Looking and creating become one step: `get_or_create()`.
  GET_OR_CREATE,
  /// The database refuses a second row: a unique constraint and its migration.
  CONSTRAINT,
  /// The task is started after the commit: `on_commit()`.
  ON_COMMIT,
  /// A transaction is opened around a lock.
  TRANSACTION,
  /// A lock that was only described is taken.
  EVALUATE,
  /// A lock is released whatever happens: `with`.
  RELEASE,
  /// What is locked is locked in one order.
  ORDER,
  /// A statement that may fail gets a savepoint.
  SAVEPOINT
}

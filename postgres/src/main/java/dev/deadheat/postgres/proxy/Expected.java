package dev.deadheat.postgres.proxy;

import dev.deadheat.wire.Bytes;

/// What the server still has to answer, one for each message that it answers, in order.
sealed interface Expected {
  /// ParseComplete.
  record Parsed(Bytes name, Prepared.Statement statement) implements Expected {}

  /// BindComplete.
  record Bound(Bytes name, Bytes statement, Prepared.Portal portal) implements Expected {}

  /// ParameterDescription, then RowDescription or NoData.
  record StatementDescribed(Bytes name) implements Expected {}

  /// RowDescription or NoData.
  record PortalDescribed(Bytes name) implements Expected {}

  /// Rows or COPY data, then CommandComplete, EmptyQueryResponse or PortalSuspended.
  record Executed(Bytes portal) implements Expected {}

  /// CloseComplete of a statement.
  record StatementClosed(Bytes name) implements Expected {}

  /// CloseComplete of a portal.
  record PortalClosed(Bytes name) implements Expected {}

  /// An error, since the message is malformed.
  record Refused() implements Expected {}

  /// Any number of results (Query), or one value (FunctionCall), then ReadyForQuery.
  ///
  /// @param cut how many characters were stripped from the query's beginning
  record SimpleDone(int cut) implements Expected {}

  /// ReadyForQuery.
  record Synced() implements Expected {}
}

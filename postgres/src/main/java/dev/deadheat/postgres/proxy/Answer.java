package dev.deadheat.postgres.proxy;

import java.util.List;
import java.util.Optional;

/// What the server answered to a step.
///
/// @param results one per statement that was executed, in order
/// @param privateNotices the payloads of notices that carry the run's private mark; the application
///   never sees those
/// @param error the error that ended the step, if any
/// @param transaction the connection's state after it
/// @param streamed whether the reply was so long that the application has seen (part of) it already
/// @param stretchRefused whether the step was to be stretched and was not, because it must not or
///   will not run inside a transaction block; then [Gatekeeper#stretched] does not follow
public record Answer(
    List<Result> results,
    List<String> privateNotices,
    Optional<ServerError> error,
    Step.TransactionState transaction,
    boolean streamed,
    boolean stretchRefused) {
  public Answer {
    results = List.copyOf(results);
    privateNotices = List.copyOf(privateNotices);
  }

  /// An answer to a step that was withheld whole and went as the gatekeeper had said.
  public Answer(
      List<Result> results,
      List<String> privateNotices,
      Optional<ServerError> error,
      Step.TransactionState transaction) {
    this(results, privateNotices, error, transaction, false, false);
  }

  /// One statement's result.
  ///
  /// @param commandTag `UPDATE 1`; empty if it failed before one
  /// @param columns the result's columns
  /// @param rows the first rows in text form (at most 1,000; a null or an undecoded binary value is
  ///   absent)
  /// @param rowCount how many rows there were in all
  public record Result(
      String commandTag, List<Column> columns, List<List<Optional<String>>> rows, long rowCount) {
    public Result {
      columns = List.copyOf(columns);
      rows = rows.stream().map(List::copyOf).toList();
    }
  }

  /// A result column.
  ///
  /// @param tableOid the table it comes from, 0 if it is no plain column
  /// @param attribute the column's number in that table, 0 if it is no plain column
  public record Column(String name, int tableOid, int attribute, int typeOid) {}

  /// A server error's fields that people need.
  public record ServerError(String sqlState, String message, Optional<String> constraint) {}
}

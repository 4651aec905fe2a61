package dev.deadheat.postgres.proxy;

import java.util.List;
import java.util.Optional;

/// What an application sends as one unit: a simple query, or everything of the extended protocol up
/// to a Sync or Flush. A multi-statement query or a pipeline is one step.
///
/// Two kinds execute no statement: a Sync that ends (commits) the transaction which an earlier
/// Flush-ended step had opened, and a Parse or Bind inside a transaction, which may take its
/// snapshot and locks on tables.
///
/// @param statements the statements executed in it, in order, our tags stripped
/// @param transaction the connection's state before this step; IN_TRANSACTION also after a
///   Flush-ended step whose Sync has not come
/// @param prepared the texts of statements that are prepared or bound but not executed in it
public record Step(
    List<Statement> statements, TransactionState transaction, List<String> prepared) {
  public Step {
    statements = List.copyOf(statements);
    prepared = List.copyOf(prepared);
  }

  /// A step that prepares nothing without executing it.
  public Step(List<Statement> statements, TransactionState transaction) {
    this(statements, transaction, List.of());
  }

  /// A statement to execute.
  ///
  /// @param sql its text without our tag
  /// @param parameters the values bound, as text where they were sent as text or could be decoded;
  ///   `null` parameters are absent
  /// @param tag where it was issued, if the application tagged it
  /// @param undecoded the indexes, from 0, of parameters that were sent in a binary form that is
  ///   not understood; these are absent from `parameters` too, but are not null
  public record Statement(
      String sql, List<Optional<String>> parameters, Optional<Tag> tag, List<Integer> undecoded) {
    public Statement {
      parameters = List.copyOf(parameters);
      undecoded = List.copyOf(undecoded);
    }

    /// A statement whose parameters are all known.
    public Statement(String sql, List<Optional<String>> parameters, Optional<Tag> tag) {
      this(sql, parameters, tag, List.of());
    }
  }

  /// Where a statement was issued: `/*deadheat:path:line*/` before the statement.
  ///
  /// @param path relative to the project, with `/`
  /// @param line from 1
  public record Tag(String path, int line) {}

  /// The status byte of ReadyForQuery.
  public enum TransactionState {
    IDLE,
    IN_TRANSACTION,
    FAILED
  }
}

package dev.deadheat.postgres.proxy;

import java.util.List;
import java.util.Optional;

/// What an application sends as one unit: a simple query, or everything of the extended protocol up
/// to a Sync or Flush. A multi-statement query or a pipeline is one step.
///
/// @param statements the statements in it, in order, our tags stripped
/// @param transaction the connection's state before this step
public record Step(List<Statement> statements, TransactionState transaction) {
  public Step {
    statements = List.copyOf(statements);
  }

  /// A statement to execute.
  ///
  /// @param sql its text without our tag
  /// @param parameters the values bound, as text where they were sent as text or could be decoded;
  ///   `null` parameters are absent
  /// @param tag where it was issued, if the application tagged it
  public record Statement(String sql, List<Optional<String>> parameters, Optional<Tag> tag) {
    public Statement {
      parameters = List.copyOf(parameters);
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

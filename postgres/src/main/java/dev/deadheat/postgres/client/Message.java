package dev.deadheat.postgres.client;

import dev.deadheat.wire.BackendMessage.TransactionStatus;
import java.util.List;
import java.util.Optional;

/// What a server says to a session, results put together.
///
/// All texts are decoded; values are in PostgreSQL's text form, an SQL null is absent.
public sealed interface Message {
  /// Whether it ends one statement of a query.
  default boolean endsStatement() {
    return switch (this) {
      case Rows _, Done _, Failed _ -> true;
      case Notice _, Notification _, Ready _, Gone _ -> false;
    };
  }

  /// A statement's rows.
  ///
  /// @param columns the columns' names
  /// @param tag such as `SELECT 2`
  record Rows(List<String> columns, List<List<Optional<String>>> rows, String tag)
      implements Message {
    public Rows {
      columns = List.copyOf(columns);
      rows = rows.stream().map(List::copyOf).toList();
    }
  }

  /// A statement without rows is done.
  ///
  /// @param tag such as `UPDATE 1`; empty for an empty statement
  record Done(String tag) implements Message {}

  /// A statement failed, and with it the rest of its query.
  record Failed(Report report) implements Message {}

  /// A notice or a warning.
  record Notice(Report report) implements Message {}

  /// A NOTIFY of some session.
  ///
  /// @param backendPid the server process that serves the sender
  record Notification(int backendPid, String channel, String payload) implements Message {}

  /// A query is done.
  record Ready(TransactionStatus status) implements Message {}

  /// The connection has ended. Nothing follows.
  ///
  /// @param why in words
  record Gone(String why) implements Message {}

  /// What an error or a notice says.
  ///
  /// @param severity such as `ERROR`, not translated
  /// @param sqlState five characters
  record Report(
      String severity,
      String sqlState,
      String message,
      Optional<String> detail,
      Optional<String> hint) {
    /// `ERROR: message`, as clients write it.
    public String line() {
      return severity + ":  " + message;
    }
  }
}

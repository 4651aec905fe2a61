package dev.deadheat.wire;

import java.util.List;
import java.util.Optional;

/// A message from client to server, named as in the manual (54.7). `Opaque` carries, byte for byte,
/// whatever is only relayed.
///
/// Texts are bytes in the connection's client encoding, without the ending zero; so encoding what
/// was decoded gives the same bytes again. Formats are 0 for text and 1 for binary; oids are
/// unsigned.
public sealed interface FrontendMessage {
  /// Binds values to a prepared statement.
  ///
  /// @param portal the new portal's name, empty for the unnamed one
  /// @param statement the statement's name, empty for the unnamed one
  /// @param formats none (all text), one for all, or one per value
  /// @param values null is absent
  /// @param resultFormats none (all text), one for all, or one per result column
  record Bind(
      Bytes portal,
      Bytes statement,
      List<Integer> formats,
      List<Optional<Bytes>> values,
      List<Integer> resultFormats)
      implements FrontendMessage {
    public Bind {
      formats = List.copyOf(formats);
      values = List.copyOf(values);
      resultFormats = List.copyOf(resultFormats);
    }
  }

  /// Closes a prepared statement or a portal.
  record Close(Target target, Bytes name) implements FrontendMessage {}

  /// Some of the data of a COPY.
  record CopyData(Bytes data) implements FrontendMessage {}

  /// A COPY's data is complete.
  record CopyDone() implements FrontendMessage {}

  /// A COPY is to fail.
  record CopyFail(Bytes reason) implements FrontendMessage {}

  /// Asks what a prepared statement or a portal takes and gives.
  record Describe(Target target, Bytes name) implements FrontendMessage {}

  /// Runs a portal.
  ///
  /// @param mostRows the rows wanted at most, 0 for all
  record Execute(Bytes portal, int mostRows) implements FrontendMessage {}

  /// Wants pending answers now.
  record Flush() implements FrontendMessage {}

  /// Calls a function by its oid.
  ///
  /// @param formats none (all text), one for all, or one per argument
  record FunctionCall(
      int function, List<Integer> formats, List<Optional<Bytes>> arguments, int resultFormat)
      implements FrontendMessage {
    public FunctionCall {
      formats = List.copyOf(formats);
      arguments = List.copyOf(arguments);
    }
  }

  /// Prepares a statement.
  ///
  /// @param statement its name, empty for the unnamed one
  /// @param parameterTypes oids, 0 where the server is to find out; may be fewer than parameters
  record Parse(Bytes statement, Bytes sql, List<Integer> parameterTypes)
      implements FrontendMessage {
    public Parse {
      parameterTypes = List.copyOf(parameterTypes);
    }
  }

  /// Runs one or several statements.
  record Query(Bytes sql) implements FrontendMessage {}

  /// Ends a batch of the extended protocol, and the transaction unless one was begun.
  record Sync() implements FrontendMessage {}

  /// Ends the connection.
  record Terminate() implements FrontendMessage {}

  /// Any other message: passwords and other authentication, and types not known here.
  record Opaque(byte type, Bytes body) implements FrontendMessage {}

  /// What Describe and Close are about.
  enum Target {
    STATEMENT,
    PORTAL
  }
}

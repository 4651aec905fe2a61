package dev.deadheat.postgres.proxy;

import dev.deadheat.wire.BackendMessage.ErrorResponse;
import dev.deadheat.wire.BackendMessage.Field;
import dev.deadheat.wire.ByteWriter;
import dev.deadheat.wire.Bytes;
import dev.deadheat.wire.FrontendCodec;
import dev.deadheat.wire.FrontendMessage;
import java.util.List;

/// The messages that the proxy sends of its own accord.
///
/// Statements of ours go by the extended protocol under a name of their own: a simple query would
/// take the client's unnamed prepared statement away, and an unnamed portal of ours could be taken
/// for the client's.
final class OwnMessages {
  private static final Bytes NAME = Bytes.utf8("deadheat_private");

  private OwnMessages() {}

  /// Appends a statement that is run and forgotten.
  ///
  /// @param forget names of statements to close too
  static void statement(String sql, List<Bytes> forget, ByteWriter out) {
    // Where the one before failed, as a COMMIT can, the server did not come to its Close.
    close(NAME, out);
    FrontendCodec.encode(new FrontendMessage.Parse(NAME, Bytes.utf8(sql), List.of()), out);
    FrontendCodec.encode(
        new FrontendMessage.Bind(NAME, NAME, List.of(), List.of(), List.of()), out);
    FrontendCodec.encode(new FrontendMessage.Execute(NAME, 0), out);
    FrontendCodec.encode(new FrontendMessage.Close(FrontendMessage.Target.PORTAL, NAME), out);
    close(NAME, out);
    forget.forEach(name -> close(name, out));
    FrontendCodec.encode(new FrontendMessage.Sync(), out);
  }

  /// Appends a statement that no server can parse.
  ///
  /// @param synced whether the batch ends with it; else the server goes on to skip until the
  ///   client's Sync
  static void failure(boolean synced, ByteWriter out) {
    var sql = Bytes.utf8("deadheat injects a failure here");
    FrontendCodec.encode(new FrontendMessage.Parse(NAME, sql, List.of()), out);
    FrontendCodec.encode(synced ? new FrontendMessage.Sync() : new FrontendMessage.Flush(), out);
  }

  /// What the client is told instead.
  static ErrorResponse injectedError() {
    return error("ERROR", "XX000", "deadheat: injected server error");
  }

  /// As after a statement_timeout.
  static ErrorResponse refusedStatement() {
    return error(
        "ERROR", "57014", "canceling statement due to statement timeout (injected by deadheat)");
  }

  /// As where a transaction meets another one at its end.
  static ErrorResponse refusedCommit() {
    return error("ERROR", "40001", "could not serialize access (injected by deadheat)");
  }

  /// What a client is told whose connection cannot be set up.
  static ErrorResponse fatal(String message) {
    return error("FATAL", "XX000", "deadheat: " + message);
  }

  /// Whether the server ends the connection after such an error.
  static boolean isFatal(ErrorResponse error) {
    var severity = error.field('V').or(() -> error.field('S')).map(Bytes::utf8).orElse("");
    return severity.equals("FATAL") || severity.equals("PANIC");
  }

  private static ErrorResponse error(String severity, String sqlState, String message) {
    return new ErrorResponse(
        List.of(
            field('S', severity), field('V', severity), field('C', sqlState), field('M', message)));
  }

  private static Field field(char code, String value) {
    return new Field((byte) code, Bytes.utf8(value));
  }

  private static void close(Bytes statement, ByteWriter out) {
    FrontendCodec.encode(
        new FrontendMessage.Close(FrontendMessage.Target.STATEMENT, statement), out);
  }
}

package dev.deadheat.postgres.proxy;

import dev.deadheat.wire.BackendCodec;
import dev.deadheat.wire.BackendMessage;
import dev.deadheat.wire.BackendMessage.Field;
import dev.deadheat.wire.BackendMessage.TransactionStatus;
import dev.deadheat.wire.ByteWriter;
import dev.deadheat.wire.Bytes;
import dev.deadheat.wire.FrontendCodec;
import dev.deadheat.wire.FrontendMessage;
import dev.deadheat.wire.StartupCodec;
import dev.deadheat.wire.StartupPacket;
import java.util.List;
import java.util.Optional;

/// Messages as the bytes that scripts send and expect.
final class Wire {
  private Wire() {}

  static byte[] query(String sql) {
    return client(new FrontendMessage.Query(Bytes.utf8(sql)));
  }

  static byte[] parse(String name, String sql) {
    return client(new FrontendMessage.Parse(Bytes.utf8(name), Bytes.utf8(sql), List.of()));
  }

  static byte[] bind(String portal, String statement, String... values) {
    return client(
        new FrontendMessage.Bind(
            Bytes.utf8(portal),
            Bytes.utf8(statement),
            List.of(),
            List.of(values).stream().map(v -> Optional.of(Bytes.utf8(v))).toList(),
            List.of()));
  }

  static byte[] execute(String portal) {
    return client(new FrontendMessage.Execute(Bytes.utf8(portal), 0));
  }

  static byte[] closeStatement(String name) {
    return client(new FrontendMessage.Close(FrontendMessage.Target.STATEMENT, Bytes.utf8(name)));
  }

  static byte[] sync() {
    return client(new FrontendMessage.Sync());
  }

  static byte[] flush() {
    return client(new FrontendMessage.Flush());
  }

  static byte[] terminate() {
    return client(new FrontendMessage.Terminate());
  }

  static byte[] client(FrontendMessage message) {
    var out = new ByteWriter();
    FrontendCodec.encode(message, out);
    return out.toBytes().toArray();
  }

  static byte[] startup(StartupPacket packet) {
    var out = new ByteWriter();
    StartupCodec.encode(packet, out);
    return out.toBytes().toArray();
  }

  static byte[] startup() {
    return startup(
        new StartupPacket.StartupMessage(
            3, 0, List.of(new StartupPacket.Parameter(Bytes.utf8("user"), Bytes.utf8("ann")))));
  }

  static byte[] ready(TransactionStatus status) {
    return server(new BackendMessage.ReadyForQuery(status));
  }

  static byte[] complete(String tag) {
    return server(new BackendMessage.CommandComplete(Bytes.utf8(tag)));
  }

  static byte[] row(String... values) {
    return server(
        new BackendMessage.DataRow(
            List.of(values).stream().map(v -> Optional.of(Bytes.utf8(v))).toList()));
  }

  static byte[] columns(String... names) {
    return server(
        new BackendMessage.RowDescription(
            List.of(names).stream()
                .map(n -> new BackendMessage.Column(Bytes.utf8(n), 16_384, 1, 25, -1, -1, 0))
                .toList()));
  }

  static byte[] error(String severity, String sqlState, String message) {
    return server(
        new BackendMessage.ErrorResponse(
            List.of(
                field('S', severity),
                field('V', severity),
                field('C', sqlState),
                field('M', message))));
  }

  static byte[] notice(String message) {
    return server(
        new BackendMessage.NoticeResponse(
            List.of(field('S', "NOTICE"), field('C', "00000"), field('M', message))));
  }

  static byte[] notification(String payload) {
    return server(
        new BackendMessage.NotificationResponse(9, Bytes.utf8("channel"), Bytes.utf8(payload)));
  }

  static byte[] server(BackendMessage message) {
    var out = new ByteWriter();
    BackendCodec.encode(message, out);
    return out.toBytes().toArray();
  }

  /// The messages of a statement of the proxy's own.
  static byte[] own(String sql) {
    var out = new ByteWriter();
    OwnMessages.statement(sql, List.of(), out);
    return out.toBytes().toArray();
  }

  /// The server's answer to a statement of the proxy's own.
  static byte[] ownDone(String tag, TransactionStatus status) {
    return join(
        server(new BackendMessage.ParseComplete()),
        server(new BackendMessage.BindComplete()),
        complete(tag),
        server(new BackendMessage.CloseComplete()),
        ready(status));
  }

  static byte[] join(byte[]... messages) {
    var out = new ByteWriter();
    for (var message : messages) {
      out.bytes(Bytes.of(message));
    }
    return out.toBytes().toArray();
  }

  private static Field field(char code, String value) {
    return new Field((byte) code, Bytes.utf8(value));
  }
}

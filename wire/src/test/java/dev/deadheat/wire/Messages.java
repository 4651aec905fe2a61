package dev.deadheat.wire;

import dev.deadheat.testkit.Choices;
import dev.deadheat.wire.StartupPacket.Parameter;
import java.util.List;
import java.util.Optional;

/// Makes any message from choices.
final class Messages {
  private Messages() {}

  static FrontendMessage frontend(Choices c) {
    return switch (c.below(14)) {
      case 0 ->
          new FrontendMessage.Bind(
              text(c),
              text(c),
              c.listOf(3, Messages::int16),
              values(c),
              c.listOf(3, Messages::int16));
      case 1 -> new FrontendMessage.Close(target(c), text(c));
      case 2 -> new FrontendMessage.CopyData(body(c));
      case 3 -> new FrontendMessage.CopyDone();
      case 4 -> new FrontendMessage.CopyFail(text(c));
      case 5 -> new FrontendMessage.Describe(target(c), text(c));
      case 6 -> new FrontendMessage.Execute(text(c), c.anyInt());
      case 7 -> new FrontendMessage.Flush();
      case 8 ->
          new FrontendMessage.FunctionCall(
              c.anyInt(), c.listOf(3, Messages::int16), values(c), int16(c));
      case 9 -> new FrontendMessage.Parse(text(c), text(c), c.listOf(3, Choices::anyInt));
      case 10 -> new FrontendMessage.Query(text(c));
      case 11 -> new FrontendMessage.Sync();
      case 12 -> new FrontendMessage.Terminate();
      default -> new FrontendMessage.Opaque((byte) 'p', body(c));
    };
  }

  static BackendMessage backend(Choices c) {
    return switch (c.below(24)) {
      case 0 -> new BackendMessage.BackendKeyData(c.anyInt(), body(c));
      case 1 -> new BackendMessage.BindComplete();
      case 2 -> new BackendMessage.CloseComplete();
      case 3 -> new BackendMessage.CommandComplete(text(c));
      case 4 -> new BackendMessage.CopyBothResponse(c.below(256), c.listOf(3, Messages::int16));
      case 5 -> new BackendMessage.CopyData(body(c));
      case 6 -> new BackendMessage.CopyDone();
      case 7 -> new BackendMessage.CopyInResponse(c.below(256), c.listOf(3, Messages::int16));
      case 8 -> new BackendMessage.CopyOutResponse(c.below(256), c.listOf(3, Messages::int16));
      case 9 -> new BackendMessage.DataRow(values(c));
      case 10 -> new BackendMessage.EmptyQueryResponse();
      case 11 -> new BackendMessage.ErrorResponse(c.listOf(4, Messages::field));
      case 12 -> new BackendMessage.FunctionCallResponse(value(c));
      case 13 ->
          new BackendMessage.NegotiateProtocolVersion(c.anyInt(), c.listOf(3, Messages::text));
      case 14 -> new BackendMessage.NoData();
      case 15 -> new BackendMessage.NoticeResponse(c.listOf(4, Messages::field));
      case 16 -> new BackendMessage.NotificationResponse(c.anyInt(), text(c), text(c));
      case 17 -> new BackendMessage.ParameterDescription(c.listOf(3, Choices::anyInt));
      case 18 -> new BackendMessage.ParameterStatus(text(c), text(c));
      case 19 -> new BackendMessage.ParseComplete();
      case 20 -> new BackendMessage.PortalSuspended();
      case 21 ->
          new BackendMessage.ReadyForQuery(c.oneOf(BackendMessage.TransactionStatus.values()));
      case 22 -> new BackendMessage.RowDescription(c.listOf(3, Messages::column));
      default -> new BackendMessage.Opaque((byte) 'R', body(c));
    };
  }

  static StartupPacket startup(Choices c) {
    return switch (c.below(4)) {
      case 0 ->
          new StartupPacket.StartupMessage(
              3, c.oneOf(0, 2), c.listOf(3, d -> new Parameter(someText(d), text(d))));
      case 1 -> new StartupPacket.SSLRequest();
      case 2 -> new StartupPacket.GSSENCRequest();
      default -> new StartupPacket.CancelRequest(c.anyInt(), someText(c));
    };
  }

  /// Bytes without a zero, in no particular encoding.
  static Bytes text(Choices c) {
    var bytes = c.bytes(12);
    for (var i = 0; i < bytes.length; i++) {
      bytes[i] = bytes[i] == 0 ? (byte) 'x' : bytes[i];
    }
    return Bytes.of(bytes);
  }

  private static Bytes someText(Choices c) {
    return Bytes.utf8(c.oneOf("user", "a", "0123456789abcdef"));
  }

  private static Bytes body(Choices c) {
    return Bytes.of(c.bytes(40));
  }

  private static int int16(Choices c) {
    return c.oneOf(0, 1, 2, 255, 256, 0x7fff, 0x8000, 0xffff);
  }

  private static Optional<Bytes> value(Choices c) {
    return c.bool() ? Optional.of(body(c)) : Optional.empty();
  }

  private static List<Optional<Bytes>> values(Choices c) {
    return c.listOf(4, Messages::value);
  }

  private static FrontendMessage.Target target(Choices c) {
    return c.oneOf(FrontendMessage.Target.values());
  }

  private static BackendMessage.Field field(Choices c) {
    return new BackendMessage.Field((byte) c.between(1, 255), text(c));
  }

  private static BackendMessage.Column column(Choices c) {
    return new BackendMessage.Column(
        text(c), c.anyInt(), int16(c), c.anyInt(), (short) int16(c), c.anyInt(), int16(c));
  }
}

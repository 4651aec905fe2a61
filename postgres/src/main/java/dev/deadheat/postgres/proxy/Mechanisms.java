package dev.deadheat.postgres.proxy;

import dev.deadheat.wire.ByteWriter;
import dev.deadheat.wire.Bytes;
import dev.deadheat.wire.Frame;

/// The server's offer of ways to prove who one is (AuthenticationSASL; manual, 54.7).
///
/// Channel binding ties a password to the encryption that ends at the proxy, so it is not passed
/// on; and libpq takes the offer of it over a plain connection for an attack.
final class Mechanisms {
  private static final int SASL = 10;
  private static final String WITH_CHANNEL_BINDING = "-PLUS";

  private Mechanisms() {}

  /// A message of the server's without mechanisms that bind the channel; any other message, and an
  /// offer that is not understood, as it is.
  static Bytes withoutChannelBinding(Frame.Whole frame) {
    var body = frame.body();
    if (frame.type() != 'R' || body.length() < 4 || body.int32At(0) != SASL) {
      return frame.bytes();
    }
    var kept = new ByteWriter().int32(SASL);
    var at = 4;
    for (var end = body.indexOf((byte) 0, at); end > at; end = body.indexOf((byte) 0, at)) {
      var name = body.slice(at, end);
      if (!name.utf8().endsWith(WITH_CHANNEL_BINDING)) {
        kept.text(name);
      }
      at = end + 1;
    }
    if (at != body.length() - 1) {
      return frame.bytes();
    }
    kept.int8(0);
    return new ByteWriter().int8('R').int32(4 + kept.length()).bytes(kept.toBytes()).toBytes();
  }
}

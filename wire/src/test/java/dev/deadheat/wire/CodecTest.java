package dev.deadheat.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deadheat.testkit.Choices;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CodecTest {
  @Test
  void clientMessagesComeBackAsTheyWere() {
    Choices.sampled(
        20_000,
        c -> {
          var message = Messages.frontend(c);
          var out = new ByteWriter();
          FrontendCodec.encode(message, out);
          var frame = new Frame.Whole(out.toBytes());
          assertThat(frame.bytes().int32At(1)).isEqualTo(frame.bytes().length() - 1);
          assertThat(FrontendCodec.decode(frame)).isEqualTo(message);
        });
  }

  @Test
  void serverMessagesComeBackAsTheyWere() {
    Choices.sampled(
        20_000,
        c -> {
          var message = Messages.backend(c);
          var out = new ByteWriter();
          BackendCodec.encode(message, out);
          assertThat(BackendCodec.decode(new Frame.Whole(out.toBytes()))).isEqualTo(message);
        });
  }

  @Test
  void startupPacketsComeBackAsTheyWere() {
    Choices.sampled(
        5_000,
        c -> {
          var packet = Messages.startup(c);
          var out = new ByteWriter();
          StartupCodec.encode(packet, out);
          assertThat(StartupCodec.decode(out.toBytes().from(4))).isEqualTo(packet);
        });
  }

  /// Whatever the bytes are, decoding gives a message that encodes to the same bytes, or says that
  /// they are malformed.
  @Test
  void anyBytesAreEitherAMessageOrMalformed() {
    Choices.sampled(
        100_000,
        c -> {
          var type = c.oneOf(bytes("BCDEFHPQSXcdfpKGIRVWNAtTZnsv123"));
          var body = Bytes.of(c.bytes(24));
          try {
            var out = new ByteWriter();
            FrontendCodec.encode(FrontendCodec.decode(type, body), out);
            assertThat(out.toBytes().from(5)).isEqualTo(body);
          } catch (MalformedMessageException expected) {
            assertThat(expected).hasMessageContaining("at byte");
          }
          try {
            var out = new ByteWriter();
            BackendCodec.encode(BackendCodec.decode(type, body), out);
            assertThat(out.toBytes().from(5)).isEqualTo(body);
          } catch (MalformedMessageException expected) {
            assertThat(expected).hasMessageContaining("at byte");
          }
        });
  }

  /// Small damage to real messages reaches deeper than random bytes.
  @Test
  void damagedMessagesAreEitherAMessageOrMalformed() {
    Choices.sampled(
        50_000,
        c -> {
          var out = new ByteWriter();
          BackendCodec.encode(Messages.backend(c), out);
          var bytes = out.toBytes().toArray();
          bytes[c.below(bytes.length)] = (byte) c.below(256);
          var body = Bytes.of(bytes).slice(5, c.between(5, bytes.length));
          try {
            var again = new ByteWriter();
            BackendCodec.encode(BackendCodec.decode(bytes[0], body), again);
            assertThat(again.toBytes().from(5)).isEqualTo(body);
          } catch (MalformedMessageException expected) {
            assertThat(expected).hasMessageContaining("at byte");
          }
        });
  }

  @Test
  void messagesHaveTheManualsBytes() {
    var out = new ByteWriter();
    FrontendCodec.encode(new FrontendMessage.Query(Bytes.utf8("SELECT 1")), out);
    FrontendCodec.encode(
        new FrontendMessage.Bind(
            Bytes.EMPTY,
            Bytes.utf8("s1"),
            List.of(1),
            List.of(Optional.of(Bytes.utf8("x")), Optional.empty()),
            List.of()),
        out);
    FrontendCodec.encode(new FrontendMessage.Sync(), out);
    assertThat(HexFormat.of().formatHex(out.toBytes().toArray()))
        .isEqualTo(
            "510000000d53454c454354203100"
                + "420000001900733100000100010002"
                + "0000000178ffffffff0000"
                + "5300000004");
  }

  @Test
  void aDataRowThatClaimsMoreThanThereIsIsMalformed() {
    assertThatThrownBy(
            () -> BackendCodec.decode((byte) 'D', Bytes.of(new byte[] {0, 1, 0x7f, 0, 0, 0, 1})))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("2130706432 bytes wanted, 1 left");
  }

  @Test
  void aNegativeLengthOtherThanNullIsMalformed() {
    assertThatThrownBy(
            () -> BackendCodec.decode((byte) 'D', Bytes.of(new byte[] {0, 1, -1, -1, -1, -2})))
        .isInstanceOf(MalformedMessageException.class);
  }

  @Test
  void aCancelKeyMayBeLong() throws MalformedMessageException {
    var key = Bytes.of(new byte[256]);
    var out = new ByteWriter();
    StartupCodec.encode(new StartupPacket.CancelRequest(7, key), out);
    assertThat(StartupCodec.decode(out.toBytes().from(4)))
        .isEqualTo(new StartupPacket.CancelRequest(7, key));
    assertThatThrownBy(
            () -> {
              var longer = new ByteWriter();
              StartupCodec.encode(
                  new StartupPacket.CancelRequest(7, Bytes.of(new byte[257])), longer);
              StartupCodec.decode(longer.toBytes().from(4));
            })
        .isInstanceOf(MalformedMessageException.class);
  }

  private static Byte[] bytes(String types) {
    return types.chars().mapToObj(type -> (byte) type).toArray(Byte[]::new);
  }
}

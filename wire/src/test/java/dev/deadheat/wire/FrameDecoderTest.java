package dev.deadheat.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.deadheat.testkit.Choices;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
  @Test
  void everySplitOfThreeMessagesGivesThem() {
    var out = new ByteWriter();
    FrontendCodec.encode(new FrontendMessage.Query(Bytes.utf8("ab")), out);
    FrontendCodec.encode(new FrontendMessage.Sync(), out);
    FrontendCodec.encode(new FrontendMessage.CopyData(Bytes.utf8("c")), out);
    var stream = out.toBytes();
    var runs =
        Choices.exhaustively(c -> {
          var frames = new ArrayList<Frame>();
          var decoder = new FrameDecoder(100);
          var start = 0;
          for (var end = 1; end <= stream.length(); end++) {
            if (end == stream.length() || c.bool()) {
              decoder.feed(stream.slice(start, end));
              drain(decoder, frames);
              start = end;
            }
          }
          assertThat(frames)
              .containsExactly(
                  new Frame.Whole(stream.slice(0, 8)),
                  new Frame.Whole(stream.slice(8, 13)),
                  new Frame.Whole(stream.slice(13, 19)));
          assertThat(decoder.isBetweenMessages()).isTrue();
        });
    assertThat(runs).isEqualTo(1 << (stream.length() - 1));
  }

  @Test
  void anySplitOfAnyMessagesGivesThemWithOrWithoutTakingBetween() {
    Choices.sampled(
        3_000,
        c -> {
          var out = new ByteWriter();
          var messages = c.listOf(6, Messages::backend);
          messages.forEach(message -> BackendCodec.encode(message, out));
          var frames = split(c, out.toBytes(), new FrameDecoder(1_000));
          var decoded = new ArrayList<BackendMessage>();
          for (var frame : frames) {
            decoded.add(BackendCodec.decode((Frame.Whole) frame));
          }
          assertThat(decoded).isEqualTo(messages);
        });
  }

  @Test
  void longMessagesComeInPartsThatJoinToTheSameBytes() {
    Choices.sampled(
        3_000,
        c -> {
          var out = new ByteWriter();
          c.listOf(6, Messages::backend).forEach(message -> BackendCodec.encode(message, out));
          var frames = split(c, out.toBytes(), new FrameDecoder(8));
          var joined = new ByteWriter();
          frames.forEach(frame -> joined.bytes(frame.bytes()));
          assertThat(joined.toBytes()).isEqualTo(out.toBytes());
          Optional<Integer> left = Optional.empty();
          for (var frame : frames) {
            left =
                switch (frame) {
                  case Frame.Whole whole -> {
                    assertThat(left).isEmpty();
                    assertThat(whole.body().length()).isLessThanOrEqualTo(8);
                    yield left;
                  }
                  case Frame.Head head -> {
                    assertThat(left).isEmpty();
                    assertThat(head.bodyBytes()).isGreaterThan(8);
                    yield Optional.of(head.bodyBytes());
                  }
                  case Frame.Part(var bytes, var last) -> {
                    var after = left.orElseThrow() - bytes.length();
                    assertThat(last).isEqualTo(after == 0);
                    yield last ? Optional.empty() : Optional.of(after);
                  }
                };
          }
        });
  }

  @Test
  void garbageEndsInMalformedOrInFramesButNeverElse() {
    Choices.sampled(
        20_000,
        c -> {
          try {
            split(c, Bytes.of(c.bytes(60)), new FrameDecoder(1 << 30));
          } catch (MalformedMessageException expected) {
            assertThat(expected).hasMessageContaining("the least is 4");
          }
        });
  }

  @Test
  void aClaimedLengthTakesNoMemoryBeforeItsBytesCome() throws MalformedMessageException {
    var decoders = new ArrayList<FrameDecoder>();
    for (var i = 0; i < 1_000; i++) {
      var decoder = new FrameDecoder(Integer.MAX_VALUE - 100);
      decoder.feed(Bytes.of(new byte[] {'D', 0x7f, 0, 0, 0, 1, 2, 3}));
      assertThat(decoder.next()).isEmpty();
      decoders.add(decoder);
    }
    assertThat(decoders).noneMatch(FrameDecoder::isBetweenMessages);
  }

  @Test
  void lengthsBelowFourAreMalformed() {
    for (var length : new byte[] {0, 1, 2, 3, -1}) {
      var decoder = new FrameDecoder(100);
      var high = length < 0 ? (byte) -1 : 0;
      decoder.feed(Bytes.of(new byte[] {'D', high, high, high, length}));
      assertThatThrownBy(decoder::next).isInstanceOf(MalformedMessageException.class);
    }
  }

  @Test
  void copyDataOfMegabytesIsNeverHeldWhole() throws MalformedMessageException {
    var decoder = new FrameDecoder(Integer.MAX_VALUE);
    decoder.feed(Bytes.of(new byte[] {'d', 0, 0x40, 0, 4}));
    assertThat(decoder.next()).containsInstanceOf(Frame.Head.class);
    var left = 0x40_0000;
    while (left > 0) {
      decoder.feed(Bytes.of(new byte[65_536]));
      left -= 65_536;
      assertThat(decoder.next()).contains(new Frame.Part(Bytes.of(new byte[65_536]), left == 0));
    }
    assertThat(decoder.isBetweenMessages()).isTrue();
  }

  @Test
  void startupPacketsSurviveAnySplitAndLeaveTheRest() {
    Choices.sampled(
        3_000,
        c -> {
          var packets = c.listOf(3, Messages::startup);
          var out = new ByteWriter();
          packets.forEach(packet -> StartupCodec.encode(packet, out));
          var stream = out.toBytes();
          var decoder = new StartupDecoder();
          var taken = new ArrayList<StartupPacket>();
          for (var start = 0; start < stream.length(); ) {
            var end = start + c.between(1, Math.min(20, stream.length() - start));
            decoder.feed(stream.slice(start, end));
            start = end;
            for (var next = decoder.next(); next.isPresent(); next = decoder.next()) {
              taken.add(next.get());
            }
          }
          decoder.feed(Bytes.utf8("rest"));
          assertThat(taken).isEqualTo(packets);
          assertThat(decoder.rest()).isEqualTo(Bytes.utf8("rest"));
        });
  }

  @Test
  void startupGarbageIsMalformed() {
    Choices.sampled(
        20_000,
        c -> {
          var decoder = new StartupDecoder();
          decoder.feed(Bytes.of(c.bytes(40)));
          try {
            assertThat(decoder.next()).isEmpty();
          } catch (MalformedMessageException expected) {
            assertThat(expected).hasMessageContaining("start-up packet");
          }
        });
    var tls = new StartupDecoder();
    tls.feed(Bytes.of(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc}));
    assertThatThrownBy(tls::next).isInstanceOf(MalformedMessageException.class);
  }

  private static List<Frame> split(Choices c, Bytes stream, FrameDecoder decoder)
      throws MalformedMessageException {
    var frames = new ArrayList<Frame>();
    for (var start = 0; start < stream.length(); ) {
      var end = start + c.between(1, Math.min(30, stream.length() - start));
      decoder.feed(stream.slice(start, end));
      start = end;
      if (c.bool()) {
        drain(decoder, frames);
      }
    }
    drain(decoder, frames);
    return frames;
  }

  private static void drain(FrameDecoder decoder, List<Frame> frames)
      throws MalformedMessageException {
    for (var frame = decoder.next(); frame.isPresent(); frame = decoder.next()) {
      frames.add(frame.get());
    }
  }
}

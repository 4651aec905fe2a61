package dev.deadheat.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.List;
import java.util.Optional;

/// The bytes of a file read as text.
///
/// @param utf8 the text; the very array it was made from if the file is UTF-8
/// @param charset the encoding of the file
/// @param markBytes how many bytes of the text are a byte order mark
/// @param faults what is wrong with the encoding
@SuppressWarnings("ArrayRecordComponent") // a carrier of results: never compared
record Decoded(byte[] utf8, Charset charset, int markBytes, List<Fault> faults) {

  static Decoded of(byte[] bytes) {
    int mark = markBytes(bytes);
    Optional<CodingCookie> cookie = CodingCookie.find(bytes, mark);
    if (cookie.isEmpty()) {
      return utf8(bytes, mark);
    }
    Span place = cookie.get().span();
    Optional<Charset> charset = cookie.get().charset();
    if (charset.isEmpty()) {
      String message = "unknown encoding: " + cookie.get().name();
      return withFault(utf8(bytes, mark), new Fault(message, place));
    }
    // Beside a byte order mark Python takes the name "utf-8" only.
    if (mark > 0 && !cookie.get().isPlainUtf8()) {
      String message = "the byte order mark says utf-8, the coding cookie " + cookie.get().name();
      return withFault(utf8(bytes, mark), new Fault(message, place));
    }
    if (charset.get().equals(UTF_8)) {
      return utf8(bytes, mark);
    }
    return other(bytes, charset.get(), place);
  }

  static int markBytes(byte[] bytes) {
    return bytes.length >= 3
            && bytes[0] == (byte) 0xEF
            && bytes[1] == (byte) 0xBB
            && bytes[2] == (byte) 0xBF
        ? 3
        : 0;
  }

  private static Decoded utf8(byte[] bytes, int mark) {
    int bad = isAscii(bytes) ? -1 : firstMalformed(bytes);
    return new Decoded(bytes, UTF_8, mark, bad < 0 ? List.of() : List.of(notUtf8(bytes, bad)));
  }

  private static Fault notUtf8(byte[] bytes, int bad) {
    String hex = Integer.toHexString(bytes[bad] & 0xFF);
    return new Fault(
        "byte 0x" + hex + " is not UTF-8; save the file as UTF-8 or declare its encoding",
        new Span(bad, bad + 1));
  }

  private static Decoded withFault(Decoded decoded, Fault fault) {
    return new Decoded(decoded.utf8, decoded.charset, decoded.markBytes, List.of(fault));
  }

  /// Python reads with the declared encoding and refuses what is not in it; we go on in Latin-1,
  /// which has a character for every byte, so that the rest of the file is still seen.
  private static Decoded other(byte[] bytes, Charset charset, Span cookie) {
    CharsetDecoder decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out =
        CharBuffer.allocate((int) Math.ceil(bytes.length * (double) decoder.maxCharsPerByte()) + 1);
    CoderResult result = decoder.decode(in, out, true);
    if (!result.isError()) {
      result = decoder.flush(out);
    }
    if (!result.isError()) {
      return new Decoded(out.flip().toString().getBytes(UTF_8), charset, 0, List.of());
    }
    byte[] text = new String(bytes, ISO_8859_1).getBytes(UTF_8);
    String hex = Integer.toHexString(bytes[in.position()] & 0xFF);
    String message = "byte 0x" + hex + " at " + in.position() + " is not " + charset;
    return new Decoded(text, ISO_8859_1, 0, List.of(new Fault(message, cookie)));
  }

  private static boolean isAscii(byte[] bytes) {
    int seen = 0;
    for (byte b : bytes) {
      seen |= b;
    }
    return seen >= 0;
  }

  /// The offset of the first byte that is not UTF-8, or -1. Overlong forms, surrogates and what
  /// lies past U+10FFFF are malformed.
  private static int firstMalformed(byte[] bytes) {
    int i = 0;
    while (i < bytes.length) {
      int length = sequenceLength(bytes, i);
      if (length == 0) {
        return i;
      }
      i += length;
    }
    return -1;
  }

  private static int sequenceLength(byte[] bytes, int i) {
    int first = bytes[i] & 0xFF;
    if (first < 0x80) {
      return 1;
    }
    int length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    if (length == 0 || i + length > bytes.length) {
      return 0;
    }
    for (int k = 1; k < length; k++) {
      if ((bytes[i + k] & 0xC0) != 0x80) {
        return 0;
      }
    }
    int second = bytes[i + 1] & 0xFF;
    boolean sound =
        switch (first) {
          case 0xE0 -> second >= 0xA0;
          case 0xED -> second < 0xA0;
          case 0xF0 -> second >= 0x90;
          case 0xF4 -> second < 0x90;
          default -> true;
        };
    return sound ? length : 0;
  }
}

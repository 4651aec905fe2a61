package dev.deadheat.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A file of source text: its path, its bytes, and its text in UTF-8, over which all offsets count.
///
/// A file is decoded as Python does: by its byte order mark, else by the coding cookie of its first
/// two lines, else as UTF-8. The text of a UTF-8 file is its bytes, a byte order mark included, so
/// offsets are offsets into the file; another encoding is carried over into UTF-8 first. A file
/// whose encoding is unknown or broken is read as well as can be, and its [#faults()] say so.
///
/// Immutable as long as nobody writes into the arrays it was made from or hands out.
public final class SourceFile {
  private final String path;
  private final byte[] bytes;
  private final Decoded decoded;
  private volatile @Nullable Lines lines;

  private SourceFile(String path, byte[] bytes, Decoded decoded) {
    this.path = path;
    this.bytes = bytes;
    this.decoded = decoded;
  }

  /// A file as it was read from disk. The array is kept, not copied.
  ///
  /// @param path relative to the project, with `/`
  public static SourceFile of(String path, byte[] bytes) {
    return new SourceFile(path, bytes, Decoded.of(bytes));
  }

  /// A file made of text; always UTF-8, whatever a coding cookie says.
  public static SourceFile ofText(String path, String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    return new SourceFile(path, utf8, new Decoded(utf8, UTF_8, Decoded.markBytes(utf8), List.of()));
  }

  public String path() {
    return path;
  }

  /// The file as it is on disk. Shared: not to be written to.
  public byte[] bytes() {
    return bytes;
  }

  /// The text in UTF-8, a byte order mark included. Shared: not to be written to.
  public byte[] utf8() {
    return decoded.utf8();
  }

  /// The number of bytes of the text in UTF-8.
  public int length() {
    return decoded.utf8().length;
  }

  /// The number of bytes that a byte order mark takes at the start of the text: 0 or 3.
  public int markBytes() {
    return decoded.markBytes();
  }

  public Charset charset() {
    return decoded.charset();
  }

  /// What is wrong with the encoding; empty for a sound file.
  public List<Fault> faults() {
    return decoded.faults();
  }

  public Lines lines() {
    Lines known = lines;
    if (known == null) {
      known = new Lines(decoded.utf8());
      lines = known;
    }
    return known;
  }

  public String text() {
    return new String(decoded.utf8(), UTF_8);
  }

  public String text(Span span) {
    return text(span.start(), span.end());
  }

  /// The text from one offset to another.
  public String text(int start, int end) {
    return new String(decoded.utf8(), start, end - start, UTF_8);
  }

  /// New text for this file in the file's own encoding; empty if it cannot be written in it.
  public Optional<byte[]> encode(byte[] utf8) {
    if (charset().equals(UTF_8)) {
      return Optional.of(utf8);
    }
    try {
      CharBuffer text = UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
      ByteBuffer encoded = charset().newEncoder().encode(text);
      byte[] result = new byte[encoded.remaining()];
      encoded.get(result);
      return Optional.of(result);
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return path;
  }
}

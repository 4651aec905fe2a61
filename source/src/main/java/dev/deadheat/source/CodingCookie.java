package dev.deadheat.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The declaration `# -*- coding: NAME -*-` in the first two lines of a file (PEP 263).
///
/// @param name the encoding as written
/// @param span where the name stands
record CodingCookie(String name, Span span) {

  /// Encodings for which Python's name is not one that the JDK knows.
  private static final Map<String, Charset> PYTHON_NAMES =
      Map.of(
          "utf-8-sig", UTF_8,
          "u8", UTF_8,
          "utf", UTF_8,
          "ascii", US_ASCII,
          "latin", ISO_8859_1,
          "l1", ISO_8859_1,
          "latin-1", ISO_8859_1,
          "iso-latin-1", ISO_8859_1);

  /// Looks for a cookie after a byte order mark of so many bytes. The second line counts only if
  /// the first is blank or a comment.
  static Optional<CodingCookie> find(byte[] bytes, int mark) {
    int start = mark;
    for (int line = 0; line < 2; line++) {
      int end = start;
      while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
        end++;
      }
      int hash = start;
      while (hash < end && isBlank(bytes[hash])) {
        hash++;
      }
      if (hash < end && bytes[hash] != '#') {
        return Optional.empty();
      }
      Optional<CodingCookie> found = inComment(bytes, hash, end);
      if (found.isPresent()) {
        return found;
      }
      boolean pair = end + 1 < bytes.length && bytes[end] == '\r' && bytes[end + 1] == '\n';
      start = Math.min(bytes.length, end + (pair ? 2 : 1));
    }
    return Optional.empty();
  }

  private static Optional<CodingCookie> inComment(byte[] bytes, int start, int end) {
    for (int i = start; i + 7 <= end; i++) {
      if (bytes[i] == 'c'
          && bytes[i + 1] == 'o'
          && bytes[i + 2] == 'd'
          && bytes[i + 3] == 'i'
          && bytes[i + 4] == 'n'
          && bytes[i + 5] == 'g'
          && (bytes[i + 6] == ':' || bytes[i + 6] == '=')) {
        int name = i + 7;
        while (name < end && (bytes[name] == ' ' || bytes[name] == '\t')) {
          name++;
        }
        int nameEnd = name;
        while (nameEnd < end && isNameByte(bytes[nameEnd])) {
          nameEnd++;
        }
        if (nameEnd > name) {
          String text = new String(bytes, name, nameEnd - name, US_ASCII);
          return Optional.of(new CodingCookie(text, new Span(name, nameEnd)));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\f';
  }

  private static boolean isNameByte(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '_'
        || b == '.';
  }

  private String plainName() {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Whether this is "utf-8", perhaps with a suffix.
  boolean isPlainUtf8() {
    String plain = plainName();
    return plain.equals("utf-8") || plain.startsWith("utf-8-");
  }

  /// The encoding, if the JDK has it.
  Optional<Charset> charset() {
    if (isPlainUtf8()) {
      return Optional.of(UTF_8);
    }
    String plain = plainName();
    for (String latin : new String[] {"latin-1", "iso-8859-1", "iso-latin-1"}) {
      if (plain.equals(latin) || plain.startsWith(latin + "-")) {
        return Optional.of(ISO_8859_1);
      }
    }
    Charset known = PYTHON_NAMES.get(plain);
    if (known != null) {
      return Optional.of(known);
    }
    try {
      Charset found = Charset.forName(plain.startsWith("mac-") ? "x-" + plain : plain);
      // A wide encoding cannot have been declared in ASCII.
      boolean wide = !found.equals(UTF_8) && found.name().startsWith("UTF-");
      return wide || !found.contains(US_ASCII) ? Optional.empty() : Optional.of(found);
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }
}

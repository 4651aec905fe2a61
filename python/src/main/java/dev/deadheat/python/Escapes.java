package dev.deadheat.python;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/// Reads the inside of string literals: escapes, doubled braces, line breaks.
final class Escapes {
  private final byte[] text;
  private final Quote quote;
  private final boolean braces;
  private final StringBuilder out;
  private int at;

  private Escapes(byte[] text, Quote quote, boolean braces, StringBuilder out, int at) {
    this.text = text;
    this.quote = quote;
    this.braces = braces;
    this.out = out;
    this.at = at;
  }

  /// Whether the text stands for itself: ASCII without escapes.
  static boolean isPlain(byte[] text, int start, int end) {
    for (int i = start; i < end; i++) {
      byte b = text[i];
      if (b < 0 || b == '\\' || b == '\r') {
        return false;
      }
    }
    return true;
  }

  /// Appends what a piece of literal text means.
  ///
  /// @param braces whether `{{` and `}}` stand for single braces
  static void append(
      byte[] text, int start, int end, Quote quote, boolean braces, StringBuilder out) {
    new Escapes(text, quote, braces, out, start).read(end);
  }

  private void read(int end) {
    int run = at;
    while (at < end) {
      byte b = text[at];
      boolean escapes = b == '\\' && !quote.isRaw();
      boolean doubled = braces && (b == '{' || b == '}') && at + 1 < end && text[at + 1] == b;
      if (b == '\r' || escapes || doubled) {
        flush(run);
        if (escapes) {
          escape(end);
        } else if (doubled) {
          out.append((char) b);
          at += 2;
        } else {
          out.append('\n');
          at = CharClass.lineBreak(text, at);
        }
        run = at;
      } else if (b < 0 && quote.isBytes()) {
        throw new SyntaxFault("bytes can only hold ASCII; escape this character", at, at + 1);
      } else {
        at++;
      }
    }
    flush(run);
  }

  private void flush(int run) {
    if (at > run) {
      out.append(new String(text, run, at - run, StandardCharsets.UTF_8));
    }
  }

  private void escape(int end) {
    int backslash = at++;
    if (at == end) {
      out.append('\\');
      return;
    }
    byte b = text[at++];
    switch (b) {
      case '\n' -> {}
      case '\r' -> at = CharClass.lineBreak(text, at - 1);
      case '\\', '\'', '"' -> out.append((char) b);
      case 'a' -> out.append('\u0007');
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'v' -> out.append('\u000B');
      case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(b - '0', end);
      case 'x' -> hex(backslash, 2, end);
      case 'u', 'U', 'N' -> {
        if (quote.isBytes()) {
          out.append('\\').append((char) b);
        } else if (b == 'N') {
          named(backslash, end);
        } else {
          hex(backslash, b == 'u' ? 4 : 8, end);
        }
      }
      default -> {
        // Python keeps the backslash of an escape that it does not know.
        out.append('\\');
        at--;
      }
    }
  }

  private void octal(int first, int end) {
    int value = first;
    for (int i = 0; i < 2 && at < end && text[at] >= '0' && text[at] <= '7'; i++) {
      value = value * 8 + (text[at++] - '0');
    }
    out.append((char) (quote.isBytes() ? value & 0xFF : value));
  }

  private void hex(int backslash, int digits, int end) {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = at < end ? Character.digit(text[at], 16) : -1;
      if (digit < 0) {
        throw new SyntaxFault("this escape needs " + digits + " digits", backslash, at);
      }
      value = value << 4 | digit;
      at++;
    }
    if (!Character.isValidCodePoint(value)) {
      throw new SyntaxFault("this escape is no Unicode character", backslash, at);
    }
    out.appendCodePoint(value);
  }

  private void named(int backslash, int end) {
    int close = at;
    while (close < end && text[close] != '}') {
      close++;
    }
    if (at == end || text[at] != '{' || close == end || close == at + 1) {
      throw new SyntaxFault("this escape needs a name in braces", backslash, at);
    }
    String name = new String(text, at + 1, close - at - 1, StandardCharsets.UTF_8);
    at = close + 1;
    out.appendCodePoint(codePoint(name));
  }

  /// Names that Unicode gave beside or after the first, and that the JDK does not know.
  private static final Map<String, Integer> ALIASES =
      Map.of(
          "BYTE ORDER MARK", 0xFEFF,
          "NULL", 0,
          "BACKSPACE", 8,
          "CHARACTER TABULATION", 9,
          "LINE FEED", 10,
          "NEW LINE", 10,
          "CARRIAGE RETURN", 13,
          "ESCAPE", 27,
          "DELETE", 127);

  /// The character of a name. Python knows more names than the JDK; such a one reads as U+FFFD.
  private static int codePoint(String name) {
    Integer alias = ALIASES.get(name.toUpperCase(Locale.ROOT));
    if (alias != null) {
      return alias;
    }
    try {
      return Character.codePointOf(name);
    } catch (IllegalArgumentException e) {
      return 0xFFFD;
    }
  }
}

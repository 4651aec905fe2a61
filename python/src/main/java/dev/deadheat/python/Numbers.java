package dev.deadheat.python;

import dev.deadheat.python.ast.Literal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// Number literals: where one ends and what it is worth.
final class Numbers {
  /// Python refuses longer decimal integers, which would take quadratic time to read.
  private static final int MAX_DECIMAL_DIGITS = 4300;

  private static final int MAX_LONG_DIGITS = 18;

  private Numbers() {}

  /// The offset after the number at the offset, which begins with a digit or with a dot and a
  /// digit; the complement (`~`) of the offset after the malformed text if it is no number.
  static int end(byte[] text, int start) {
    int end;
    if (text[start] == '0' && start + 1 < text.length) {
      end =
          switch (text[start + 1] | 0x20) {
            case 'x' -> digits(text, start + 2, 16, true);
            case 'o' -> digits(text, start + 2, 8, true);
            case 'b' -> digits(text, start + 2, 2, true);
            default -> decimal(text, start);
          };
    } else {
      end = decimal(text, start);
    }
    if (end >= 0 && !isName(text, end)) {
      return end;
    }
    if (end >= 0 && operatorFollows(text, end)) {
      return end;
    }
    int bad = Math.max(start + 1, end < 0 ? ~end : end);
    while (isName(text, bad)) {
      bad++;
    }
    return ~bad;
  }

  private static int decimal(byte[] text, int start) {
    int end = text[start] == '.' ? start : digits(text, start, 10, false);
    if (end < 0) {
      return end;
    }
    boolean integer = true;
    if (end < text.length && text[end] == '.') {
      integer = false;
      end++;
      if (isDigit(text, end, 10)) {
        end = digits(text, end, 10, false);
        if (end < 0) {
          return end;
        }
      }
    }
    if (end < text.length && (text[end] | 0x20) == 'e') {
      boolean signed = end + 1 < text.length && (text[end + 1] == '+' || text[end + 1] == '-');
      int exponent = end + (signed ? 2 : 1);
      if (isDigit(text, exponent, 10)) {
        integer = false;
        end = digits(text, exponent, 10, false);
        if (end < 0) {
          return end;
        }
      } else if (signed) {
        return ~exponent;
      }
    }
    if (end < text.length && (text[end] | 0x20) == 'j') {
      return end + 1;
    }
    return integer && hasLeadingZero(text, start, end) ? ~end : end;
  }

  /// Whether this is more than zeros but begins with one.
  private static boolean hasLeadingZero(byte[] text, int start, int end) {
    if (text[start] != '0') {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (text[i] != '0' && text[i] != '_') {
        return true;
      }
    }
    return false;
  }

  /// The offset after digits, with single underscores between them.
  private static int digits(byte[] text, int start, int radix, boolean underscoreFirst) {
    int end = start;
    if (underscoreFirst && end < text.length && text[end] == '_') {
      end++;
    }
    if (!isDigit(text, end, radix)) {
      return ~end;
    }
    while (isDigit(text, end, radix)) {
      end++;
      if (end < text.length && text[end] == '_') {
        end++;
        if (!isDigit(text, end, radix)) {
          return ~end;
        }
      }
    }
    return end;
  }

  private static boolean isDigit(byte[] text, int at, int radix) {
    return at < text.length && digit(text[at]) < radix;
  }

  private static int digit(byte b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    int letter = b | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : Integer.MAX_VALUE;
  }

  private static boolean isName(byte[] text, int at) {
    return at < text.length && (text[at] < 0 || CharClass.isAsciiName(text[at]));
  }

  /// Python lets a keyword follow a number directly, as in `1if x else 2`.
  private static boolean operatorFollows(byte[] text, int at) {
    return switch (text[at]) {
      case 'a' -> follows(text, at, "and");
      case 'e' -> follows(text, at, "else");
      case 'f' -> follows(text, at, "for");
      case 'i' -> follows(text, at, "in") || follows(text, at, "if") || follows(text, at, "is");
      case 'n' -> follows(text, at, "not");
      case 'o' -> follows(text, at, "or");
      default -> false;
    };
  }

  private static boolean follows(byte[] text, int at, String word) {
    for (int i = 0; i < word.length(); i++) {
      if (at + i >= text.length || text[at + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// What a sound number is worth; empty if it has more digits than Python takes.
  static Optional<Literal> value(byte[] text, int start, int end) {
    if (end - start <= MAX_LONG_DIGITS) {
      long value = 0;
      int i = start;
      while (i < end && text[i] >= '0' && text[i] <= '9') {
        value = value * 10 + (text[i++] - '0');
      }
      if (i == end) {
        return Optional.of(new Literal.Int(BigInteger.valueOf(value)));
      }
    }
    String number =
        new String(text, start, end - start, StandardCharsets.ISO_8859_1)
            .replace("_", "")
            .toLowerCase(Locale.ROOT);
    if (number.startsWith("0x")) {
      return Optional.of(new Literal.Int(fromBits(number, 4)));
    }
    if (number.startsWith("0o")) {
      return Optional.of(new Literal.Int(fromBits(number, 3)));
    }
    if (number.startsWith("0b")) {
      return Optional.of(new Literal.Int(fromBits(number, 1)));
    }
    if (number.endsWith("j")) {
      double value = Double.parseDouble(number.substring(0, number.length() - 1));
      return Optional.of(new Literal.Imaginary(value));
    }
    if (number.indexOf('.') >= 0 || number.indexOf('e') >= 0) {
      return Optional.of(new Literal.Real(Double.parseDouble(number)));
    }
    return number.length() > MAX_DECIMAL_DIGITS
        ? Optional.empty()
        : Optional.of(new Literal.Int(new BigInteger(number)));
  }

  /// The integer after a two-letter prefix, in time linear in its length.
  private static BigInteger fromBits(String number, int bitsPerDigit) {
    int digits = number.length() - 2;
    byte[] magnitude = new byte[(int) (((long) digits * bitsPerDigit + 7) / 8)];
    long bit = 0;
    for (int i = number.length() - 1; i >= 2; i--, bit += bitsPerDigit) {
      int digit = digit((byte) number.charAt(i));
      int index = magnitude.length - 1 - (int) (bit / 8);
      int shifted = digit << (bit % 8);
      magnitude[index] |= (byte) shifted;
      if (shifted > 0xFF) {
        magnitude[index - 1] |= (byte) (shifted >> 8);
      }
    }
    return new BigInteger(1, magnitude);
  }
}

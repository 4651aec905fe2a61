package dev.deadheat.postgres.proxy;

import dev.deadheat.wire.Bytes;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// The text form of values that were sent in binary form, as the server would print them.
final class ValueText {
  private static final int TEXT = 0;
  private static final int BINARY = 1;

  private ValueText() {}

  /// A value's text; empty if it is binary and of a type that is not understood.
  ///
  /// @param format 0 for text, 1 for binary
  /// @param type the type's oid (`pg_type.dat`); 0 if not known
  static Optional<String> of(Bytes value, int format, int type, ServerSettings settings) {
    return switch (format) {
      case TEXT -> Optional.of(value.text(settings.charset()));
      case BINARY -> binary(value, type, settings);
      default -> Optional.empty();
    };
  }

  private static Optional<String> binary(Bytes value, int type, ServerSettings settings) {
    var charset = settings.charset();
    return switch (type) {
      case 16 -> sized(value, 1, () -> value.at(0) == 0 ? "f" : "t");
      case 17 -> Optional.of("\\x" + HexFormat.of().formatHex(value.toArray()));
      case 18, 19, 25, 114, 705, 1042, 1043 -> Optional.of(value.text(charset));
      case 20 -> sized(value, 8, () -> Long.toString(int64(value)));
      case 21 -> sized(value, 2, () -> Integer.toString((value.at(0) << 8) | (value.at(1) & 0xff)));
      case 23 -> sized(value, 4, () -> Integer.toString(value.int32At(0)));
      case 26 -> sized(value, 4, () -> Integer.toUnsignedString(value.int32At(0)));
      case 700 -> sized(value, 4, () -> real(Float.intBitsToFloat(value.int32At(0))));
      case 701 -> sized(value, 8, () -> real(Double.longBitsToDouble(int64(value))));
      case 1082, 1083, 1114, 1184 -> TimeText.of(value, type, settings);
      case 1700 -> NumericText.of(value);
      case 2950 -> sized(value, 16, () -> new UUID(int64(value), int64(value.from(8))).toString());
      case 3802 ->
          value.length() > 0 && value.at(0) == 1
              ? Optional.of(value.from(1).text(charset))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<String> sized(Bytes value, int bytes, Supplier<String> text) {
    return value.length() == bytes ? Optional.of(text.get()) : Optional.empty();
  }

  static long int64(Bytes value) {
    return ((long) value.int32At(0) << 32) | (value.int32At(4) & 0xffff_ffffL);
  }

  private static String real(float value) {
    return real(Float.toString(value), value, 6);
  }

  private static String real(double value) {
    return real(Double.toString(value), value, 15);
  }

  /// Both Java and PostgreSQL (since 12) print the fewest digits that identify the number, but not
  /// in the same notation: PostgreSQL turns to exponents from 1e+15 on (1e+06 for float4) and below
  /// 1e-04.
  private static String real(String java, double value, int plainDigits) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return java;
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    var decimal = new BigDecimal(java).stripTrailingZeros();
    var exponent = decimal.precision() - decimal.scale() - 1;
    if (exponent >= -4 && exponent < plainDigits) {
      return decimal.toPlainString();
    }
    var digits = decimal.unscaledValue().abs().toString();
    return (value < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + (exponent < 0 ? "e-" : "e+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }
}

package dev.deadheat.postgres.proxy;

import dev.deadheat.wire.Bytes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;

/// The text form of a `numeric` that was sent in binary form: a count of digits to base 10,000, the
/// weight of the first, a sign, how many decimal places to show, then the digits, 16 bits each.
final class NumericText {
  private static final BigInteger BASE = BigInteger.valueOf(10_000);
  private static final int HEADER_BYTES = 8;

  private NumericText() {}

  static Optional<String> of(Bytes value) {
    if (value.length() < HEADER_BYTES) {
      return Optional.empty();
    }
    var digits = int16(value, 0);
    var weight = (short) int16(value, 2);
    var sign = int16(value, 4);
    var scale = int16(value, 6);
    if (value.length() != HEADER_BYTES + 2 * digits) {
      return Optional.empty();
    }
    return switch (sign) {
      case 0, 0x4000 -> {
        var unscaled = BigInteger.ZERO;
        for (var i = 0; i < digits; i++) {
          var digit = BigInteger.valueOf(int16(value, HEADER_BYTES + 2 * i));
          unscaled = unscaled.multiply(BASE).add(digit);
        }
        var number =
            new BigDecimal(unscaled, 4 * (digits - 1 - weight)).setScale(scale, RoundingMode.DOWN);
        yield Optional.of((sign == 0 ? number : number.negate()).toPlainString());
      }
      case 0xc000 -> Optional.of("NaN");
      case 0xd000 -> Optional.of("Infinity");
      case 0xf000 -> Optional.of("-Infinity");
      default -> Optional.empty();
    };
  }

  private static int int16(Bytes value, int at) {
    return ((value.at(at) & 0xff) << 8) | (value.at(at + 1) & 0xff);
  }
}

package dev.deadheat.postgres.proxy;

import dev.deadheat.wire.Bytes;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// The text form of dates and times that were sent in binary form: days or microseconds since the
/// year 2000. Only as `DateStyle` ISO prints them, and only years of four digits.
final class TimeText {
  private static final LocalDate DAY_ZERO = LocalDate.of(2000, 1, 1);
  private static final long DAY_MICROS = 86_400_000_000L;

  private TimeText() {}

  static Optional<String> of(Bytes value, int type, ServerSettings settings) {
    if (!settings.isoDates() || value.length() != (type == 1082 ? 4 : 8)) {
      return Optional.empty();
    }
    return switch (type) {
      case 1082 -> date(value.int32At(0));
      case 1083 -> time(ValueText.int64(value));
      case 1114 -> timestamp(ValueText.int64(value), Optional.empty());
      default ->
          settings
              .zone()
              .flatMap(zone -> {
                var micros = ValueText.int64(value);
                if (isInfinite(micros)) {
                  return timestamp(micros, Optional.empty());
                }
                var instant = dateTime(micros).toInstant(ZoneOffset.UTC);
                var offset = zone.getRules().getOffset(instant);
                return timestamp(
                    micros + offset.getTotalSeconds() * 1_000_000L, Optional.of(offset));
              });
    };
  }

  private static Optional<String> date(int days) {
    if (days == Integer.MAX_VALUE || days == Integer.MIN_VALUE) {
      return Optional.of(days > 0 ? "infinity" : "-infinity");
    }
    return date(DAY_ZERO.plusDays(days));
  }

  private static Optional<String> date(LocalDate date) {
    return date.getYear() < 1 || date.getYear() > 9999
        ? Optional.empty()
        : Optional.of(date.toString());
  }

  private static Optional<String> time(long micros) {
    if (micros < 0 || micros > DAY_MICROS) {
      return Optional.empty();
    }
    return Optional.of(
        micros == DAY_MICROS ? "24:00:00" : time(LocalTime.ofNanoOfDay(micros * 1_000)));
  }

  private static String time(LocalTime time) {
    var seconds = "%02d:%02d:%02d".formatted(time.getHour(), time.getMinute(), time.getSecond());
    var fraction = "%06d".formatted(time.getNano() / 1_000).replaceAll("0+$", "");
    return fraction.isEmpty() ? seconds : seconds + "." + fraction;
  }

  private static Optional<String> timestamp(long micros, Optional<ZoneOffset> offset) {
    if (isInfinite(micros)) {
      return Optional.of(micros > 0 ? "infinity" : "-infinity");
    }
    var at = dateTime(micros);
    var zone = offset.map(TimeText::offset).orElse("");
    return date(at.toLocalDate()).map(date -> date + " " + time(at.toLocalTime()) + zone);
  }

  private static String offset(ZoneOffset offset) {
    var seconds = Math.abs(offset.getTotalSeconds());
    var text = (offset.getTotalSeconds() < 0 ? "-" : "+") + "%02d".formatted(seconds / 3_600);
    if (seconds % 3_600 != 0) {
      text += ":%02d".formatted(seconds / 60 % 60);
    }
    return seconds % 60 == 0 ? text : text + ":%02d".formatted(seconds % 60);
  }

  private static boolean isInfinite(long micros) {
    return micros == Long.MAX_VALUE || micros == Long.MIN_VALUE;
  }

  private static LocalDateTime dateTime(long micros) {
    return DAY_ZERO.atStartOfDay().plus(micros, ChronoUnit.MICROS);
  }
}

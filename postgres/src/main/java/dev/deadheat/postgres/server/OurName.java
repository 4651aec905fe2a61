package dev.deadheat.postgres.server;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// The name of a database that we made: `deadheat_`, a random number, and a checksum over it that
/// no other name has by chance. So the name alone tells that a database is ours, from the very
/// moment when it is there, and whoever renames one keeps it.
///
/// @param token the random number; also the key of the advisory lock that the run holds as long as
///   it lives
record OurName(long token) {
  private static final Pattern SHAPE = Pattern.compile("deadheat_([0-9a-f]{16})_([0-9a-f]{8})");

  static OurName random() {
    return new OurName(new SecureRandom().nextLong());
  }

  /// The name of a database, if it is one of ours.
  static Optional<OurName> of(String database) {
    Matcher matcher = SHAPE.matcher(database);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    OurName name = new OurName(Long.parseUnsignedLong(matcher.group(1), 16));
    return name.database().equals(database) ? Optional.of(name) : Optional.empty();
  }

  String database() {
    String number = "%016x".formatted(token);
    CRC32 sum = new CRC32();
    sum.update(("Deadheat's own " + number).getBytes(StandardCharsets.US_ASCII));
    return "deadheat_%s_%08x".formatted(number, sum.getValue());
  }

  /// The lock's key in `pg_locks`, whose columns are unsigned.
  long classId() {
    return token >>> 32;
  }

  long objectId() {
    return token & 0xffff_ffffL;
  }
}

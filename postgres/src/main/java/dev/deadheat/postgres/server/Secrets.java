package dev.deadheat.postgres.server;

import java.security.SecureRandom;
import java.util.HexFormat;

/// Makes passwords that need no quoting anywhere.
final class Secrets {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Secrets() {}

  static String password() {
    byte[] bytes = new byte[18];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}

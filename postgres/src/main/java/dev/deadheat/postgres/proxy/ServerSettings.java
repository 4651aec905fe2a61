package dev.deadheat.postgres.proxy;

import dev.deadheat.wire.BackendMessage.ParameterStatus;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;

/// The settings, as the server reports them, that change how a connection's bytes are read.
final class ServerSettings {
  private Charset charset = StandardCharsets.UTF_8;
  private boolean backslashEscapes;
  private boolean isoDates = true;
  private Optional<ZoneId> zone = Optional.empty();

  /// Notes a setting's new value.
  void note(ParameterStatus status) {
    switch (status.name().utf8()) {
      case "client_encoding" -> charset = Encoding.of(status.value().utf8());
      case "standard_conforming_strings" -> backslashEscapes = status.value().utf8().equals("off");
      case "DateStyle" -> isoDates = status.value().utf8().startsWith("ISO");
      case "TimeZone" -> zone = zone(status.value().utf8());
      default -> {
        // Others change no reading of ours.
      }
    }
  }

  /// The encoding of texts.
  Charset charset() {
    return charset;
  }

  /// Whether a backslash escapes in plain quotes.
  boolean backslashEscapes() {
    return backslashEscapes;
  }

  /// Whether dates and times are printed as ISO 8601 has them.
  boolean isoDates() {
    return isoDates;
  }

  /// The zone in which times are printed, if this Java knows it.
  Optional<ZoneId> zone() {
    return zone;
  }

  private static Optional<ZoneId> zone(String name) {
    try {
      return Optional.of(ZoneId.of(name));
    } catch (DateTimeException unknown) {
      return Optional.empty();
    }
  }
}

package dev.deadheat.postgres.proxy;

import dev.deadheat.wire.BackendMessage.ParameterStatus;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// The settings, as the server reports them, that change how a connection's bytes are read.
final class ServerSettings {
  private Charset charset = StandardCharsets.UTF_8;
  private boolean backslashEscapes;

  /// Notes a setting's new value.
  void note(ParameterStatus status) {
    switch (status.name().utf8()) {
      case "client_encoding" -> charset = Encoding.of(status.value().utf8());
      case "standard_conforming_strings" -> backslashEscapes = status.value().utf8().equals("off");
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
}

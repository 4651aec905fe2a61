package dev.deadheat.prove.worker;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// A lane's answer.
///
/// @param status the HTTP status
/// @param headers in the order in which they came
/// @param body as text: UTF-8 if it is that, else a character for each byte; so two bodies are
///   equal just if their bytes are
public record LaneResponse(int status, List<Header> headers, String body) {
  public LaneResponse {
    headers = List.copyOf(headers);
  }

  /// A header; a name may come twice.
  public record Header(String name, String value) {}

  /// The first header of a name, whatever its case.
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  static String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }
}

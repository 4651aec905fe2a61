package dev.deadheat.prove.scenario;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// An HTTP request that a lane serves.
///
/// @param method upper case
/// @param path starts with `/`; may hold a query already
/// @param query added to the path, percent-encoded, in file order
/// @param body what is sent
/// @param headers sent as they are, in file order
/// @param user who is logged in, named as they log in; Django only
/// @param expect what it answers when it is alone
public record Request(
    String method,
    String path,
    List<Field> query,
    Body body,
    SequencedMap<String, String> headers,
    Optional<String> user,
    Expectation expect) {
  public Request {
    query = List.copyOf(query);
    headers = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(headers));
  }

  /// Path and query as they go into the request line.
  public String target() {
    if (query.isEmpty()) {
      return path;
    }
    return path + (path.contains("?") ? "&" : "?") + encode(query);
  }

  /// A name and a value; a name may come twice.
  public record Field(String name, String value) {}

  /// What a request carries.
  public sealed interface Body {
    /// Nothing.
    record None() implements Body {}

    /// A form, sent as `application/x-www-form-urlencoded`.
    record Form(List<Field> fields) implements Body {
      public Form {
        fields = List.copyOf(fields);
      }
    }

    /// JSON, sent as `application/json`.
    record Json(String text) implements Body {}

    /// Text, sent as UTF-8 with the content type that the request's headers give.
    record Raw(String text) implements Body {}

    /// The bytes to send.
    default byte[] bytes() {
      return switch (this) {
        case None() -> new byte[0];
        case Form(var fields) -> encode(fields).getBytes(StandardCharsets.US_ASCII);
        case Json(var text) -> text.getBytes(StandardCharsets.UTF_8);
        case Raw(var text) -> text.getBytes(StandardCharsets.UTF_8);
      };
    }

    /// The content type that the kind of body implies.
    default Optional<String> contentType() {
      return switch (this) {
        case None() -> Optional.empty();
        case Form(var _) -> Optional.of("application/x-www-form-urlencoded");
        case Json(var _) -> Optional.of("application/json");
        case Raw(var _) -> Optional.empty();
      };
    }
  }

  private static String encode(List<Field> fields) {
    return fields.stream()
        .map(field -> percent(field.name()) + "=" + percent(field.value()))
        .collect(Collectors.joining("&"));
  }

  private static String percent(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

package dev.deadheat.prove.run;

import java.util.Optional;

/// A lane's answer to its request.
///
/// @param status the HTTP status; 0 if the connection ended without one
/// @param contentType the media type without parameters, lower case; empty if none was sent
/// @param location where a redirect leads
/// @param body the whole body as text
/// @param failure why there is no status, in words; empty if there is one
public record Reply(
    int status,
    String contentType,
    Optional<String> location,
    String body,
    Optional<String> failure) {
  /// A request that got no answer.
  public static Reply failed(String why) {
    return new Reply(0, "", Optional.empty(), "", Optional.of(why));
  }
}

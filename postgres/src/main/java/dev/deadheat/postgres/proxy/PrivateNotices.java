package dev.deadheat.postgres.proxy;

import dev.deadheat.wire.BackendMessage.NoticeResponse;
import java.util.Optional;

/// Tells the notices of our own triggers from the application's.
///
/// @param mark what the message of one of ours begins with; none if there are none of ours
record PrivateNotices(Optional<String> mark) {
  /// What one of ours says after the mark; none if the notice is the application's.
  Optional<String> payload(NoticeResponse notice, ServerSettings settings) {
    return mark.flatMap(start ->
        notice
            .field('M')
            .map(message -> message.text(settings.charset()))
            .filter(message -> message.startsWith(start))
            .map(message -> message.substring(start.length())));
  }
}

package dev.deadheat.rules;

import dev.deadheat.django.lock.Expiry;
import dev.deadheat.django.lock.Lapse;
import dev.deadheat.django.lock.LockEvent;
import java.util.Optional;

/// Whether what is done under a lock may take longer than the lock lasts.
///
/// Nobody can tell from the code how long a service answers. What is bounded by a timeout is
/// compared with the lock; what nothing bounds is a matter of proportion, and less sure the longer
/// the lock lasts.
final class LockLifetime {
  private LockLifetime() {}

  /// How sure it is; empty where the lock lasts long enough for what may be expected.
  static Optional<Confidence> judge(Lapse lapse) {
    if (lapse.toil().isEmpty()) {
      return Optional.empty();
    }
    LockEvent.Toil toil = lapse.toil().get();
    return switch (lapse.expiry()) {
      case Expiry.Never _ -> Optional.empty();
      case Expiry.Sometime _ -> Optional.of(Confidence.LOW);
      case Expiry.After(int seconds) -> {
        if (!toil.repeated() && toil.seconds().isPresent()) {
          yield toil.seconds().getAsInt() >= seconds
              ? Optional.of(Confidence.MEDIUM)
              : Optional.empty();
        }
        // Who deletes the lock of the next holder lets in a third.
        int lasts = lapse.stolen() ? seconds / 2 : seconds;
        int expected = expectedSeconds(toil);
        yield lasts <= expected
            ? Optional.of(Confidence.MEDIUM)
            : lasts <= expected * 10 ? Optional.of(Confidence.LOW) : Optional.empty();
      }
    };
  }

  /// What it takes on a bad day.
  private static int expectedSeconds(LockEvent.Toil toil) {
    return switch (toil.kind()) {
      case ROWS -> 30;
      case SLEEP -> toil.repeated() ? 300 : 30;
      case MAIL -> toil.repeated() ? 300 : 10;
      case PROGRAM -> toil.repeated() ? 600 : 60;
      case REMOTE -> toil.repeated() ? 600 : 60;
    };
  }

  /// How long the lock lasts, for people.
  static String span(Lapse lapse) {
    return switch (lapse.expiry()) {
      case Expiry.Never _ -> "until it is released";
      case Expiry.Sometime _ -> "a limited time";
      case Expiry.After(int seconds) -> seconds + " seconds";
    };
  }

  /// What takes so long, for people.
  static String toil(Lapse lapse) {
    LockEvent.Toil toil = lapse.toil().orElseThrow();
    String what = toil.what();
    String each = toil.repeated() ? " again and again" : "";
    return switch (toil.kind()) {
      case ROWS -> "the loop over rows of " + what;
      case SLEEP -> "the sleep";
      case MAIL -> "sending mail (`" + what + "`)" + each;
      case PROGRAM -> "another program (`" + what + "`)" + each;
      case REMOTE -> "asking another service (`" + what + "`)" + each;
    };
  }
}

package dev.deadheat.report.story;

import dev.deadheat.loop.Attempt;
import dev.deadheat.loop.Cost;
import dev.deadheat.loop.Cured;

/// What all outputs say of cures in the same words.
public final class CureWords {
  private CureWords() {}

  /// What an attempt does, and where: `Lock the row (withdraw)`.
  public static String title(Attempt attempt) {
    return attempt.title()
        + " ("
        + String.join(
            ", ", attempt.parts().stream().map(part -> part.finding().function()).toList())
        + ")";
  }

  /// How it fared.
  public static String told(Attempt attempt) {
    return switch (attempt.result()) {
      case Attempt.Result.Holds(Cost cost, int faults, var _, boolean latent) ->
          "proved, %s, %d faults%s; %s; %s"
              .formatted(
                  attempt.covered(),
                  faults,
                  latent ? " (a latent circle is left)" : "",
                  waits(cost),
                  speed(cost));
      case Attempt.Result.Fails(String why) -> why;
    };
  }

  /// Which one to take and why: `Take cure 1: …`, `Not cured: …`.
  public static String verdict(Cured cured) {
    return cured
            .recommended()
            .map(taken -> "Take cure " + (cured.attempts().indexOf(taken) + 1) + ": ")
            .orElse("Not cured: ")
        + cured.why();
  }

  private static String waits(Cost cost) {
    String here =
        switch (cost.waits()) {
          case 0 -> "nobody waits";
          case 1 -> "1 statement waits";
          default -> cost.waits() + " statements wait";
        };
    return cost.waiting().waiting() == 0
        ? here
        : here
            + " (somebody in %d of the %d orders run)"
                .formatted(cost.waiting().waiting(), cost.waiting().orders());
  }

  private static String speed(Cost cost) {
    return "%.0f requests/s (before %.0f), half within %.1f ms (before %.1f)"
        .formatted(
            cost.after().requestsPerSecond(),
            cost.before().requestsPerSecond(),
            cost.after().median().toNanos() / 1e6,
            cost.before().median().toNanos() / 1e6);
  }
}

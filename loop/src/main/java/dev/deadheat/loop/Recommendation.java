package dev.deadheat.loop;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Chooses among the cures that hold, and says why.
final class Recommendation {
  /// Losses below this are noise of the measurement.
  private static final double NOISE = 0.15;

  private Recommendation() {}

  private record Holding(Attempt attempt, Cost cost, boolean latent) {}

  static Optional<Attempt> of(List<Attempt> attempts) {
    return best(attempts).map(Holding::attempt);
  }

  static String why(List<Attempt> attempts) {
    Optional<Holding> best = best(attempts);
    if (best.isEmpty()) {
      return attempts.isEmpty()
          ? "no cure could be written for it"
          : "no cure that was tried holds; each says with which order";
    }
    Cost cost = best.get().cost();
    String waits =
        cost.waits() == 0
            ? "nobody waits in the order that broke"
            : cost.waits() == 1
                ? "one statement waits in the order that broke"
                : cost.waits() + " statements wait in the order that broke";
    String orders =
        cost.waiting().waiting() > 0
            ? " (somebody in %d of the %d orders run)"
                .formatted(cost.waiting().waiting(), cost.waiting().orders())
            : cost.waits() == 0 ? ", nor in any other" : "";
    String speed =
        cost.throughput() >= 1 - NOISE
            ? "the requests are no slower than before"
            : "%.0f %% of the throughput that was".formatted(cost.throughput() * 100);
    long holding = attempts.stream().filter(Attempt::holds).count();
    String among = holding == 1 ? "the only one that holds: " : "of " + holding + " that hold: ";
    String circle = best.get().latent() ? ", though a latent circle is left" : "";
    return among + waits + orders + ", " + speed + circle;
  }

  /// Those that leave no circle; then fewest deadlocks and waits; then those that are no slower;
  /// then the order in which they were tried.
  private static Optional<Holding> best(List<Attempt> attempts) {
    return attempts.stream()
        .flatMap(Recommendation::holding)
        .min(
            Comparator.comparing(Holding::latent)
                .thenComparingLong(each -> each.cost().waiting().deadlocks())
                .thenComparingInt(each -> each.cost().waits())
                .thenComparingDouble(each -> each.cost().waitingOrders())
                .thenComparing(each -> each.cost().throughput() < 1 - NOISE));
  }

  private static Stream<Holding> holding(Attempt attempt) {
    return switch (attempt.result()) {
      case Attempt.Result.Holds(Cost cost, var _, var _, boolean latent) ->
          Stream.of(new Holding(attempt, cost, latent));
      case Attempt.Result.Fails _ -> Stream.empty();
    };
  }
}

package dev.deadheat.search.explore;

import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import dev.deadheat.search.Schedule;
import java.util.List;
import java.util.Optional;

/// Looks for the run with the fewest preemptions, then the fewest switches of lane, that still
/// fails. An immutable value: the caller makes the run that [#next()] proposes (as a [Fixed]
/// strategy) and says whether it failed.
///
/// Every shorter shape is tried, fewest switches first, so the answer is minimal among the orders
/// that hold a lane at most three times, unless the attempts run out first.
///
/// @param best the simplest failing run known
/// @param left proposals not yet tried, simplest first
public record Minimiser(Run best, List<Schedule> left) {
  public Minimiser {
    left = List.copyOf(left);
  }

  /// Starts from a failing run.
  ///
  /// @param attempts at most so many proposals
  public static Minimiser of(Run failing, int attempts) {
    return new Minimiser(failing, Shapes.simplerThan(failing, attempts));
  }

  /// The schedule to try next; empty when [#best()] is the answer.
  public Optional<Schedule> next() {
    return left.isEmpty() ? Optional.empty() : Optional.of(left.getFirst());
  }

  /// The minimiser that knows how the proposed run went.
  ///
  /// @param run the run made of the last proposal
  /// @param fails whether it fails in the same way
  public Minimiser after(Run run, boolean fails) {
    List<Schedule> rest = left.subList(1, left.size());
    if (!fails || run.end() != Run.End.FINISHED || cost(run) >= cost(best)) {
      return new Minimiser(best, rest);
    }
    // Proposals are in order of cost, so whatever is left is no simpler than what just failed.
    return new Minimiser(
        run, rest.stream().filter(other -> Shapes.blocks(other) < blocks(run)).toList());
  }

  /// Preemptions weigh more than switches.
  private static int cost(Run run) {
    return 1000 * Preemptions.count(run.choices()) + Preemptions.switches(run.choices());
  }

  private static int blocks(Run run) {
    return Shapes.blocks(new Schedule(run.choices().stream().map(Run.Choice::chosen).toList()));
  }

  /// The lanes of a run, in lane order.
  static List<Lane> lanes(Run run) {
    return run.choices().stream().map(Run.Choice::chosen).distinct().sorted().toList();
  }
}

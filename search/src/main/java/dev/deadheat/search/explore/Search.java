package dev.deadheat.search.explore;

import dev.deadheat.search.Exploration;
import dev.deadheat.search.Run;
import dev.deadheat.search.Schedule;
import dev.deadheat.search.Strategy;
import dev.deadheat.search.dependence.Dependence;
import java.util.List;
import java.util.Optional;

/// The whole search of a scenario: predicted schedules first, then every class of orders, and, if
/// the runs do not suffice for that, all orders with few preemptions, so that something definite
/// can be said.
///
/// The last part is iterative context bounding (Musuvathi and Qadeer, PLDI 2007, section 3).
public final class Search implements Exploration {
  private final Dependence dependence;
  private final long budget;
  private final Part part;
  private final Counts counts;

  /// Where the search is.
  private sealed interface Part {
    record Predicted(List<Schedule> left) implements Part {}

    record Reduced(SourceDpor search) implements Part {}

    /// @param covered the preemptions that were covered, or -1
    record Bounded(Exhaustive search, int preemptions, int covered) implements Part {}
  }

  private record Counts(long runs, long cut, long tried, Classes classes) {}

  private Search(Dependence dependence, long budget, Part part, Counts counts) {
    this.dependence = dependence;
    this.budget = budget;
    this.part = part;
    this.counts = counts;
  }

  /// A search of at most `budget` runs; a third of them is kept for the bounded part.
  ///
  /// @param dependence what cannot be swapped
  /// @param serial runs of the serial orders, to predict from; may be empty
  /// @param budget runs, those that are cut included; at least 1
  public static Search of(Dependence dependence, List<Run> serial, long budget) {
    if (budget < 1) {
      throw new IllegalArgumentException("a search needs at least one run, not " + budget);
    }
    var search =
        new Search(
            dependence,
            budget,
            new Part.Predicted(Predictions.from(serial)),
            new Counts(0, 0, 0, Classes.NONE));
    return search.moved();
  }

  /// The same search, going on to the bounded part now: for when time is about to run out.
  @Override
  public Search narrowed() {
    return part instanceof Part.Bounded || progress().complete()
        ? this
        : new Search(dependence, budget, bounded(dependence, 0, -1), counts);
  }

  @Override
  public Optional<Strategy> next() {
    if (counts.tried() >= budget) {
      return Optional.empty();
    }
    return switch (part) {
      case Part.Predicted(var left) -> Optional.of(new Fixed(left.getFirst()));
      case Part.Reduced(var search) -> search.next();
      case Part.Bounded bounded -> bounded.search().next();
    };
  }

  @Override
  public Search after(Run run) {
    Part further =
        switch (part) {
          case Part.Predicted(var left) -> new Part.Predicted(left.subList(1, left.size()));
          case Part.Reduced(var search) -> new Part.Reduced(search.after(run));
          case Part.Bounded(var search, var preemptions, var covered) ->
              new Part.Bounded(search.after(run), preemptions, covered);
        };
    boolean finished = run.end() == Run.End.FINISHED;
    boolean cut = run.end() == Run.End.CUT;
    var counted =
        new Counts(
            counts.runs() + (finished ? 1 : 0),
            counts.cut() + (cut ? 1 : 0),
            counts.tried() + 1,
            finished ? counts.classes().with(dependence.trace(run)) : counts.classes());
    return new Search(dependence, budget, further, counted).moved();
  }

  @Override
  public boolean repeats() {
    return switch (part) {
      case Part.Predicted ignored -> false;
      case Part.Reduced(var search) -> search.repeats();
      case Part.Bounded bounded -> bounded.search().repeats();
    };
  }

  @Override
  public Progress progress() {
    boolean complete =
        switch (part) {
          case Part.Predicted ignored -> false;
          case Part.Reduced(var search) -> search.progress().complete();
          case Part.Bounded bounded -> bounded.search().progress().complete();
        };
    return new Progress(
        counts.runs(), counts.cut(), counts.classes().size(), complete, bound(complete));
  }

  private String bound(boolean complete) {
    String few = Tally.few(counts.runs());
    return switch (part) {
      case Part.Predicted ignored ->
          counts.runs() == 1 ? "one predicted order" : counts.runs() + " predicted orders";
      case Part.Reduced(var search) -> {
        boolean gap = !complete && search.next().isEmpty() && search.exhausted();
        yield complete || gap ? search.progress().bound() : few;
      }
      case Part.Bounded bounded when complete -> bounded.search().progress().bound();
      case Part.Bounded bounded ->
          bounded.covered() < 0
              ? few
              : "all orders with at most " + Exhaustive.preemptions(bounded.covered());
    };
  }

  /// Goes on to the next part when this one has nothing left.
  private Search moved() {
    Part further =
        switch (part) {
          case Part.Predicted(var left) when left.isEmpty() ->
              new Part.Reduced(
                  SourceDpor.under(dependence)
                      .upTo(Math.max(1, (budget - counts.tried()) / 3 * 2)));
          case Part.Predicted ignored -> part;
          case Part.Reduced(var search) ->
              search.next().isPresent() || search.exhausted() ? part : bounded(dependence, 0, -1);
          case Part.Bounded(var search, var preemptions, var covered) -> {
            boolean done = search.next().isEmpty() && !search.progress().complete();
            yield done && search.coversItsBound()
                ? bounded(dependence, preemptions + 1, preemptions)
                : part;
          }
        };
    return new Search(dependence, budget, further, counts);
  }

  private static Part bounded(Dependence dependence, int preemptions, int covered) {
    Exhaustive orders = Exhaustive.allOrders().overlapping(dependence.schema());
    return new Part.Bounded(orders.withPreemptions(preemptions), preemptions, covered);
  }
}

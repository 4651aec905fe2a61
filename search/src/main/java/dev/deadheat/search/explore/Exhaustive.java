package dev.deadheat.search.explore;

import dev.deadheat.search.Exploration;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Overlap;
import dev.deadheat.search.Run;
import dev.deadheat.search.Strategy;
import dev.deadheat.search.Strategy.Decision;
import dev.deadheat.search.dependence.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Every order: depth first over the enabled lanes of every choice point, or over those that keep a
/// bound on preemptions. The yardstick that reduced searches are checked against.
///
/// Single statements that end otherwise if one is caught in the middle of the other are made to
/// overlap too, if the schema is given; each overlap counts as a preemption.
///
/// Each run replays the prefix it shares with the run before, then takes another lane, then lets
/// each lane move on while it can. A run that leaves its prefix is made once more; if it leaves it
/// again, what lies behind that choice is not explored and the search never calls itself complete.
///
/// The bound is the one of CHESS (Musuvathi and Qadeer, PLDI 2007, section 2): forced switches are
/// free.
public final class Exhaustive implements Exploration {
  private final Bounds bounds;
  private final Optional<Schema> schema;
  private final Optional<Run> last;
  private final List<Point> points;
  private final Tally tally;

  /// A choice point on the way of the last run.
  ///
  /// @param untried what is left to do from here
  /// @param overlaps statements to be let go together, tried or not
  private record Point(List<Decision> untried, List<Overlap> overlaps) {
    Point {
      untried = List.copyOf(untried);
      overlaps = List.copyOf(overlaps);
    }

    Point withoutFirst() {
      return new Point(untried.subList(1, untried.size()), overlaps);
    }

    Point and(List<Overlap> more) {
      List<Overlap> missing = more.stream().filter(other -> !overlaps.contains(other)).toList();
      List<Decision> left = new ArrayList<>(untried);
      missing.forEach(overlap -> left.add(new Decision.Together(overlap)));
      List<Overlap> known = new ArrayList<>(overlaps);
      known.addAll(missing);
      return new Point(left, known);
    }
  }

  private Exhaustive(
      Bounds bounds, Optional<Schema> schema, Optional<Run> last, List<Point> points, Tally tally) {
    this.bounds = bounds;
    this.schema = schema;
    this.last = last;
    this.points = List.copyOf(points);
    this.tally = tally;
  }

  /// Every order, without a limit.
  public static Exhaustive allOrders() {
    return new Exhaustive(
        Bounds.NONE, Optional.empty(), Optional.empty(), List.of(), Tally.NOTHING);
  }

  /// The same, stopping after so many runs.
  public Exhaustive upTo(long runs) {
    return new Exhaustive(bounds.withRuns(runs), schema, last, points, tally);
  }

  /// The same, over the orders with at most so many preemptions.
  public Exhaustive withPreemptions(int atMost) {
    return new Exhaustive(bounds.withPreemptions(atMost), schema, last, points, tally);
  }

  /// The same, with statements that overlap.
  public Exhaustive overlapping(Schema known) {
    return new Exhaustive(bounds, Optional.of(known), last, points, tally);
  }

  @Override
  public Optional<Strategy> next() {
    if (tally.tried() >= bounds.runs()) {
      return Optional.empty();
    }
    if (tally.tried() == 0 || (last.isEmpty() && tally.retrying())) {
      return Optional.of(new Onward());
    }
    int depth = depth();
    return depth < 0 ? Optional.empty() : Optional.of(branch(depth));
  }

  @Override
  public Exhaustive after(Run run) {
    int depth = depth();
    Optional<Divergence> differs = depth < 0 ? Optional.empty() : branch(depth).divergence(run);
    if (differs.isEmpty() && run.end() == Run.End.FINISHED) {
      return explored(run, Math.max(depth, 0));
    }
    Tally failed = tally.failed(differs);
    if (failed.retrying() || depth < 0) {
      return new Exhaustive(bounds, schema, last, points, failed);
    }
    List<Point> left = new ArrayList<>(points.subList(0, depth));
    left.add(points.get(depth).withoutFirst());
    return new Exhaustive(bounds, schema, last, left, failed);
  }

  @Override
  public boolean repeats() {
    return tally.retrying();
  }

  @Override
  public Progress progress() {
    boolean more = next().isPresent() || depth() >= 0;
    boolean complete = tally.runs() > 0 && !more && tally.gaps().isEmpty() && !tally.pruned();
    return new Progress(tally.runs(), 0, tally.runs(), complete, bound(more));
  }

  private String bound(boolean more) {
    if (tally.gaps().isPresent()) {
      return tally.gaps().get();
    }
    if (more || tally.runs() == 0) {
      return tally.runs() == 1 ? "the first order" : "the first " + tally.runs() + " orders";
    }
    return tally.pruned()
        ? "all orders with at most " + preemptions(bounds.preemptions())
        : "all orders";
  }

  static String preemptions(int count) {
    return count + (count == 1 ? " preemption" : " preemptions");
  }

  /// Whether every order within the bound was made.
  boolean coversItsBound() {
    return tally.runs() > 0 && depth() < 0 && tally.gaps().isEmpty();
  }

  private Exhaustive explored(Run run, int depth) {
    List<Point> reached = new ArrayList<>();
    boolean pruned = false;
    Map<Integer, List<Overlap>> overlaps =
        schema.<Map<Integer, List<Overlap>>>map(known -> Overlaps.in(run, known)).orElse(Map.of());
    for (int i = 0; i < run.choices().size(); i++) {
      Point point;
      if (last.isPresent() && i < depth) {
        point = points.get(i);
      } else if (last.isPresent() && i == depth) {
        point = points.get(i).withoutFirst();
      } else {
        List<Lane> others = others(run.choices().get(i));
        List<Lane> kept = within(run, i, others);
        pruned |= kept.size() < others.size();
        point = new Point(kept.stream().<Decision>map(Decision.Move::new).toList(), List.of());
      }
      List<Overlap> here = overlaps.getOrDefault(i, List.of());
      boolean afford = spent(run, i) < bounds.preemptions();
      pruned |= !afford && !here.isEmpty();
      reached.add(afford ? point.and(here) : point);
    }
    return new Exhaustive(bounds, schema, Optional.of(run), reached, tally.finished(pruned));
  }

  /// Preemptions and overlaps before a choice.
  private static int spent(Run run, int choice) {
    List<Run.Choice> before = run.choices().subList(0, choice);
    return Preemptions.count(before)
        + (int) before.stream().filter(made -> made.overlap().isPresent()).count();
  }

  private List<Lane> within(Run run, int choice, List<Lane> others) {
    Optional<Run.Choice> previous =
        choice == 0 ? Optional.empty() : Optional.of(run.choices().get(choice - 1));
    int spent = spent(run, choice);
    Run.Choice here = run.choices().get(choice);
    return others.stream()
        .filter(lane ->
            spent + (Preemptions.preempts(previous, here, lane) ? 1 : 0) <= bounds.preemptions())
        .toList();
  }

  private static List<Lane> others(Run.Choice choice) {
    return choice.enabled().stream().filter(lane -> !lane.equals(choice.chosen())).toList();
  }

  private Branch branch(int depth) {
    return new Branch(
        new Prefix(last.orElseThrow(), depth), points.get(depth).untried().getFirst());
  }

  /// The deepest choice of the last run with something left to try, or -1.
  private int depth() {
    int depth = points.size() - 1;
    while (depth >= 0 && points.get(depth).untried().isEmpty()) {
      depth--;
    }
    return depth;
  }
}

package dev.deadheat.search.explore;

import dev.deadheat.search.Exploration;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import dev.deadheat.search.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Every order: depth first over the enabled lanes of every choice point, or over those that keep a
/// bound on preemptions. The yardstick that reduced searches are checked against.
///
/// Each run replays the prefix it shares with the run before, then takes another lane, then lets
/// each lane move on while it can. A run that leaves its prefix is made once more; if it leaves it
/// again, what lies behind that choice is not explored and the search never calls itself complete.
///
/// The bound is the one of CHESS (Musuvathi and Qadeer, PLDI 2007, section 2): forced switches are
/// free.
public final class Exhaustive implements Exploration {
  private final Bounds bounds;
  private final Optional<Run> last;
  private final List<List<Lane>> untried;
  private final Tally tally;

  private Exhaustive(Bounds bounds, Optional<Run> last, List<List<Lane>> untried, Tally tally) {
    this.bounds = bounds;
    this.last = last;
    this.untried = List.copyOf(untried);
    this.tally = tally;
  }

  /// Every order, without a limit.
  public static Exhaustive allOrders() {
    return new Exhaustive(Bounds.NONE, Optional.empty(), List.of(), Tally.NOTHING);
  }

  /// The same, stopping after so many runs.
  public Exhaustive upTo(long runs) {
    return new Exhaustive(bounds.withRuns(runs), last, untried, tally);
  }

  /// The same, over the orders with at most so many preemptions.
  public Exhaustive withPreemptions(int atMost) {
    return new Exhaustive(bounds.withPreemptions(atMost), last, untried, tally);
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
    return depth < 0
        ? Optional.empty()
        : Optional.of(new Branch(prefix(depth), untried.get(depth).getFirst()));
  }

  @Override
  public Exhaustive after(Run run) {
    int depth = depth();
    Optional<Divergence> differs =
        depth < 0
            ? Optional.empty()
            : new Branch(prefix(depth), untried.get(depth).getFirst()).divergence(run);
    if (differs.isEmpty() && run.end() == Run.End.FINISHED) {
      return explored(run, Math.max(depth, 0));
    }
    Tally failed = tally.failed(differs);
    if (failed.retrying() || depth < 0) {
      return new Exhaustive(bounds, last, untried, failed);
    }
    List<List<Lane>> left = new ArrayList<>(untried.subList(0, depth));
    left.add(untried.get(depth).subList(1, untried.get(depth).size()));
    return new Exhaustive(bounds, last, left, failed);
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
    List<List<Lane>> left = new ArrayList<>();
    boolean pruned = false;
    for (int i = 0; i < run.choices().size(); i++) {
      if (last.isPresent() && i < depth) {
        left.add(untried.get(i));
        continue;
      }
      List<Lane> others =
          last.isPresent() && i == depth
              ? untried.get(i).subList(1, untried.get(i).size())
              : others(run.choices().get(i));
      List<Lane> kept = within(run, i, others);
      pruned |= kept.size() < others.size();
      left.add(kept);
    }
    return new Exhaustive(bounds, Optional.of(run), left, tally.finished(pruned));
  }

  private List<Lane> within(Run run, int choice, List<Lane> others) {
    List<Run.Choice> before = run.choices().subList(0, choice);
    Optional<Run.Choice> previous =
        before.isEmpty() ? Optional.empty() : Optional.of(before.getLast());
    int spent = Preemptions.count(before);
    Run.Choice here = run.choices().get(choice);
    return others.stream()
        .filter(lane ->
            spent + (Preemptions.preempts(previous, here, lane) ? 1 : 0) <= bounds.preemptions())
        .toList();
  }

  private static List<Lane> others(Run.Choice choice) {
    return choice.enabled().stream().filter(lane -> !lane.equals(choice.chosen())).toList();
  }

  private Prefix prefix(int depth) {
    return new Prefix(last.orElseThrow(), depth);
  }

  /// The deepest choice of the last run with a lane left to try, or -1.
  private int depth() {
    int depth = untried.size() - 1;
    while (depth >= 0 && untried.get(depth).isEmpty()) {
      depth--;
    }
    return depth;
  }
}

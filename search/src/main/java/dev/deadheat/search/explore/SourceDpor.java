package dev.deadheat.search.explore;

import dev.deadheat.search.Exploration;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import dev.deadheat.search.Strategy;
import dev.deadheat.search.dependence.Dependence;
import dev.deadheat.search.dependence.Trace;
import dev.deadheat.search.dependence.Transition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// At least one run of every class of equivalent orders: source-DPOR with sleep sets.
///
/// Abdulla, Aronis, Jonsson and Sagonas, POPL 2014, section 5, algorithm 1 (and JACM 64(4), 2017).
/// Source sets make it sound; it is not optimal, so several runs may fall into one class, and runs
/// are begun that end asleep. Where we differ:
///
/// - A run is made whole before its races are looked at, since the lanes cannot be put back.
/// - A step is what one choice sets in motion. A lane that must wait is not disabled: its step
///   begins to wait, which is an event of its own, and the step that lets it go on includes the
///   grant. So a step can move several lanes, and a race is reversible unless the earlier step
///   itself moved the later one's lane.
/// - Statements of two lanes that lock the same rows in opposite order are also let go together, so
///   that each has locked some when it meets the other.
/// - A circle of waiting lanes is ended by choosing a victim, and every one is tried.
/// - What a transaction will read lies in the future when its snapshot is taken, so the snapshot
///   depends on every writing COMMIT; whatever is not understood depends on everything.
///
/// A run that leaves its prefix, or breaks, is made once more; a second failure leaves a gap, and
/// the search never calls itself complete.
public final class SourceDpor implements Exploration {
  private final Dependence dependence;
  private final Bounds bounds;
  private final Optional<Run> last;
  private final List<Node> path;
  private final Tally tally;
  private final Classes classes;

  private SourceDpor(
      Dependence dependence,
      Bounds bounds,
      Optional<Run> last,
      List<Node> path,
      Tally tally,
      Classes classes) {
    this.dependence = dependence;
    this.bounds = bounds;
    this.last = last;
    this.path = List.copyOf(path);
    this.tally = tally;
    this.classes = classes;
  }

  /// The search under a dependence relation, without a limit.
  public static SourceDpor under(Dependence dependence) {
    return new SourceDpor(
        dependence, Bounds.NONE, Optional.empty(), List.of(), Tally.NOTHING, Classes.NONE);
  }

  /// The same, stopping after so many runs.
  public SourceDpor upTo(long runs) {
    return new SourceDpor(dependence, bounds.withRuns(runs), last, path, tally, classes);
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
        : Optional.of(new Wakeful(branch(depth), path.get(depth).asleep(), dependence));
  }

  @Override
  public SourceDpor after(Run run) {
    int depth = depth();
    Optional<Divergence> differs = depth < 0 ? Optional.empty() : branch(depth).divergence(run);
    boolean cutWithoutReason = depth < 0 && run.end() == Run.End.CUT;
    if (differs.isEmpty() && run.end() != Run.End.BROKEN && !cutWithoutReason) {
      return explored(run, depth);
    }
    Tally failed = tally.failed(differs);
    if (failed.retrying() || depth < 0) {
      return new SourceDpor(dependence, bounds, last, path, failed, classes);
    }
    List<Node> left = new ArrayList<>(path.subList(0, depth + 1));
    left.set(depth, path.get(depth).without(path.get(depth).next().orElseThrow()));
    return new SourceDpor(dependence, bounds, last, left, failed, classes);
  }

  @Override
  public boolean repeats() {
    return tally.retrying();
  }

  @Override
  public Progress progress() {
    boolean more = tally.tried() == 0 || depth() >= 0;
    boolean complete = tally.runs() > 0 && !more && tally.gaps().isEmpty();
    String bound = complete ? "all orders" : tally.gaps().orElse(Tally.few(tally.runs()));
    return new Progress(tally.runs(), tally.cut(), classes.size(), complete, bound);
  }

  /// Whether no choice point has a lane left to explore, gaps apart.
  boolean exhausted() {
    return tally.tried() > 0 && depth() < 0 && !(last.isEmpty() && tally.retrying());
  }

  private SourceDpor explored(Run run, int depth) {
    Trace trace = dependence.trace(run);
    List<Node> nodes = new ArrayList<>(path.subList(0, Math.max(depth, 0)));
    for (int i = nodes.size(); i < run.choices().size(); i++) {
      Run.Choice choice = run.choices().get(i);
      Transition step = trace.transitions().get(i);
      nodes.add(
          i == depth
              ? path.get(depth).moved(choice.decision(), step)
              : Node.reached(choice, step, sleepAfter(nodes)));
    }
    for (Trace.Race race : trace.races()) {
      nodes.set(race.earlier(), nodes.get(race.earlier()).wanting(trace.initials(race)));
    }
    Overlaps.in(run, dependence.schema())
        .forEach((choice, overlaps) -> nodes.set(choice, nodes.get(choice).overlapping(overlaps)));
    boolean finished = run.end() == Run.End.FINISHED;
    return new SourceDpor(
        dependence,
        bounds,
        Optional.of(run),
        nodes,
        finished ? tally.finished(false) : tally.wasCut(),
        finished ? classes.with(trace) : classes);
  }

  private Map<Lane, Transition> sleepAfter(List<Node> nodes) {
    return nodes.isEmpty()
        ? Map.of()
        : Node.after(nodes.getLast().sleep(), nodes.getLast().step(), dependence);
  }

  private Branch branch(int depth) {
    return new Branch(new Prefix(last.orElseThrow(), depth), path.get(depth).next().orElseThrow());
  }

  /// The deepest choice point from which a lane is still to be explored, or -1.
  private int depth() {
    int depth = path.size() - 1;
    while (depth >= 0 && path.get(depth).next().isEmpty()) {
      depth--;
    }
    return depth;
  }
}

package dev.deadheat.prove.explore;

import dev.deadheat.prove.explore.Stage.Played;
import dev.deadheat.prove.oracle.Canon;
import dev.deadheat.prove.oracle.Oracle;
import dev.deadheat.prove.oracle.Oracle.Judgement;
import dev.deadheat.prove.run.StepRecord;
import dev.deadheat.prove.verdict.Waiting;
import dev.deadheat.search.Exploration;
import dev.deadheat.search.Exploration.Progress;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import dev.deadheat.search.Schedule;
import dev.deadheat.search.Strategy;
import dev.deadheat.search.explore.Fixed;
import dev.deadheat.search.explore.Minimiser;
import dev.deadheat.search.explore.Unsteered;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Explores one scenario on a stage.
///
/// Serial orders are run first, each twice with sequences, clock and seeds moved, to learn what is
/// volatile; then the exploration's runs are judged against them. A run that differs is made again
/// the same way before it counts; what counts is reduced to its simplest schedule and repeated.
public final class Explorer {
  private static final int REPEATS = 5;
  private static final int SIMPLER = 60;

  private final Stage stage;
  private final Plan plan;
  private final Watcher watcher;
  private final Budget.Running budget;

  /// What to explore.
  ///
  /// @param lanes at least one
  /// @param leaders of the lanes that serve tasks: the lane that hands each over
  /// @param required the one order that is right, if only one is
  /// @param declared what is wrong with a lone lane's status, if it is not as declared
  /// @param exploration the search to start with, given the serial runs
  /// @param met whether two lanes touched the same thing in a run
  /// @param cycle whether a run's dependencies form a cycle
  /// @param unsteered finds what cannot be tried
  public record Plan(
      List<Lane> lanes,
      Map<Lane, Lane> leaders,
      Optional<List<Lane>> required,
      Declared declared,
      Function<List<Run>, Exploration> exploration,
      Predicate<Run> met,
      Predicate<Run> cycle,
      Unsteered unsteered) {
    public Plan {
      lanes = List.copyOf(lanes);
      leaders = Map.copyOf(leaders);
    }

    /// Whether a run had all requests.
    boolean isFull(Played played) {
      return lanes.stream()
          .filter(lane -> !leaders.containsKey(lane))
          .allMatch(lane -> played.recording().replies().containsKey(lane));
    }
  }

  /// Compares a lone lane's status with what the scenario declares.
  public interface Declared {
    /// What is wrong, in words; empty if nothing is.
    Optional<String> complaint(Lane lane, int status, String body);

    /// Whether an answer that no serial order gives is declared as an acceptable refusal.
    boolean accepts(Lane lane, int status);
  }

  public Explorer(Stage stage, Plan plan, Budget budget, InstantSource clock, Watcher watcher) {
    this.stage = stage;
    this.plan = plan;
    this.watcher = watcher;
    this.budget = budget.start(clock);
  }

  /// Explores to the end, the first schedule that corrupts, or the end of the budget.
  public Findings explore() throws InterruptedException, StageException {
    return switch (yardstick()) {
      case Yardstick.None(var why) -> why;
      case Yardstick.Of(var oracle, var serials) -> search(oracle, serials);
    };
  }

  /// Plays one schedule and judges it. Nothing is said of any other order.
  public Findings replay(Schedule schedule) throws InterruptedException, StageException {
    Yardstick yardstick = yardstick();
    if (yardstick instanceof Yardstick.None(var why)) {
      return why;
    }
    Oracle oracle = ((Yardstick.Of) yardstick).oracle();
    watcher.phase("the recorded schedule");
    Played played = stage.together(plan.lanes(), new Fixed(schedule));
    Progress one = new Progress(1, 0, 1, false, "one recorded schedule");
    Optional<String> broken = played.recording().broken();
    if (broken.isPresent()) {
      return new Findings.Inconclusive(Optional.of(oracle), broken.get(), Optional.empty(), one);
    }
    Judgement judgement = judge(oracle, played);
    if (judgement instanceof Judgement.Serializable(var like)) {
      String why =
          "the recorded schedule ends as %s does; other orders were not tried"
              .formatted(like.label());
      return new Findings.Inconclusive(Optional.of(oracle), why, Optional.of(played), one);
    }
    return repeated(oracle, played, one);
  }

  private Yardstick yardstick() throws InterruptedException, StageException {
    return Yardstick.measure(
        stage, plan.lanes(), plan.leaders(), plan.required(), plan.declared(), budget, watcher);
  }

  private Findings search(Oracle oracle, List<Played> serials)
      throws InterruptedException, StageException {
    watcher.phase("orders");
    List<Played> full = serials.stream().filter(plan::isFull).toList();
    boolean met = full.stream().anyMatch(played -> plan.met().test(played.recording().run()));
    Exploration exploration =
        plan.exploration().apply(full.stream().map(played -> played.recording().run()).toList());
    Optional<Broken> worst = Optional.empty();
    Optional<Played> cycle = Optional.empty();
    Optional<Played> waited = Optional.empty();
    Optional<Played> suspect = Optional.empty();
    Waiting waiting = Waiting.NONE;
    Optional<String> trouble =
        plan.unsteered()
            .inside(
                serials.stream()
                    .filter(played -> played.recording().replies().size() == 1)
                    .map(played -> played.recording().run())
                    .toList());
    while (true) {
      if (budget.nearsItsEnd(made(exploration))) {
        exploration = exploration.narrowed();
      }
      Optional<Strategy> next = exploration.next();
      if (next.isEmpty()) {
        break;
      }
      if (budget.timeIsUp() || made(exploration) >= budget.budget().runs()) {
        trouble = Optional.of("the budget ended after " + exploration.progress().bound());
        break;
      }
      Played played = stage.together(plan.lanes(), next.get());
      Run run = played.recording().run();
      exploration = exploration.after(run);
      if (exploration.repeats() && played.recording().broken().isEmpty()) {
        stage.renew();
      }
      watcher.progress(exploration.progress());
      if (played.recording().broken().isPresent()) {
        trouble = played.recording().broken();
        continue;
      }
      if (run.end() == Run.End.CUT) {
        continue;
      }
      met |= plan.met().test(run);
      waiting = waiting.and(waits(played), played.recording().hasDeadlock());
      Optional<String> blind =
          plan.unsteered()
              .woken(run, played.recording().crowds())
              .or(() -> plan.unsteered().inside(List.of(run)));
      trouble = trouble.or(() -> blind);
      Judgement judgement = judge(oracle, played);
      if (!(judgement instanceof Judgement.Serializable)) {
        Optional<Played> again = confirm(oracle, played, judgement);
        if (again.isEmpty()) {
          suspect = Optional.of(played);
          continue;
        }
        if (worst.isEmpty() || rank(judgement) < rank(worst.get().judgement())) {
          worst = Optional.of(new Broken(again.get(), judgement));
        }
        if (rank(judgement) == 0) {
          break;
        }
      } else if ((cycle.isEmpty() || unrest(played) < unrest(cycle.get()))
          && plan.cycle().test(run)) {
        cycle = Optional.of(played);
      }
      if (waited.isEmpty() && hasWait(played)) {
        waited = Optional.of(played);
      }
    }
    Progress progress = exploration.progress();
    if (worst.isPresent()) {
      return simplest(oracle, worst.get(), progress);
    }
    if (suspect.isPresent()) {
      return new Findings.Inconclusive(
          Optional.of(oracle),
          "an outcome differed once and did not when the same schedule was run again",
          suspect,
          progress);
    }
    if (trouble.isPresent() || !progress.complete()) {
      return new Findings.Inconclusive(
          Optional.of(oracle), trouble.orElse(progress.bound()), Optional.empty(), progress);
    }
    Played example = waited.orElse(full.getFirst());
    if (!met) {
      return new Findings.NeverMet(oracle, example, progress);
    }
    return cycle.isPresent()
        ? new Findings.Latent(oracle, cycle.get(), progress, waiting)
        : new Findings.Clean(oracle, example, progress, waiting);
  }

  private static long made(Exploration exploration) {
    Progress progress = exploration.progress();
    return progress.runs() + progress.cut();
  }

  private record Broken(Played played, Judgement judgement) {}

  private Judgement judge(Oracle oracle, Played played) {
    Set<Lane> refused =
        played.recording().steps().stream()
            .filter(step -> step.error().isPresent())
            .map(StepRecord::lane)
            .collect(Collectors.toCollection(TreeSet::new));
    Judgement judgement = oracle.judge(played.outcome(), refused);
    if (judgement instanceof Judgement.OnlyAnError(var like, var failed)) {
      boolean declared =
          failed.stream()
              .allMatch(lane -> {
                var reply = played.recording().replies().get(lane);
                return reply != null
                    && reply.status() >= 400
                    && plan.declared().accepts(lane, reply.status());
              });
      if (declared) {
        return new Judgement.Serializable(like);
      }
    }
    return judgement;
  }

  /// 0 for what stops the search at once; larger is less bad.
  private static int rank(Judgement judgement) {
    return switch (judgement) {
      case Judgement.CorruptsRows _,
          Judgement.SucceedsTwice _,
          Judgement.BreaksInvariant _,
          Judgement.WrongOrder _ ->
          0;
      case Judgement.OnlyAnError _ -> 1;
      case Judgement.OnlyAResponse _ -> 2;
      case Judgement.Serializable _ -> 3;
    };
  }

  /// How hard a run is to follow: waits, then switches of lane.
  private static int unrest(Played played) {
    List<Run.Choice> choices = played.recording().run().choices();
    int switches = 0;
    for (int i = 1; i < choices.size(); i++) {
      switches += choices.get(i).chosen().equals(choices.get(i - 1).chosen()) ? 0 : 1;
    }
    return (hasWait(played) ? 1_000 : 0) + switches;
  }

  private static boolean hasWait(Played played) {
    return waits(played) > 0;
  }

  private static long waits(Played played) {
    return played.recording().steps().stream().filter(step -> step.waitedFrom() >= 0).count();
  }

  /// Makes the same run again; the second one if it is judged the same.
  private Optional<Played> confirm(Oracle oracle, Played played, Judgement judgement)
      throws InterruptedException, StageException {
    Played again = stage.together(plan.lanes(), new Fixed(played.recording().run().schedule()));
    boolean same =
        again.recording().run().end() == Run.End.FINISHED
            && judge(oracle, again).getClass().equals(judgement.getClass());
    return same ? Optional.of(again) : Optional.empty();
  }

  private Findings simplest(Oracle oracle, Broken broken, Progress progress)
      throws InterruptedException, StageException {
    watcher.phase("simplest schedule");
    Minimiser minimiser = Minimiser.of(broken.played().recording().run(), SIMPLER);
    Played best = broken.played();
    while (minimiser.next().isPresent() && !budget.timeIsUp()) {
      Played played = stage.together(plan.lanes(), new Fixed(minimiser.next().get()));
      boolean fails =
          played.recording().run().end() == Run.End.FINISHED
              && judge(oracle, played).getClass().equals(broken.judgement().getClass());
      Run before = minimiser.best();
      minimiser = minimiser.after(played.recording().run(), fails);
      if (!minimiser.best().equals(before)) {
        best = played;
      }
    }
    return repeated(oracle, best, progress);
  }

  /// Plays a failing schedule some more times.
  private Findings repeated(Oracle oracle, Played best, Progress progress)
      throws InterruptedException, StageException {
    int same = 0;
    Fixed schedule = new Fixed(best.recording().run().schedule());
    Canon expected = oracle.volatiles().canon(best.outcome(), stage.schema());
    for (int i = 0; i < REPEATS; i++) {
      Played played = stage.together(plan.lanes(), schedule);
      if (played.recording().run().end() == Run.End.FINISHED
          && oracle.volatiles().canon(played.outcome(), stage.schema()).equals(expected)) {
        same++;
      }
    }
    return new Findings.Broken(oracle, best, judge(oracle, best), same, REPEATS, progress);
  }
}

package dev.deadheat.prove.faults;

import dev.deadheat.prove.explore.Budget;
import dev.deadheat.prove.explore.Explorer;
import dev.deadheat.prove.explore.StageException;
import dev.deadheat.prove.explore.Watcher;
import dev.deadheat.prove.explore.Yardstick;
import dev.deadheat.prove.faults.FaultFindings.Broken;
import dev.deadheat.prove.faults.FaultFindings.Tally;
import dev.deadheat.prove.faults.FaultFindings.Tried;
import dev.deadheat.prove.run.Recording;
import dev.deadheat.search.Lane;
import dev.deadheat.search.Run;
import dev.deadheat.search.Schedule;
import dev.deadheat.search.explore.Fixed;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Injects every fault into a few orders of one scenario's steps, one fault a run.
///
/// The orders: each lane alone; all lanes one after another, each of them first once, the later
/// requests waiting at their first statement; and for each two lanes one order in which one waits
/// for the other's lock, where there is any. Other orders are not tried.
///
/// Used from one thread.
public final class FaultSearch {
  private static final int REPEATS = 2;
  private static final int MOST_BROKEN = 20;

  /// Each costs its deadline, and again for every repetition.
  private static final int MOST_HANGS = 3;

  private final FaultStage stage;
  private final List<Lane> lanes;
  private final Explorer.Declared declared;
  private final boolean closes;
  private final Budget.Running budget;
  private final Watcher watcher;
  private long runs;

  /// A scenario to search.
  ///
  /// @param closes whether the project closes its connections after each request
  public FaultSearch(
      FaultStage stage,
      List<Lane> lanes,
      Explorer.Declared declared,
      boolean closes,
      Budget budget,
      InstantSource clock,
      Watcher watcher) {
    this.stage = stage;
    this.lanes = List.copyOf(lanes);
    this.declared = declared;
    this.closes = closes;
    this.budget = budget.start(clock);
    this.watcher = watcher;
  }

  /// Tries all faults, until the budget ends or very many have broken something.
  public FaultFindings search() throws InterruptedException, StageException {
    return switch (yardstick()) {
      case Yardstick.None(var why) -> new FaultFindings.NoYardstick(why);
      case Yardstick.Of(var oracle, _) -> faults(new Inquest(oracle, declared, closes));
    };
  }

  /// Injects one fault into one schedule.
  ///
  /// @param some the lanes that run
  /// @param fault empty if the schedule breaks something by itself
  public FaultFindings replay(List<Lane> some, Schedule schedule, Optional<Fault> fault)
      throws InterruptedException, StageException {
    Yardstick yardstick = yardstick();
    if (!(yardstick instanceof Yardstick.Of(var oracle, _))) {
      return new FaultFindings.NoYardstick(((Yardstick.None) yardstick).why());
    }
    watcher.phase("the recorded fault");
    Inquest inquest = new Inquest(oracle, declared, closes);
    Lane asked = fault.map(Fault::lane).orElse(some.getFirst());
    Aftermath base = stage.strike(some, new Fixed(schedule), Optional.empty(), asked);
    Lineup lineup = new Lineup("the recorded order", some, base.played().recording());
    Trial trial = new Trial(inquest, List.of(lineup), new TreeSet<>());
    trial.planned = 1;
    trial.one(lineup, fault);
    return trial.result(Optional.empty());
  }

  private Yardstick yardstick() throws InterruptedException, StageException {
    return Yardstick.measure(stage, lanes, Map.of(), Optional.empty(), declared, budget, watcher);
  }

  private FaultFindings faults(Inquest inquest) throws InterruptedException, StageException {
    watcher.phase("orders to inject faults into");
    List<Lineup> lineups = new ArrayList<>();
    TreeSet<Lane> unasked = new TreeSet<>();
    Trial trial = new Trial(inquest, lineups, unasked);
    for (Lane lane : lanes) {
      Aftermath base = run(List.of(lane), new Ranked(lane, 0, List.of(lane)), lane);
      Lineup alone = new Lineup(lane.label() + " alone", List.of(lane), recording(base));
      List<Breach> breaches = inquest.breaches(alone, Optional.empty(), base, lane);
      if (Trial.failsNext(breaches)) {
        unasked.add(lane);
      }
      if (breaches.stream().anyMatch(breach -> breach.kind() != Breach.Kind.NEXT_FAILS)) {
        trial.one(alone, Optional.empty());
      }
      lineups.add(alone);
    }
    if (lanes.size() > 1) {
      for (Lane first : lanes) {
        inTurn(first).ifPresent(lineups::add);
      }
      for (Lane holder : lanes) {
        for (Lane waiter : lanes) {
          if (!holder.equals(waiter)) {
            waiting(holder, waiter, lineups.get(holder.index())).ifPresent(lineups::add);
          }
        }
      }
    }
    return trial.all();
  }

  private Aftermath run(List<Lane> some, Ranked strategy, Lane asked)
      throws InterruptedException, StageException {
    runs++;
    return stage.strike(some, strategy, Optional.empty(), asked);
  }

  private static Recording recording(Aftermath after) {
    return after.played().recording();
  }

  private Optional<Lineup> inTurn(Lane first) throws InterruptedException, StageException {
    List<Lane> order = new ArrayList<>(lanes.subList(first.index(), lanes.size()));
    order.addAll(lanes.subList(0, first.index()));
    Recording base = recording(run(lanes, new Ranked(first, Integer.MAX_VALUE, order), first));
    String label =
        order.stream().map(Lane::label).reduce((one, other) -> one + " before " + other).get();
    return base.run().end() == Run.End.FINISHED
        ? Optional.of(new Lineup(label, lanes, base))
        : Optional.empty();
  }

  /// Lets the holder take more and more steps before the other lane comes, until that one waits.
  private Optional<Lineup> waiting(Lane holder, Lane waiter, Lineup alone)
      throws InterruptedException, StageException {
    List<Lane> both = List.of(holder, waiter).stream().sorted().toList();
    for (int steps = 1; steps < alone.base().run().choices().size(); steps++) {
      Recording base = recording(run(both, new Ranked(holder, steps, both), holder));
      boolean waits =
          base.run().end() == Run.End.FINISHED
              && base.steps().stream()
                  .anyMatch(step ->
                      step.lane().equals(waiter)
                          && step.error().isEmpty()
                          && step.waitedFor().contains(holder));
      if (waits) {
        return Optional.of(new Lineup(waiter.label() + " waits for " + holder.label(), both, base));
      }
    }
    return Optional.empty();
  }

  /// The faults of some orders, being tried.
  private final class Trial {
    private final Inquest inquest;
    private final List<Lineup> lineups;
    private final Set<Lane> unasked;
    private final List<Broken> broken = new ArrayList<>();
    private Tally tally = new Tally(Map.of(), 0);
    private Optional<String> doubt = Optional.empty();
    private int planned;

    /// Whether the next request fails after an order without any fault, by order and lane: a third
    /// attempt at something of which two are allowed.
    private final Map<String, Boolean> failing = new HashMap<>();

    Trial(Inquest inquest, List<Lineup> lineups, Set<Lane> unasked) {
      this.inquest = inquest;
      this.lineups = lineups;
      this.unasked = unasked;
    }

    FaultFindings all() throws InterruptedException, StageException {
      planned = lineups.stream().mapToInt(lineup -> lineup.faults().size()).sum();
      for (Lineup lineup : lineups) {
        watcher.phase("faults, " + lineup.label());
        for (Fault fault : lineup.faults()) {
          if (budget.timeIsUp() || runs >= budget.budget().runs()) {
            return result(
                Optional.of(
                    "the budget ended after %d of %d faults".formatted(tally.all(), planned)));
          }
          if (broken.size() >= MOST_BROKEN
              || broken.stream().filter(each -> hangs(each.after())).count() >= MOST_HANGS) {
            return result(
                Optional.of(
                    "enough was broken after %d of %d faults".formatted(tally.all(), planned)));
          }
          one(lineup, Optional.of(fault));
        }
      }
      return result(Optional.empty());
    }

    void one(Lineup lineup, Optional<Fault> fault) throws InterruptedException, StageException {
      Aftermath after = strike(lineup, fault);
      if (fault.isPresent() && !after.struck()) {
        doubt = Optional.of("a fault's place was not reached when its order was run again");
        return;
      }
      if (fault.isPresent()) {
        tally = tally.plus(fault.get(), Inquest.eitherWay(lineup, fault.get(), recording(after)));
      }
      List<Breach> breaches = breaches(lineup, fault, after);
      if (breaches.isEmpty()) {
        return;
      }
      Breach.Kind worst = breaches.getFirst().kind();
      int same = 0;
      int repeats = hangs(after) ? 1 : REPEATS;
      for (int i = 0; i < repeats; i++) {
        List<Breach> again = breaches(lineup, fault, strike(lineup, fault));
        same += again.stream().anyMatch(breach -> breach.kind() == worst) ? 1 : 0;
      }
      if (same == 0) {
        doubt =
            Optional.of(
                "a fault broke something once and did not when it was injected again (%s)"
                    .formatted(breaches.getFirst().words()));
      } else {
        broken.add(new Broken(lineup, fault, breaches, after, same, repeats));
      }
    }

    private static boolean hangs(Aftermath after) {
      return recording(after).broken().isPresent()
          || after.next().filter(next -> next.broken().isPresent()).isPresent();
    }

    private Aftermath strike(Lineup lineup, Optional<Fault> fault)
        throws InterruptedException, StageException {
      runs++;
      Lane asked = fault.map(Fault::lane).orElse(lineup.lanes().getFirst());
      return stage.strike(lineup.lanes(), new Fixed(lineup.base().run().schedule()), fault, asked);
    }

    private List<Breach> breaches(Lineup lineup, Optional<Fault> fault, Aftermath after)
        throws InterruptedException, StageException {
      Lane asked = fault.map(Fault::lane).orElse(lanes.getFirst());
      List<Breach> all = inquest.breaches(lineup, fault, after, asked);
      boolean counts =
          !failsNext(all)
              || (fault.isPresent() && !unasked.contains(asked) && !failsAnyway(lineup, asked));
      return counts
          ? all
          : all.stream().filter(breach -> breach.kind() != Breach.Kind.NEXT_FAILS).toList();
    }

    private boolean failsAnyway(Lineup lineup, Lane asked)
        throws InterruptedException, StageException {
      String key = lineup.label() + ", then " + asked.label();
      Boolean known = failing.get(key);
      if (known == null) {
        runs++;
        Aftermath base =
            stage.strike(
                lineup.lanes(), new Fixed(lineup.base().run().schedule()), Optional.empty(), asked);
        known = failsNext(inquest.breaches(lineup, Optional.empty(), base, asked));
        failing.put(key, known);
      }
      return known;
    }

    private static boolean failsNext(List<Breach> breaches) {
      return breaches.stream().anyMatch(breach -> breach.kind() == Breach.Kind.NEXT_FAILS);
    }

    FaultFindings result(Optional<String> unfinished) {
      broken.sort(Comparator.comparing((Broken each) -> each.breaches().getFirst().kind()));
      return new Tried(
          inquest.oracle(),
          lineups,
          planned,
          tally,
          broken,
          unfinished.or(() -> doubt),
          Stream.concat(
                  unasked.stream().map(Lane::label),
                  failing.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey))
              .sorted()
              .toList());
    }
  }
}

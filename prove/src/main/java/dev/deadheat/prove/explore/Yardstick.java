package dev.deadheat.prove.explore;

import dev.deadheat.prove.explore.Stage.Played;
import dev.deadheat.prove.oracle.Canon;
import dev.deadheat.prove.oracle.Oracle;
import dev.deadheat.prove.oracle.Oracle.Serial;
import dev.deadheat.prove.oracle.Volatile;
import dev.deadheat.prove.oracle.Volatile.Twins;
import dev.deadheat.search.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What runs are held against: the outcomes of the serial orders of every subset of the lanes.
public sealed interface Yardstick {
  /// The serial orders could not be had.
  record None(Findings why) implements Yardstick {}

  /// They could.
  ///
  /// @param serials the runs, short orders first
  record Of(Oracle oracle, List<Played> serials) implements Yardstick {
    public Of {
      serials = List.copyOf(serials);
    }
  }

  /// Runs every serial order twice, with sequences, clock and seeds moved in between.
  ///
  /// @param leaders of the lanes that serve tasks: the lane that hands each over
  /// @param required the one order that is right, if only one is
  static Yardstick measure(
      Stage stage,
      List<Lane> lanes,
      Map<Lane, Lane> leaders,
      Optional<List<Lane>> required,
      Explorer.Declared declared,
      Budget.Running budget,
      Watcher watcher)
      throws InterruptedException, StageException {
    watcher.phase("serial orders");
    List<List<Lane>> orders = Orders.ofSubsets(lanes, leaders);
    List<Twins> twins = new ArrayList<>();
    List<Played> serials = new ArrayList<>();
    for (List<Lane> order : orders) {
      Played first = stage.serial(order, 0);
      Played second = stage.serial(order, 1);
      for (Played played : List.of(first, second)) {
        Optional<String> broken = played.recording().broken();
        if (broken.isPresent()) {
          return new None(noOracle(order, broken.get()));
        }
      }
      serials.add(first);
      twins.add(new Twins(first.outcome(), second.outcome()));
      if (budget.timeIsUp()) {
        return new None(noOracle(order, "the budget ended while the serial orders were run"));
      }
    }
    List<String> complaints = complaints(serials, leaders, declared);
    if (!complaints.isEmpty()) {
      return new None(new Findings.NotAsDeclared(complaints));
    }
    Volatile volatiles = Volatile.learn(twins, stage.schema());
    List<Serial> known = new ArrayList<>();
    for (int i = 0; i < serials.size(); i++) {
      Canon one = volatiles.canon(twins.get(i).one(), stage.schema());
      Canon other = volatiles.canon(twins.get(i).other(), stage.schema());
      if (!one.equals(other)) {
        return new None(
            noOracle(
                orders.get(i), "two runs of it differ in more than ids, times and random values"));
      }
      known.add(new Serial(orders.get(i), twins.get(i).one(), one));
    }
    return new Of(new Oracle(stage.schema(), volatiles, known, required), serials);
  }

  private static Findings noOracle(List<Lane> order, String why) {
    String label = order.stream().map(Lane::label).reduce((a, b) -> a + " then " + b).orElse("");
    return new Findings.NoOracle("the serial order " + label + ": " + why);
  }

  private static List<String> complaints(
      List<Played> serials, Map<Lane, Lane> leaders, Explorer.Declared declared) {
    List<String> complaints = new ArrayList<>();
    for (Played played : serials) {
      boolean alone =
          played.recording().replies().keySet().stream()
                  .filter(lane -> !leaders.containsKey(lane))
                  .count()
              == 1;
      if (alone) {
        played
            .recording()
            .replies()
            .forEach((lane, reply) ->
                declared.complaint(lane, reply.status(), reply.body()).ifPresent(complaints::add));
      }
    }
    return complaints;
  }
}

package dev.deadheat.prove.faults;

import dev.deadheat.prove.explore.Findings;
import dev.deadheat.prove.oracle.Oracle;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a search for faults found.
public sealed interface FaultFindings {
  /// There was nothing to hold runs against.
  ///
  /// @param why that no serial order could be had, or that one did not answer as declared
  record NoYardstick(Findings why) implements FaultFindings {}

  /// Faults were tried.
  ///
  /// @param lineups the orders of steps in which they were tried
  /// @param planned how many there are in these orders
  /// @param tally how many were tried
  /// @param broken those that broke something, and did so again when repeated, worst first
  /// @param unfinished why not all were tried, or not all can be trusted; empty if all is well
  /// @param unasked lanes whose request does not succeed twice in a row even without a fault, so
  ///   that the next request says nothing
  record Tried(
      Oracle oracle,
      List<Lineup> lineups,
      int planned,
      Tally tally,
      List<Broken> broken,
      Optional<String> unfinished,
      List<String> unasked)
      implements FaultFindings {
    public Tried {
      lineups = List.copyOf(lineups);
      broken = List.copyOf(broken);
      unasked = List.copyOf(unasked);
    }
  }

  /// How many faults of each kind were tried.
  ///
  /// @param tried by kind, in the order of kinds
  /// @param eitherWay those after which the rows may be with or without the request, since its
  ///   answer was lost
  record Tally(Map<Fault.Kind, Integer> tried, int eitherWay) {
    public Tally {
      EnumMap<Fault.Kind, Integer> copy = new EnumMap<>(Fault.Kind.class);
      copy.putAll(tried);
      tried = Collections.unmodifiableMap(copy);
    }

    /// All of them.
    public int all() {
      return tried.values().stream().mapToInt(Integer::intValue).sum();
    }

    Tally plus(Fault fault, boolean open) {
      EnumMap<Fault.Kind, Integer> more = new EnumMap<>(Fault.Kind.class);
      more.putAll(tried);
      more.merge(fault.kind(), 1, Integer::sum);
      return new Tally(more, eitherWay + (open ? 1 : 0));
    }
  }

  /// A fault that broke something.
  ///
  /// @param lineup the order it was injected into
  /// @param fault empty if the order itself, without any fault, leaves something behind
  /// @param breaches what it broke, worst first; at least one
  /// @param after the run
  /// @param repeats how often the same was broken again
  /// @param attempts of how many tries
  record Broken(
      Lineup lineup,
      Optional<Fault> fault,
      List<Breach> breaches,
      Aftermath after,
      int repeats,
      int attempts) {
    public Broken {
      breaches = List.copyOf(breaches);
    }
  }
}

package dev.deadheat.search.dependence;

import dev.deadheat.search.Run;
import java.util.Collections;
import java.util.List;

/// The dependence relation: which transitions of a run cannot be swapped.
///
/// Two transitions that it calls independent commute: in either order they leave the same state,
/// and neither changes what the other reads, waits for or returns. Statements are judged by what
/// was seen of them; what was not understood depends on everything.
///
/// @param usual the isolation level of transactions that name none
/// @param schema the unique keys
/// @param clauses the reasons for dependence
public record Dependence(Isolation usual, Schema schema, List<Clause> clauses) {
  public Dependence {
    clauses = List.copyOf(clauses);
  }

  /// The relation with all its clauses.
  public static Dependence of(Isolation usual, Schema schema) {
    return new Dependence(usual, schema, Clause.ALL);
  }

  /// The names of the clauses.
  public List<String> names() {
    return clauses.stream().map(Clause::name).toList();
  }

  /// The relation without one clause: wrong on purpose, to see that a test notices.
  ///
  /// @throws IllegalArgumentException if there is no such clause
  public Dependence without(String name) {
    if (!names().contains(name)) {
      throw new IllegalArgumentException("no clause '" + name + "' among " + names());
    }
    return new Dependence(
        usual, schema, clauses.stream().filter(clause -> !clause.name().equals(name)).toList());
  }

  /// A run's transitions and the order that this relation puts on them.
  public Trace trace(Run run) {
    return Trace.of(run, this);
  }

  /// A run's transitions, without their order: cheaper.
  public List<Transition> transitions(Run run) {
    return Trace.transitions(run, this);
  }

  /// Whether two transitions depend on each other; always, if they move a common lane.
  public boolean dependent(Transition one, Transition other) {
    return !Collections.disjoint(one.lanes(), other.lanes())
        || dependent(one.footprint(), other.footprint());
  }

  /// The clauses by which two transitions depend on each other; empty if they move a common lane.
  public List<String> reasons(Transition one, Transition other) {
    return Collections.disjoint(one.lanes(), other.lanes())
        ? clauses.stream()
            .filter(clause -> clause.holds(one.footprint(), other.footprint(), schema))
            .map(Clause::name)
            .toList()
        : List.of();
  }

  private boolean dependent(Footprint one, Footprint other) {
    return clauses.stream().anyMatch(clause -> clause.holds(one, other, schema));
  }

  /// Whether two events of a run depend on each other.
  ///
  /// @param one index of the one
  /// @param other index of the other
  public boolean dependent(Run run, int one, int other) {
    List<Footprint> footprints = Ledger.read(run, usual, schema);
    return dependent(footprints.get(one), footprints.get(other));
  }
}

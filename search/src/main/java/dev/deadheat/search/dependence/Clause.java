package dev.deadheat.search.dependence;

import dev.deadheat.search.Access;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/// One reason for which two steps of different lanes cannot be swapped.
///
/// Every clause is symmetric. It may say yes where the steps do commute, at the cost of runs; a no
/// where they do not would make the search miss outcomes.
interface Clause {
  /// The clause's name, as the contract of the prover has it.
  String name();

  /// Whether these two, of different lanes, depend on each other by this clause.
  boolean holds(Footprint one, Footprint other, Schema schema);

  /// The clauses that explain why one statement waits for another lane.
  List<Clause> WAITS =
      List.of(
          new LockClauses.Rows(),
          new LockClauses.ForeignKeys(),
          new LockClauses.PredicateLocks(),
          new LockClauses.UniqueKeys(),
          new LockClauses.AdvisoryLocks(),
          new LockClauses.Tables());

  /// All clauses.
  List<Clause> ALL =
      Stream.concat(
              WAITS.stream(),
              Stream.of(
                  new LockClauses.Releases(),
                  new LockClauses.Wakes(),
                  new LockClauses.UnexplainedWaits(),
                  new LockClauses.Circles(),
                  new SightClauses.Visibility(),
                  new SightClauses.Snapshots(),
                  new SightClauses.SerializableEdges(),
                  new SightClauses.Sequences(),
                  new SightClauses.Unknowns()))
          .toList();

  /// Whether a waiting footprint is explained by what another lane did before.
  static boolean waits(Footprint one, Footprint waiting, Schema schema) {
    return WAITS.stream().anyMatch(clause -> clause.holds(one, waiting, schema));
  }

  /// Whether a pair of accesses, one from each list, in either direction, satisfies a test.
  static boolean any(List<Access> left, List<Access> right, BiPredicate<Access, Access> test) {
    for (Access one : left) {
      for (Access other : right) {
        if (test.test(one, other)) {
          return true;
        }
      }
    }
    return false;
  }
}

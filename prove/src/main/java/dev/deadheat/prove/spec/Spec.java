package dev.deadheat.prove.spec;

import java.util.List;
import java.util.Optional;

/// An isolation spec, read: what is set up, which sessions there are, and in which orders their
/// steps are run.
///
/// SQL blocks are kept as they stand between the braces, but for blanks next to a brace.
///
/// @param name the file's name without `.spec`
/// @param setups run before each permutation, each as one query, on a connection of its own
/// @param teardown run after each permutation
/// @param sessions at least one
/// @param permutations empty if every order of all steps is meant
/// @param unused steps that no permutation uses, sorted; empty if there are no permutations
public record Spec(
    String name,
    List<String> setups,
    Optional<String> teardown,
    List<Session> sessions,
    List<Permutation> permutations,
    List<String> unused) {
  public Spec {
    setups = List.copyOf(setups);
    sessions = List.copyOf(sessions);
    permutations = List.copyOf(permutations);
    unused = List.copyOf(unused);
  }

  /// A connection and what is done on it.
  ///
  /// @param setup run before each permutation
  /// @param steps at least one
  /// @param teardown run after each permutation
  public record Session(
      String name, Optional<String> setup, List<Step> steps, Optional<String> teardown) {
    public Session {
      steps = List.copyOf(steps);
    }
  }

  /// A query.
  ///
  /// @param name unique in its spec
  /// @param session index of its session
  public record Step(String name, String sql, int session) {}

  /// Steps in the order in which they are to be sent. A step may be missing, or come twice.
  public record Permutation(List<Entry> entries) {
    public Permutation {
      entries = List.copyOf(entries);
    }
  }

  /// A step's place in a permutation.
  ///
  /// @param markers what must be so before its completion may be reported
  public record Entry(Step step, List<Marker> markers) {
    public Entry {
      markers = List.copyOf(markers);
    }
  }

  /// Delays the report that a step has completed, so that the output does not depend on chance.
  public sealed interface Marker {
    /// `(*)`: it is reported as waiting once, whether it waits or not.
    record Once() implements Marker {}

    /// `(step)`: not while that step is running.
    record AfterStep(Step step) implements Marker {}

    /// `(step notices n)`: not before that step's session has sent so many notices since.
    record AfterNotices(Step step, int count) implements Marker {}
  }

  /// The permutations to run: those that the spec names, or else every order of all steps, each
  /// session's steps in their order.
  public List<Permutation> orders() {
    return permutations.isEmpty() ? Interleavings.of(sessions) : permutations;
  }
}

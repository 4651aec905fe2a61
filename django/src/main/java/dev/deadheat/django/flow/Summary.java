package dev.deadheat.django.flow;

import dev.deadheat.django.lock.Expiry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a caller must know of a function.
///
/// Rows that came in as parameters are [Read]s of kind `PARAMETER`, to be replaced by the
/// arguments.
///
/// @param writes writes that may matter to a caller
/// @param dispatches what it starts
/// @param returns what it returns
/// @param left locks that it takes and keeps
/// @param leftSomewhere row locks that it keeps on some of its paths: the rows that were read so
///   are locked
/// @param leftInside locks that its own transaction releases, unless a caller's is open around it
/// @param exits the tests under which it may leave by an exception
/// @param attributes what it assigns to attributes of its parameters, by path (`self.total`)
/// @param assigned columns that it assigns on rows, not saved yet
/// @param saved parameters that it saved or reloaded
/// @param calls the calls that it makes in lambdas of its callers
/// @param nested of a nested function, what nobody else tells of
/// @param wrapped for a context manager or decorator, what holds while the wrapped code runs
/// @param outline what it does to locks
record Summary(
    List<Write> writes,
    List<Dispatch> dispatches,
    Value returns,
    List<Lock> left,
    List<Lock> leftSomewhere,
    List<Lock> leftInside,
    Set<Guard> exits,
    Map<String, Value> attributes,
    Map<Read, Map<String, Write.Assigned>> assigned,
    Set<Read> saved,
    List<CallSite> calls,
    Nested nested,
    Optional<Wrapped> wrapped,
    LockNotes.Outline outline) {

  /// What belongs to the function around a nested one as if it stood there.
  record Nested(List<Read> reads, List<LockUse> lockUses, List<Swallow> swallows, List<Torn> torn) {
    static final Nested NONE = new Nested(List.of(), List.of(), List.of(), List.of());
  }

  /// What holds while wrapped code runs.
  ///
  /// @param expiry when the locks end by themselves
  /// @param waitsForCommit whether they are released only after the commit
  /// @param handed what the wrapped code is called with
  record Wrapped(
      List<Lock> locks,
      boolean inTransaction,
      Set<Guard> guards,
      Expiry expiry,
      boolean waitsForCommit,
      Handed handed) {}

  static final Summary EMPTY =
      new Summary(
          List.of(),
          List.of(),
          Value.UNKNOWN,
          List.of(),
          List.of(),
          List.of(),
          Set.of(),
          Map.of(),
          Map.of(),
          Set.of(),
          List.of(),
          Nested.NONE,
          Optional.empty(),
          LockNotes.Outline.NONE);
}

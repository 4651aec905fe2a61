package dev.deadheat.django.flow;

import dev.deadheat.django.project.FunctionFacts;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// A call of one project function by another.
///
/// @param caller the function that calls
/// @param callee the function called
/// @param site where
/// @param locks the locks held
/// @param inTransaction whether a transaction is open, as far as the caller knows
/// @param knownRows the positions of parameters that were given a row whose read is known
/// @param passedOn the positions of parameters that were given the caller's own parameter
/// @param caught the names of the exceptions that are caught around it
/// @param background whether the call is queued for later: another process, no lock, no transaction
/// @param afterCommit whether the call waits for the commit
public record CallSite(
    FunctionFacts caller,
    FunctionFacts callee,
    Site site,
    List<Lock> locks,
    boolean inTransaction,
    Set<Integer> knownRows,
    Set<Integer> passedOn,
    Set<String> caught,
    boolean background,
    boolean afterCommit) {
  /// The same call, as made by whoever handed over the lambda that it stands in.
  CallSite from(Site here, List<Lock> outer, boolean transaction) {
    return new CallSite(
        here.function(),
        callee,
        here,
        Stream.concat(outer.stream(), locks.stream()).distinct().toList(),
        inTransaction || transaction,
        knownRows,
        passedOn,
        caught,
        background,
        afterCommit);
  }
}

package dev.deadheat.django.flow;

import dev.deadheat.django.lock.Lapse;
import dev.deadheat.django.project.FunctionFacts;
import java.util.LinkedHashSet;
import java.util.List;

/// All that happens in one function, calls included, in the order of its code.
///
/// @param writes its writes
/// @param reads its reads
/// @param dispatches what it starts
/// @param lockUses how it uses locks
/// @param swallows the database errors that it hides
/// @param torn where it fails after a part of its work was committed
/// @param lapses where its locks do not hold what they promise
/// @param calls the project functions that it calls
/// @param whole whether it was followed to its end; else the rest is missing
public record FunctionFlow(
    FunctionFacts function,
    List<Write> writes,
    List<Read> reads,
    List<Dispatch> dispatches,
    List<LockUse> lockUses,
    List<Swallow> swallows,
    List<Torn> torn,
    List<Lapse> lapses,
    List<CallSite> calls,
    boolean whole) {

  /// This, and what happens where the method's class is another one.
  FunctionFlow and(FunctionFlow other) {
    return new FunctionFlow(
        function,
        union(writes, other.writes),
        union(reads, other.reads),
        union(dispatches, other.dispatches),
        union(lockUses, other.lockUses),
        union(swallows, other.swallows),
        union(torn, other.torn),
        union(lapses, other.lapses),
        union(calls, other.calls),
        whole && other.whole);
  }

  private static <T> List<T> union(List<T> left, List<T> right) {
    var out = new LinkedHashSet<>(left);
    out.addAll(right);
    return List.copyOf(out);
  }
}

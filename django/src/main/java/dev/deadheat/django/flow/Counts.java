package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.project.FunctionFacts;
import java.util.LinkedHashSet;
import java.util.Set;

/// Tests of how many rows there are: which of them may be a limit.
final class Counts {
  private static final Set<String> COUNTS = Set.of("count", "acount", "len");

  private Counts() {}

  /// Whether it is the length of a list that was given: who compares it with a number of rows only
  /// asks whether all of the list are there.
  static boolean isGivenLength(Expression operand, Set<Source> sources) {
    return operand instanceof Expression.Call call
        && FunctionFacts.lastName(call.function()).equals("len")
        && sources.stream().allMatch(source -> source.read().kind() == Read.Kind.PARAMETER);
  }

  /// What a comparison rests on, but for numbers of rows.
  static Set<Source> without(Set<Source> sources) {
    var out = new LinkedHashSet<>(sources);
    out.removeIf(source -> source.aspect() == Source.Aspect.AGGREGATE);
    return out;
  }

  /// What a number tells that is compared with none: that rows were counted and there are some is
  /// one thing, that what was computed from their number is more than none another: a limit,
  /// perhaps.
  static Tests.Result told(Expression number, Tests.Result truth) {
    return isDirect(number)
        ? truth
        : new Tests.Result(either(truth.whenTrue()), truth.whenFalse(), truth.narrowTrue());
  }

  /// What holds where a test did not raise: of a number that none was refused for, that it was not
  /// refused; how many there are is not said.
  static Guard passed(Guard guard) {
    return guard.source().aspect() == Source.Aspect.AGGREGATE
            && guard.polarity() == Guard.Polarity.ABSENT
        ? new Guard(guard.source(), Guard.Polarity.EITHER)
        : guard.negated();
  }

  private static boolean isDirect(Expression number) {
    return number instanceof Expression.Call call
        && COUNTS.contains(FunctionFacts.lastName(call.function()));
  }

  private static Set<Guard> either(Set<Guard> guards) {
    var out = new LinkedHashSet<Guard>();
    for (Guard guard : guards) {
      boolean counted = guard.source().aspect() == Source.Aspect.AGGREGATE;
      out.add(counted ? new Guard(guard.source(), Guard.Polarity.EITHER) : guard);
    }
    return out;
  }
}

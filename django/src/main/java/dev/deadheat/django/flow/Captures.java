package dev.deadheat.django.flow;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The reads of other functions that reach a function inside what it is handed: the variables of a
/// nested function or lambda, the arguments of a `partial`, the row of a bound method.
///
/// Nothing stands in for them: what happens to such a row happens to the very row of the function
/// that made the closure.
final class Captures {
  private static final int MAX_DEPTH = 6;

  private final Set<Read> reads = Collections.newSetFromMap(new IdentityHashMap<>());

  private Captures() {}

  static Captures none() {
    return new Captures();
  }

  /// What a call brings along.
  ///
  /// @param closure the variables that the called function itself sees
  static Captures of(List<Value> arguments, Map<String, Value> closure) {
    var out = new Captures();
    arguments.forEach(argument -> out.given(argument, 0));
    closure.values().forEach(value -> out.kept(value, 0));
    return out;
  }

  boolean isEmpty() {
    return reads.isEmpty();
  }

  boolean contains(Read read) {
    return reads.contains(read);
  }

  /// Whether a row, or one that it was reached from, is another function's.
  boolean isRootOf(Read read) {
    Optional<Read> each = Optional.of(read);
    for (int i = 0; i < MAX_DEPTH && each.isPresent(); i++) {
      if (reads.contains(each.get())) {
        return true;
      }
      each = each.get().parent();
    }
    return false;
  }

  /// An argument: only what it carries inside is the caller's own.
  private void given(Value value, int depth) {
    if (depth > MAX_DEPTH) {
      return;
    }
    switch (value) {
      case Value.Function function -> {
        function.closure().values().forEach(each -> kept(each, depth + 1));
        function.self().ifPresent(self -> kept(self, depth + 1));
      }
      case Value.Closure closure ->
          closure.closure().values().forEach(each -> kept(each, depth + 1));
      case Value.Partial partial -> {
        kept(partial.function(), depth + 1);
        partial.arguments().forEach(each -> kept(each, depth + 1));
        partial.keywords().values().forEach(each -> kept(each, depth + 1));
      }
      case Value.Method method -> kept(method.owner(), depth + 1);
      case Value.Instance instance ->
          instance.attributes().values().forEach(each -> given(each, depth + 1));
      case Value.Bag bag -> given(bag.element(), depth + 1);
      case Value.Many many -> many.elements().forEach(each -> given(each, depth + 1));
      case Value.Choice choice -> choice.values().forEach(each -> given(each, depth + 1));
      case Value.Row _,
          Value.Query _,
          Value.Derived _,
          Value.Constant _,
          Value.None _,
          Value.Type _,
          Value.UnknownModel _,
          Value.Module _,
          Value.External _,
          Value.Super _,
          Value.LockObject _ -> {}
    }
  }

  private void kept(Value value, int depth) {
    if (depth > MAX_DEPTH) {
      return;
    }
    Value.sources(value).forEach(source -> keep(source.read()));
    for (Value each : Value.alternatives(value)) {
      if (each instanceof Value.Row row) {
        keep(row.read());
      }
      if (each instanceof Value.Instance instance) {
        instance.attributes().values().forEach(inner -> kept(inner, depth + 1));
      }
      if (each instanceof Value.Bag bag) {
        kept(bag.element(), depth + 1);
      }
      if (each instanceof Value.Many many) {
        many.elements().forEach(inner -> kept(inner, depth + 1));
      }
    }
    given(value, depth);
  }

  private void keep(Read read) {
    Optional<Read> each = Optional.of(read);
    while (each.isPresent() && reads.add(each.get())) {
      each = each.get().parent();
    }
  }
}

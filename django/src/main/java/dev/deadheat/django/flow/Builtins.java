package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Place;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Python's built-in functions.
final class Builtins {
  private static final Set<String> SORTING = Set.of("sorted", "min", "max");

  private final Evaluator evaluator;
  private final Interpreter interpreter;

  Builtins(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.interpreter = evaluator.interpreter;
  }

  Optional<Value> call(String name, Expression.Call call) {
    interpreter.state.sorted |= SORTING.contains(name);
    return switch (name) {
      case "list", "set", "tuple", "sorted", "frozenset", "reversed" -> {
        if (call.arguments().isEmpty()) {
          yield Optional.of(new Value.Bag(Value.UNKNOWN, Set.of()));
        }
        Value value = evaluator.value(call.arguments().getFirst());
        if (value instanceof Value.Bag || value instanceof Value.Many) {
          yield Optional.of(value);
        }
        yield Optional.of(
            new Value.Bag(evaluator.element(value, call.place()), Value.sources(value)));
      }
      case "dict" ->
          call.arguments().isEmpty()
              ? Optional.of(
                  new Value.Instance(Analysis.DICT, evaluator.calls().arguments(call).keywords()))
              : Optional.of(evaluator.value(call.arguments().getFirst()));
      case "len" -> Optional.of(counted(first(call), call.place()));
      case "sum", "max", "min" -> {
        Value value = first(call);
        var out = new LinkedHashSet<Source>();
        for (Source source : Value.sources(element(value, call.place()))) {
          out.add(aggregate(source));
        }
        for (Source source : evaluator.calls().arguments(call).sources()) {
          out.add(source);
        }
        yield Optional.of(Value.derived(out));
      }
      case "any", "all" -> {
        Set<Source> sources = Value.sources(element(first(call), call.place()));
        yield Optional.of(Value.derived(name.equals("any") ? found(sources) : sources));
      }
      case "bool" ->
          call.arguments().isEmpty()
              ? Optional.of(Value.UNKNOWN)
              : Optional.of(
                  Value.derived(new Tests(interpreter).of(call.arguments().getFirst()).sources()));
      case "getattr" -> Optional.of(getAttribute(call));
      case "setattr" -> {
        setAttribute(call);
        yield Optional.of(Value.UNKNOWN);
      }
      case "hasattr" -> Optional.of(hasAttribute(call));
      case "next" ->
          call.arguments().isEmpty()
              ? Optional.of(Value.UNKNOWN)
              : Optional.of(evaluator.element(first(call), call.place()));
      case "iter" -> Optional.of(first(call));
      case "enumerate" ->
          Optional.of(
              new Value.Bag(
                  new Value.Many(
                      List.of(Value.UNKNOWN, evaluator.element(first(call), call.place()))),
                  Set.of()));
      case "zip" -> {
        var elements =
            call.arguments().stream()
                .map(argument -> evaluator.element(evaluator.value(argument), call.place()))
                .toList();
        yield Optional.of(new Value.Bag(new Value.Many(elements), Set.of()));
      }
      case "map", "filter" -> {
        if (call.arguments().size() < 2) {
          yield Optional.of(Value.UNKNOWN);
        }
        Value function = evaluator.value(call.arguments().getFirst());
        Value element = evaluator.element(evaluator.value(call.arguments().get(1)), call.place());
        Value out =
            evaluator
                .calls()
                .apply(
                    function,
                    new Calls.Arguments(List.of(element), java.util.Map.of(), call.place()),
                    call.arguments().getFirst());
        yield Optional.of(
            name.equals("map")
                ? new Value.Bag(out, Set.of())
                : new Value.Bag(element, Value.sources(out)));
      }
      case "type" -> Optional.of(Attributes.typeOf(first(call)));
      case "isinstance", "issubclass", "callable" -> {
        evaluator.calls().arguments(call);
        yield Optional.of(Value.UNKNOWN);
      }
      case "str", "int", "float", "Decimal", "round", "abs", "repr", "format", "id", "hash" -> {
        Calls.Arguments arguments = evaluator.calls().arguments(call);
        yield Optional.of(Value.derived(arguments.sources()));
      }
      default -> Optional.empty();
    };
  }

  private Value first(Expression.Call call) {
    return call.arguments().isEmpty()
        ? Value.UNKNOWN
        : evaluator.value(call.arguments().getFirst());
  }

  private Value element(Value value, Place place) {
    return value instanceof Value.Bag || value instanceof Value.Query
        ? evaluator.element(value, place)
        : value;
  }

  /// `any(vote.user == user for vote in votes)` is a look for such a row.
  private static Set<Source> found(Set<Source> sources) {
    var out = new LinkedHashSet<>(sources);
    for (Source source : sources) {
      Read row = source.read().parent().orElse(source.read());
      boolean column = source.aspect() == Source.Aspect.COLUMN || row != source.read();
      if (column && row.kind() == Read.Kind.ROWS) {
        out.add(Source.of(row, Source.Aspect.EXISTENCE));
      }
    }
    return out;
  }

  private static Source aggregate(Source source) {
    return source.aspect() == Source.Aspect.COLUMN || source.aspect() == Source.Aspect.WHOLE
        ? new Source(source.read(), Source.Aspect.AGGREGATE, source.column())
        : source;
  }

  private Value counted(Value value, Place place) {
    Set<Source> all = Set.of();
    for (Value each : Value.alternatives(value)) {
      if (each instanceof Value.Query query) {
        Read read = new QueryReads(evaluator).read(query, Read.Kind.COUNT, place, "len");
        all = Value.union(all, Set.of(Source.of(read, Source.Aspect.AGGREGATE)));
      } else {
        var out = new LinkedHashSet<Source>();
        for (Source source : Value.sources(each)) {
          out.add(source.read().kind() == Read.Kind.ROWS ? aggregate(source) : source);
        }
        all = Value.union(all, out);
      }
    }
    return Value.derived(all);
  }

  private Value getAttribute(Expression.Call call) {
    if (call.arguments().size() < 2) {
      return Value.UNKNOWN;
    }
    Value owner = first(call);
    Value name = evaluator.value(call.arguments().get(1));
    if (name instanceof Value.Constant constant) {
      Value found = evaluator.attributes().of(owner, constant.text(), call.place());
      return found;
    }
    for (Value each : Value.alternatives(owner)) {
      if (each instanceof Value.Row row) {
        return Attributes.column(row.read(), "*");
      }
    }
    return Value.derived(Value.sources(owner));
  }

  private void setAttribute(Expression.Call call) {
    if (call.arguments().size() < 3) {
      return;
    }
    Value owner = first(call);
    Value name = evaluator.value(call.arguments().get(1));
    Value value = evaluator.value(call.arguments().get(2));
    evaluator
        .attributes()
        .assign(owner, name instanceof Value.Constant constant ? constant.text() : "*", value);
  }

  /// `hasattr(row, "profile")` asks the database whether the one-to-one row is there.
  private Value hasAttribute(Expression.Call call) {
    if (call.arguments().size() < 2) {
      return Value.UNKNOWN;
    }
    Value owner = first(call);
    if (evaluator.value(call.arguments().get(1)) instanceof Value.Constant constant) {
      for (Value each : Value.alternatives(owner)) {
        if (each instanceof Value.Row row && row.read().table().model().isPresent()) {
          var reverse =
              interpreter
                  .analysis
                  .models()
                  .reverse(row.read().table().model().get(), constant.text());
          if (reverse.isPresent() && reverse.get().one()) {
            Value found = evaluator.attributes().of(row, constant.text(), call.place());
            if (found instanceof Value.Row related) {
              return Value.derived(Set.of(Source.of(related.read(), Source.Aspect.EXISTENCE)));
            }
          }
        }
      }
    }
    return Value.UNKNOWN;
  }
}

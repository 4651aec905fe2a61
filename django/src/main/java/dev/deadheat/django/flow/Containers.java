package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The methods of lists, sets, dicts and strings, as far as they carry values.
final class Containers {
  private static final Set<String> GROW =
      Set.of("append", "add", "insert", "appendleft", "extend", "update", "setdefault");
  private static final Set<String> SHRINK =
      Set.of("remove", "discard", "clear", "pop", "popitem", "sort");

  private final Evaluator evaluator;
  private final Interpreter interpreter;

  Containers(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.interpreter = evaluator.interpreter;
  }

  Value call(Value owner, String name, Calls.Arguments arguments, Expression written) {
    if (GROW.contains(name) && written instanceof Expression.Attribute attribute) {
      grow(owner, name, arguments, attribute.value());
    } else if (SHRINK.contains(name) && written instanceof Expression.Attribute attribute) {
      evaluator.assignments().mutate(attribute.value(), arguments.sources());
    }
    if (name.equals("difference") && Leftovers.isListed(arguments.first())) {
      return new Leftovers(evaluator).of(owner, arguments.first(), arguments.place());
    }
    return switch (owner) {
      case Value.Bag bag ->
          switch (name) {
            case "values", "copy", "keys", "union" -> bag;
            case "items" ->
                new Value.Bag(
                    new Value.Many(List.of(Value.derived(bag.sources()), bag.element())),
                    bag.sources());
            case "get", "pop", "setdefault", "popitem" ->
                bag.element() instanceof Value.Row
                        || bag.element() instanceof Value.Choice
                        || Value.isCallable(bag.element())
                    ? bag.element()
                    : Value.derived(Value.union(Value.sources(bag), arguments.sources()));
            default -> Value.derived(Value.union(Value.sources(bag), arguments.sources()));
          };
      case Value.Instance dict -> {
        if (name.equals("get") || name.equals("pop")) {
          Value found = entry(dict, arguments.get(0, "key").orElse(Value.UNKNOWN));
          if (!(found instanceof Value.Derived)) {
            yield found;
          }
        }
        yield switch (name) {
          case "copy" -> dict;
          case "values" -> Displays.bag(new ArrayList<>(dict.attributes().values()));
          case "items" -> new Value.Many(items(dict));
          default -> Value.derived(Value.union(Value.sources(dict), arguments.sources()));
        };
      }
      case Value other -> Value.derived(Value.union(Value.sources(other), arguments.sources()));
    };
  }

  /// The pairs of a dict.
  private static List<Value> items(Value.Instance dict) {
    var out = new ArrayList<Value>();
    dict.attributes()
        .forEach((key, value) ->
            out.add(
                new Value.Many(
                    List.of(
                        key.startsWith("*") ? Value.UNKNOWN : new Value.Constant(key, true),
                        value))));
    return out;
  }

  /// What stands under a key of a dict; of functions and classes any, if the key is not known.
  static Value entry(Value.Instance dict, Value key) {
    if (key instanceof Value.Constant constant) {
      Value found = dict.attributes().get(constant.text());
      if (found != null) {
        return found;
      }
    } else if (dict.attributes().values().stream().allMatch(Value::isCallable)
        && !dict.attributes().isEmpty()) {
      return Displays.joined(dict.attributes().values());
    }
    return Value.derived(Value.union(Value.sources(dict), Value.sources(key)));
  }

  private void grow(Value owner, String name, Calls.Arguments arguments, Expression container) {
    evaluator.assignments().mutate(container, arguments.sources());
    Optional<String> path = Evaluator.path(container);
    if (path.isEmpty()) {
      return;
    }
    Value added =
        arguments.positional().isEmpty() ? Value.UNKNOWN : arguments.positional().getLast();
    if (name.equals("extend") || name.equals("update")) {
      if (owner instanceof Value.Instance dict && added instanceof Value.Instance more) {
        var all = new LinkedHashMap<>(dict.attributes());
        all.putAll(more.attributes());
        all.putAll(arguments.keywords());
        interpreter.state.variables.put(path.get(), new Value.Instance(dict.definition(), all));
        return;
      }
      added = evaluator.element(added, arguments.place());
    }
    if (owner instanceof Value.Bag bag) {
      Value element =
          bag.element().equals(Value.UNKNOWN)
              ? added
              : Value.choice(bag.element(), added, Set.of());
      Set<Source> deciders = Set.of();
      for (Guard guard : interpreter.state.guards) {
        deciders = Value.union(deciders, Set.of(guard.told()));
      }
      interpreter.state.variables.put(
          path.get(), new Value.Bag(element, Value.union(bag.sources(), deciders)));
    }
    evaluator.escapes(added);
  }
}

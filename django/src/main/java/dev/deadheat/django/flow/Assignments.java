package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.project.FunctionFacts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Assignments: what a target is bound to, and columns that are changed in place.
final class Assignments {
  /// How an expression begins that makes a new container.
  private static final Pattern MADE =
      Pattern.compile("[\\[{]|(list|dict|set|defaultdict|OrderedDict|Counter|deque)\\(");

  /// Relations that `django.contrib.auth` gives to users.
  private static final Set<String> OF_USERS = Set.of("groups", "user_permissions");

  private final Evaluator evaluator;
  private final Interpreter interpreter;

  Assignments(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.interpreter = evaluator.interpreter;
  }

  /// Binds a target: a name, an attribute, an element, several.
  void bind(Expression target, Value value) {
    switch (target) {
      case Expression.Name name -> {
        interpreter.state.variables.put(name.id(), value);
        interpreter.state.written.remove(name.id());
        interpreter.state.told.remove(name.id());
        forgetUnder(name.id());
      }
      case Expression.Attribute attribute -> {
        Value owner = evaluator.value(attribute.value());
        Evaluator.path(attribute)
            .ifPresent(path -> {
              interpreter.state.variables.put(path, value);
              forgetUnder(path);
            });
        evaluator.attributes().assign(owner, attribute.attribute(), value);
      }
      case Expression.Index index -> {
        Value key = evaluator.value(index.key());
        mutate(index.value(), Value.union(Value.sources(value), Value.sources(key)));
        Evaluator.path(index.value())
            .ifPresent(path -> {
              Value known = interpreter.state.variables.get(path);
              if (key instanceof Value.Constant
                  && known instanceof Value.Bag empty
                  && isEmptyDict(path, empty)) {
                var dict = new Value.Instance(Analysis.DICT, Map.of());
                interpreter.state.variables.put(path, withEntry(dict, key, value));
              } else if (known instanceof Value.Bag bag) {
                Value element =
                    bag.element().equals(Value.UNKNOWN)
                        ? value
                        : Value.choice(bag.element(), value, Set.of());
                interpreter.state.variables.put(path, new Value.Bag(element, bag.sources()));
              } else if (known instanceof Value.Instance instance
                  && instance.definition() == Analysis.DICT) {
                interpreter.state.variables.put(path, withEntry(instance, key, value));
              }
            });
      }
      case Expression.Display display -> {
        for (int i = 0; i < display.elements().size(); i++) {
          Value each = part(value, i);
          bind(display.elements().get(i), each);
        }
      }
      case Expression.Spread spread -> bind(spread.value(), new Value.Bag(value, Set.of()));
      case Expression other -> {}
    }
  }

  /// What unpacking gives to the target at this position, whichever alternative is unpacked.
  private static Value part(Value value, int position) {
    Value out = null;
    for (Value each : Value.alternatives(value)) {
      Value part =
          switch (each) {
            case Value.Many many when many.elements().size() > position ->
                many.elements().get(position);
            case Value.Bag bag -> bag.element();
            case Value other -> Value.derived(Value.sources(other));
          };
      out = out == null ? part : Value.choice(out, part, Set.of());
    }
    return out == null ? Value.UNKNOWN : out;
  }

  /// What is called with an object sees the row that was found behind it. Not behind a request, of
  /// which everything else that it brings would seem to come from the row.
  void keep(Expression.Attribute attribute, Value owner, Value found) {
    if (owner instanceof Value.Instance instance
        && attribute.value() instanceof Expression.Name name
        && !name.id().equals(RequestAttributes.REQUEST)
        && instance.definition() != Analysis.DICT) {
      interpreter.state.variables.put(
          name.id(),
          new Value.Instance(
              instance.definition(),
              Attributes.with(instance.attributes(), attribute.attribute(), found)));
    }
  }

  /// Whether a name was bound to `{}`, and nothing was put into it yet.
  private boolean isEmptyDict(String path, Value.Bag bag) {
    return bag.element().equals(Value.UNKNOWN)
        && bag.sources().isEmpty()
        && interpreter.state.written.getOrDefault(path, "").startsWith("{");
  }

  private static Value withEntry(Value.Instance dict, Value key, Value value) {
    var entries = new LinkedHashMap<>(dict.attributes());
    entries.put(key instanceof Value.Constant constant ? constant.text() : "*", value);
    return new Value.Instance(Analysis.DICT, entries);
  }

  private void forgetUnder(String path) {
    String prefix = path + ".";
    interpreter.state.variables.keySet().removeIf(key -> key.startsWith(prefix));
  }

  /// A container was changed in place: if it is a row's column, that column was assigned.
  void mutate(Expression container, Set<Source> sources) {
    Expression base = container;
    while (base instanceof Expression.Index index) {
      base = index.value();
    }
    if (base instanceof Expression.Attribute attribute) {
      Value owner = evaluator.value(attribute.value());
      for (Value each : Value.alternatives(owner)) {
        if (each instanceof Value.Row row) {
          touch(row.read(), attribute.attribute(), sources);
          return;
        }
        if (each instanceof Value.Derived(Set<Source> from) && !from.isEmpty()) {
          // What hangs on a column's value by an attribute is no part of it: it is a row behind it.
          return;
        }
      }
    }
    if (isMadeHere(base)) {
      return;
    }
    Value value = evaluator.value(base);
    for (Source source : Value.sources(value)) {
      if (source.aspect() == Source.Aspect.COLUMN && Value.sources(value).size() == 1) {
        touch(source.read(), source.column(), sources);
      }
    }
  }

  /// Whether a container, or what it was taken from, is a dict that the function itself has made:
  /// it is no column, whatever decided what is put into it.
  private boolean isMadeHere(Expression container) {
    Expression root = container;
    while (root instanceof Expression.Call call
        && call.function() instanceof Expression.Attribute method) {
      root = method.value();
    }
    return root instanceof Expression.Name name
        && MADE.matcher(interpreter.state.written.getOrDefault(name.id(), "")).lookingAt();
  }

  /// Whether an attribute gives the rows of another table, as tags do: those are changed at once.
  private boolean isManager(Read row, String name) {
    return row.table()
        .model()
        .flatMap(model ->
            interpreter
                .analysis
                .hierarchy()
                .attribute(model.definition(), name)
                .filter(each -> each.value() instanceof Expression.Call))
        .filter(each -> FunctionFacts.lastName(each.value()).endsWith("Manager"))
        .isPresent();
  }

  /// Whether it is a relation that Django's own users have.
  private static boolean isOfUsers(Read row, String name) {
    return OF_USERS.contains(name)
        && row.table().model().flatMap(model -> model.field(name)).isEmpty();
  }

  private void touch(Read row, String column, Set<Source> sources) {
    if (isManager(row, column) || isOfUsers(row, column)) {
      return;
    }
    var own = new Source(row, Source.Aspect.COLUMN, column);
    interpreter.state.assign(
        row,
        column,
        new Write.Assigned(
            Value.union(Set.of(own), sources), Set.copyOf(interpreter.state.guards), false));
  }
}

package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Displays and comprehensions: what lists, sets, dicts and tuples are made of.
final class Displays {
  private final Evaluator evaluator;
  private final Interpreter interpreter;

  Displays(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.interpreter = evaluator.interpreter;
  }

  /// `[a, b]`, `{a, b}`, `(a, b)`.
  Value display(Expression.Display display) {
    var elements = new ArrayList<Value>();
    for (Expression element : display.elements()) {
      elements.add(evaluator.value(element));
    }
    if (display.tuple()) {
      return new Value.Many(List.copyOf(elements));
    }
    return bag(elements);
  }

  static Value bag(List<Value> elements) {
    return new Value.Bag(joined(elements), Set.of());
  }

  /// One of several values, which is not known.
  static Value joined(Collection<Value> elements) {
    Value out = null;
    for (Value each : elements) {
      out = out == null ? each : Value.choice(out, each, Set.of());
    }
    return out == null ? Value.UNKNOWN : out;
  }

  /// `{"a": b}`.
  Value mapping(Expression.Mapping mapping) {
    var elements = new ArrayList<Value>();
    var named = new LinkedHashMap<String, Value>();
    boolean all = true;
    for (Expression.Entry entry : mapping.entries()) {
      Value value = evaluator.value(entry.value());
      elements.add(value);
      Optional<Value> key = entry.key().map(evaluator::value);
      if (key.isPresent() && key.get() instanceof Value.Constant constant && constant.isText()) {
        named.put(constant.text(), value);
      } else if (entry.key().isEmpty()) {
        if (value instanceof Value.Instance inner && inner.definition() == Analysis.DICT) {
          named.putAll(inner.attributes());
        } else {
          named.put("**", Value.derived(Value.sources(value)));
        }
      } else {
        all = false;
      }
    }
    return all && !named.isEmpty() ? new Value.Instance(Analysis.DICT, named) : bag(elements);
  }

  /// `[a for b in c]` and its like.
  Value comprehension(Expression.Comprehension comprehension) {
    Map<String, Value> outer = new HashMap<>(interpreter.state.variables);
    Set<Guard> guards = interpreter.state.guards;
    Set<Source> sources = Set.of();
    for (Expression.Clause clause : comprehension.clauses()) {
      Value source = evaluator.value(clause.source());
      if (source instanceof Value.Bag chosen) {
        sources = Value.union(sources, chosen.sources());
        interpreter.state.guard(Loops.chosen(chosen));
      }
      evaluator
          .assignments()
          .bind(clause.target(), evaluator.element(source, clause.source().place()));
      for (Expression condition : clause.conditions()) {
        Tests.Result test = new Tests(interpreter).of(condition);
        sources = Value.union(sources, test.told());
        interpreter.state.guard(test.whenTrue());
      }
    }
    Value element = Value.UNKNOWN;
    for (Expression result : comprehension.results()) {
      element = evaluator.value(result);
    }
    interpreter.state.variables.clear();
    interpreter.state.variables.putAll(outer);
    interpreter.state.guards = guards;
    return new Value.Bag(element, sources);
  }
}

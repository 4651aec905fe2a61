package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The rows that a decorator has read and hands on to the function that it decorates.
///
/// @param positional its arguments, as far as their positions are known; `UNKNOWN` for what is no
///   row that was read there
/// @param named rows by the name of the parameter, or by a path: `request.order`
record Handed(List<Value> positional, Map<String, Value> named) {
  static final Handed NOTHING = new Handed(List.of(), Map.of());

  /// What a call hands on, and what its arguments carry.
  static Handed by(Expression.Call call, Calls.Arguments arguments, Map<String, Value> variables) {
    var positional = new ArrayList<Value>();
    for (int i = 0; i < call.arguments().size(); i++) {
      if (call.arguments().get(i) instanceof Expression.Spread) {
        break;
      }
      positional.add(
          isRead(arguments.positional().get(i)) ? arguments.positional().get(i) : Value.UNKNOWN);
    }
    var named = new LinkedHashMap<String, Value>();
    arguments
        .keywords()
        .forEach((name, value) -> {
          if (isRead(value)) {
            named.put(name, value);
          }
        });
    for (Expression argument : call.arguments()) {
      if (argument instanceof Expression.Name name) {
        variables.forEach((path, value) -> {
          if (path.startsWith(name.id() + ".") && isRead(value)) {
            named.put(path, value);
          }
        });
      }
    }
    return new Handed(positional, named);
  }

  private static boolean isRead(Value value) {
    return value instanceof Value.Row row && row.read().kind() == Read.Kind.ROW;
  }

  /// Gives the decorated function what it gets.
  void to(Interpreter interpreter) {
    List<Parameter> parameters = interpreter.function.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      Value value = i < positional.size() ? positional.get(i) : Value.UNKNOWN;
      String name = parameters.get(i).name();
      Value given = named.getOrDefault(name, value);
      if (isRead(given)) {
        interpreter.state.variables.put(name, given);
      }
      named.forEach((path, row) -> {
        if (path.startsWith(name + ".")) {
          interpreter.state.variables.put(path, row);
        }
      });
    }
  }
}

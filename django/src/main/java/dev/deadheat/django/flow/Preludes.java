package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parts;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.project.FunctionFacts;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a class-based view's own `setup()`, `initial()` and `dispatch()` leave behind when one of
/// its handlers starts: attributes of `self`, and the tests that a request has passed.
///
/// What they do to rows is told of once, where they stand.
final class Preludes {
  private static final String DISPATCH = "dispatch";
  private static final List<String> BEFORE = List.of("setup", "initial", DISPATCH);
  private static final Set<String> HANDLERS =
      Set.of(
          "get",
          "post",
          "put",
          "patch",
          "delete",
          "form_valid",
          "create",
          "update",
          "partial_update",
          "destroy",
          "perform_create",
          "perform_update",
          "perform_destroy");

  private final Interpreter interpreter;

  Preludes(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  /// Whether a framework calls a method after those.
  static boolean precede(FunctionFacts function) {
    boolean handles = HANDLERS.contains(function.name()) || function.hasDecorator("action");
    return function.isBound() && function.owner().isPresent() && handles;
  }

  /// Whether a call hands on to the handlers: `super().dispatch(request)`.
  static boolean handsOn(Expression function) {
    return function instanceof Expression.Attribute attribute
        && attribute.attribute().equals(DISPATCH)
        && attribute.value() instanceof Expression.Call call
        && FunctionFacts.lastName(call.function()).equals("super");
  }

  /// Takes over what a `dispatch()` above this one has found when it handed on.
  void above(FunctionFacts called, Summary summary, Substitution substitution) {
    boolean chained =
        called.name().equals(DISPATCH) && interpreter.function.name().equals(DISPATCH);
    if (chained) {
      summary.wrapped().ifPresent(wrapped -> guard(wrapped.guards(), substitution));
    }
  }

  private void guard(Set<Guard> guards, Substitution substitution) {
    var here = new LinkedHashSet<Guard>();
    guards.forEach(guard -> here.addAll(substitution.guard(guard)));
    interpreter.state.guard(here);
  }

  /// Runs them, as seen from a handler whose body starts.
  void enter() {
    if (!(interpreter.state.variables.get(interpreter.function.parameters().getFirst().name())
        instanceof Value.Instance self)) {
      return;
    }
    for (String name : BEFORE) {
      interpreter
          .analysis
          .hierarchy()
          .method(self.definition(), name)
          .filter(method -> method.isBound() && !method.module().library())
          .ifPresent(method -> pass(method, self));
    }
  }

  private void pass(FunctionFacts method, Value.Instance self) {
    var function = new Value.Function(method, Optional.of(self), Map.of());
    List<Value> arguments = new ArrayList<>();
    arguments.add(self);
    while (arguments.size() < method.parameters().size()) {
      arguments.add(Value.UNKNOWN);
    }
    Place place = interpreter.function.node().place();
    Summary summary =
        interpreter.analysis.summary(
            function, arguments, interpreter.level - 1, interpreter.effort);
    var substitution = new Substitution(interpreter, function, arguments, place);
    String inner = method.parameters().getFirst().name() + ".";
    String own = interpreter.function.parameters().getFirst().name();
    String here = own + ".";
    Map<String, Value> variables = interpreter.state.variables;
    summary
        .attributes()
        .forEach((path, value) -> {
          Value seen = substitution.value(value);
          if (path.startsWith(inner) && holdsRow(seen)) {
            String name = path.substring(inner.length());
            variables.put(here + name, seen);
            // Other methods of the same view see it too.
            if (assigns(method.node().body(), name)
                && variables.get(own) instanceof Value.Instance known) {
              variables.put(
                  own,
                  new Value.Instance(
                      known.definition(), Attributes.with(known.attributes(), name, seen)));
            }
          }
        });
    // That nothing is there is asked for the sake of an address, and answered with a 404.
    var exits = new LinkedHashSet<>(summary.exits());
    exits.removeIf(guard -> guard.source().aspect() != Source.Aspect.COLUMN);
    guard(exits, substitution);
    if (method.name().equals(DISPATCH)) {
      summary.wrapped().ifPresent(wrapped -> wrapped(wrapped, substitution));
    }
  }

  /// Whether a function gives an attribute of `self` its value itself.
  private static boolean assigns(List<Statement> body, String name) {
    return body.stream()
        .anyMatch(each ->
            (each instanceof Statement.Assign assign
                    && assign.targets().stream()
                        .anyMatch(target ->
                            target instanceof Expression.Attribute attribute
                                && attribute.attribute().equals(name)))
                || Parts.blocks(each).stream().anyMatch(block -> assigns(block, name)));
  }

  private static boolean holdsRow(Value value) {
    return Value.alternatives(value).stream().anyMatch(Value.Row.class::isInstance);
  }

  private void wrapped(Summary.Wrapped wrapped, Substitution substitution) {
    guard(wrapped.guards(), substitution);
    wrapped.locks().forEach(interpreter.state::lock);
    if (wrapped.inTransaction()) {
      interpreter.state.transactions++;
    }
  }
}

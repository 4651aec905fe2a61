package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parameter;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.project.FunctionFacts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A call of a function of the project: binds the arguments, takes the summary, and replays what
/// the function does as seen from here.
final class Invocation {
  private final Evaluator evaluator;
  private final Interpreter interpreter;

  Invocation(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.interpreter = evaluator.interpreter;
  }

  Value call(
      Value.Function function,
      List<Value> positional,
      Map<String, Value> keywords,
      Place place,
      boolean background,
      boolean exceptSelf) {
    List<Value> arguments =
        interpreter.analysis.fitting(function.definition(), bind(function, positional, keywords));
    note(function, arguments, place, background);
    if (isTooDeep(function.definition())) {
      arguments.forEach(evaluator::escapes);
      Set<Source> all = Set.of();
      for (Value argument : arguments) {
        all = Value.union(all, Value.sources(argument));
      }
      return Value.derived(all);
    }
    Summary summary =
        interpreter.analysis.summary(
            function, arguments, below(function.definition()), interpreter.effort);
    arguments.forEach(evaluator::escapes);
    var substitution = new Substitution(interpreter, function, arguments, place);
    List<Write> committed = interpreter.state.committed;
    new Replay(interpreter, substitution, place).run(summary, background, exceptSelf);
    if (background) {
      return Value.UNKNOWN;
    }
    if (!exceptSelf) {
      summary
          .attributes()
          .forEach((path, value) ->
              pathHere(path, function)
                  .ifPresent(
                      here -> interpreter.state.variables.put(here, substitution.value(value))));
    }
    interpreter.record.lockNotes.called(summary.outline(), function.definition().name(), place);
    summary.left().forEach(interpreter.state::lock);
    summary.leftSomewhere().forEach(interpreter.state::lockSomewhere);
    if (interpreter.inTransaction()) {
      // A savepoint's end releases nothing: the locks stay until the outer transaction ends.
      summary.leftInside().forEach(interpreter.state::lock);
    }
    new Preludes(interpreter).above(function.definition(), summary, substitution);
    var exits = new LinkedHashSet<Guard>();
    summary.exits().forEach(guard -> exits.addAll(substitution.guard(guard)));
    new TornWrites(interpreter)
        .raised(exits.stream().map(Guard::negated).toList(), committed, place);
    interpreter.state.guard(exits);
    interpreter.record.exits.addAll(exits);
    Value returned = substitution.value(summary.returns());
    if (returned instanceof Value.Query query && query.locking()) {
      // Whoever asked for the queryset has to evaluate it.
      return new QueryReads(evaluator).locked(query, query.ofSelf(), place);
    }
    return new Unresolved(evaluator).annotated(returned, function.definition(), place);
  }

  /// What a path of the callee, `self.total`, is called here: an attribute of the same object, or
  /// of a variable that a nested function sees.
  private Optional<String> pathHere(String path, Value.Function function) {
    List<Parameter> parameters = function.definition().parameters();
    int dot = path.indexOf('.');
    String base = path.substring(0, dot);
    boolean ofSelf =
        !parameters.isEmpty()
            && base.equals(parameters.getFirst().name())
            && function.self().isPresent();
    if (ofSelf) {
      return selfName()
          .filter(_ -> function.self().get().equals(selfValue()))
          .map(name -> name + path.substring(dot));
    }
    boolean shared =
        parameters.stream().noneMatch(parameter -> parameter.name().equals(base))
            && function.closure().containsKey(base)
            && function.closure().get(base).equals(interpreter.state.variables.get(base));
    return shared ? Optional.of(path) : Optional.empty();
  }

  /// Whether a call is not followed. One that only names an expression is, once more: what is meant
  /// stands there.
  private boolean isTooDeep(FunctionFacts callee) {
    List<Statement> body = callee.node().body();
    boolean named =
        !body.isEmpty() && body.size() <= 2 && body.getLast() instanceof Statement.Return;
    return interpreter.level < 0 || (interpreter.level == 0 && !named);
  }

  /// How many levels are left below a call; what a library does between costs none.
  private int below(FunctionFacts callee) {
    return interpreter.level - (callee.module().library() ? 0 : 1);
  }

  private Optional<String> selfName() {
    return interpreter.function.owner().isPresent() && !interpreter.function.parameters().isEmpty()
        ? Optional.of(interpreter.function.parameters().getFirst().name())
        : Optional.empty();
  }

  private Value selfValue() {
    return selfName()
        .map(name -> interpreter.state.variables.getOrDefault(name, Value.UNKNOWN))
        .orElse(Value.UNKNOWN);
  }

  /// The attributes that a constructor leaves on its object.
  Map<String, Value> construct(
      Value.Function init, List<Value> positional, Map<String, Value> keywords, Place place) {
    if (interpreter.level <= 0) {
      return Map.of();
    }
    List<Value> arguments = bind(init, positional, keywords);
    note(init, arguments, place, false);
    Summary summary =
        interpreter.analysis.summary(init, arguments, below(init.definition()), interpreter.effort);
    arguments.forEach(evaluator::escapes);
    var substitution = new Substitution(interpreter, init, arguments, place);
    new Replay(interpreter, substitution, place).run(summary, false, false);
    interpreter.record.lockNotes.called(
        new LockNotes.Outline(
            Optional.empty(),
            Optional.empty(),
            summary.outline().toils(),
            summary.outline().changes()),
        init.definition().name(),
        place);
    var out = new LinkedHashMap<String, Value>();
    if (!init.definition().parameters().isEmpty()) {
      String self = init.definition().parameters().getFirst().name() + ".";
      summary
          .attributes()
          .forEach((path, value) -> {
            if (path.startsWith(self) && path.indexOf('.', self.length()) < 0) {
              out.put(path.substring(self.length()), substitution.value(value));
            }
          });
    }
    return out;
  }

  private void note(
      Value.Function function, List<Value> arguments, Place place, boolean background) {
    var known = new LinkedHashSet<Integer>();
    var passed = new LinkedHashSet<Integer>();
    var locks = new LinkedHashSet<>(interpreter.state.locks);
    for (int i = 0; i < arguments.size(); i++) {
      for (Value each : Value.alternatives(arguments.get(i))) {
        Value inner = each instanceof Value.Bag bag ? bag.element() : each;
        if (inner instanceof Value.Row row) {
          boolean own = row.read().kind() == Read.Kind.PARAMETER && !row.read().detail().isEmpty();
          (own ? passed : known).add(i);
          locks.addAll(interpreter.state.locksFor(Optional.of(row.read())));
        }
      }
    }
    var call =
        new CallSite(
            interpreter.function,
            function.definition(),
            interpreter.site(place),
            List.copyOf(locks),
            interpreter.inTransaction(),
            known,
            passed,
            interpreter.state.caught,
            background,
            interpreter.state.afterCommit);
    interpreter.record.calls.add(call);
    if (interpreter.inGivenLambda) {
      interpreter.record.lambdaCalls.add(call);
    }
  }

  /// The values of the callee's parameters, in order.
  private static List<Value> bind(
      Value.Function function, List<Value> positional, Map<String, Value> keywords) {
    List<Parameter> parameters = function.definition().parameters();
    var all = new ArrayList<Value>();
    if (function.self().isPresent() && !function.definition().hasDecorator("staticmethod")) {
      all.add(function.self().get());
    }
    all.addAll(positional);
    var out = new ArrayList<Value>();
    int next = 0;
    for (Parameter parameter : parameters) {
      switch (parameter.kind()) {
        case POSITIONAL -> {
          if (next < all.size()) {
            out.add(all.get(next++));
          } else {
            out.add(keywords.getOrDefault(parameter.name(), absent(parameter, keywords)));
          }
        }
        case KEYWORD_ONLY ->
            out.add(keywords.getOrDefault(parameter.name(), absent(parameter, keywords)));
        case REST -> {
          out.add(new Value.Many(List.copyOf(all.subList(Math.min(next, all.size()), all.size()))));
          next = all.size();
        }
        case KEYWORD_REST -> out.add(new Value.Instance(Analysis.DICT, rest(parameters, keywords)));
      }
    }
    return out;
  }

  private static Map<String, Value> rest(List<Parameter> parameters, Map<String, Value> keywords) {
    var out = new LinkedHashMap<>(keywords);
    parameters.forEach(parameter -> out.remove(parameter.name()));
    return out;
  }

  private static Value absent(Parameter parameter, Map<String, Value> keywords) {
    if (keywords.containsKey("**")) {
      return Value.derived(Value.sources(keywords.get("**")));
    }
    return parameter
        .standard()
        .filter(Expression.Literal.class::isInstance)
        .map(standard -> Evaluator.literal((Expression.Literal) standard))
        .orElse(Value.UNKNOWN);
  }
}

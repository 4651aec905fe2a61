package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parameter;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.FunctionFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Evaluates calls, by what is called.
final class Calls {
  private static final Pattern RANDOM =
      Pattern.compile("random|uuid|token_hex|token_urlsafe|nonce", Pattern.CASE_INSENSITIVE);

  private static final Set<String> TAKES = Set.of("get", "pop");

  private final Evaluator evaluator;
  private final Interpreter interpreter;
  private final QueryCalls queries;
  private final RowCalls rows;
  private final LibraryCalls library;
  private final Containers containers;

  /// A call's arguments, evaluated.
  record Arguments(List<Value> positional, Map<String, Value> keywords, Place place) {
    Value first() {
      return positional.isEmpty() ? Value.UNKNOWN : positional.getFirst();
    }

    Set<Source> sources() {
      Set<Source> all = Set.of();
      for (Value value : positional) {
        all = Value.union(all, Value.sources(value));
      }
      for (Value value : keywords.values()) {
        all = Value.union(all, Value.sources(value));
      }
      return all;
    }

    Optional<Value> get(int position, String keyword) {
      if (keywords.containsKey(keyword)) {
        return Optional.of(keywords.get(keyword));
      }
      return position >= 0 && position < positional.size()
          ? Optional.of(positional.get(position))
          : Optional.empty();
    }
  }

  Calls(Evaluator evaluator, Attributes attributes) {
    this.evaluator = evaluator;
    this.interpreter = evaluator.interpreter;
    this.queries = new QueryCalls(evaluator);
    this.rows = new RowCalls(evaluator);
    this.library = new LibraryCalls(evaluator);
    this.containers = new Containers(evaluator);
  }

  Value call(Expression.Call call) {
    if (call.function() instanceof Expression.Name name && name.id().equals("super")) {
      return superValue();
    }
    if (call.function() instanceof Expression.Name name
        && interpreter.state.variables.get(name.id()) == null
        && interpreter.analysis.names().name(interpreter.within.module(), name.id()).isEmpty()) {
      Optional<Value> builtin = library.builtin(name.id(), call);
      if (builtin.isPresent()) {
        return builtin.get();
      }
    }
    interpreter.state.random |= RANDOM.matcher(FunctionFacts.lastName(call.function())).find();
    Value function = evaluator.value(call.function());
    Arguments arguments = arguments(call);
    if (wraps(call.function(), function)) {
      interpreter.wrap(Handed.by(call, arguments, interpreter.state.variables));
    }
    if (new Framework(evaluator).sends(call.function(), arguments)) {
      return Value.UNKNOWN;
    }
    if (interpreter.analysis.lockNames().told(call.function())) {
      new LockCalls(evaluator.interpreter)
          .take(Lock.Kind.DATABASE, FunctionFacts.lastName(call.function()), call.place());
    }
    interpreter.calling = Optional.of(call);
    Value out = null;
    for (Value each : Value.alternatives(function)) {
      Value value = apply(each, arguments, call.function());
      out = out == null ? value : Value.choice(out, value, Set.of());
    }
    if (Preludes.handsOn(call.function())) {
      interpreter.wrap(Handed.NOTHING);
    }
    return out == null ? Value.UNKNOWN : out;
  }

  /// Whether a call inside a decorator runs the decorated function: a parameter of the function
  /// around this one.
  private boolean wraps(Expression function, Value value) {
    return function instanceof Expression.Name name
        && interpreter.wrappedNames.contains(name.id())
        && !(value instanceof Value.Function);
  }

  Arguments arguments(Expression.Call call) {
    var positional = new ArrayList<Value>();
    for (Expression argument : call.arguments()) {
      Value value = evaluator.value(argument);
      if (argument instanceof Expression.Spread && value instanceof Value.Many many) {
        positional.addAll(many.elements());
      } else {
        positional.add(value);
      }
    }
    var keywords = new LinkedHashMap<String, Value>();
    for (Expression.Keyword keyword : call.keywords()) {
      Value value = evaluator.value(keyword.value());
      if (keyword.name().isPresent()) {
        keywords.put(keyword.name().get(), value);
      } else if (value instanceof Value.Instance dict && dict.definition() == Analysis.DICT) {
        keywords.putAll(dict.attributes());
      } else {
        keywords.put("**", value);
      }
    }
    return new Arguments(positional, keywords, call.place());
  }

  private Value superValue() {
    Optional<ClassFacts> owner = interpreter.function.owner();
    List<Parameter> parameters = interpreter.function.parameters();
    if (owner.isEmpty() || parameters.isEmpty()) {
      return Value.UNKNOWN;
    }
    Value self =
        interpreter.state.variables.getOrDefault(parameters.getFirst().name(), Value.UNKNOWN);
    return new Value.Super(owner.get(), Value.alternatives(self).getFirst());
  }

  Value apply(Value function, Arguments arguments, Expression written) {
    return switch (function) {
      case Value.Function known -> {
        if (known.definition().module().isTest()) {
          yield Value.derived(arguments.sources());
        }
        new Framework(evaluator).before(known, arguments.place());
        Optional<Value> special = overriding(known, arguments);
        Value out =
            special.orElseGet(() ->
                invoke(known, arguments.positional(), arguments.keywords(), arguments.place()));
        yield out.equals(Value.UNKNOWN) && arguments.positional().isEmpty()
            ? new ModelLookups(evaluator).swapped(known.definition().name()).orElse(out)
            : out;
      }
      case Value.Closure closure -> closure(closure, arguments.positional());
      case Value.Partial partial -> {
        var positional = new ArrayList<>(partial.arguments());
        positional.addAll(arguments.positional());
        var keywords = new LinkedHashMap<>(partial.keywords());
        keywords.putAll(arguments.keywords());
        boolean before = interpreter.inGivenLambda;
        interpreter.inGivenLambda |= !interpreter.captures.isEmpty();
        Value out =
            apply(
                partial.function(),
                new Arguments(positional, keywords, arguments.place()),
                written);
        interpreter.inGivenLambda = before;
        yield out;
      }
      case Value.Type type -> construct(type.definition(), arguments);
      case Value.UnknownModel model -> rows.made(Table.unknown(model.text()), arguments);
      case Value.Method method -> taken(method(method, arguments, written), arguments, written);
      case Value.External external -> library.call(external, arguments, written);
      case Value.Derived derived -> {
        arguments.positional().forEach(evaluator::escapes);
        yield Value.derived(Value.union(derived.sources(), arguments.sources()));
      }
      case Value.Row _,
          Value.Query _,
          Value.Constant _,
          Value.None _,
          Value.Module _,
          Value.Super _,
          Value.Many _,
          Value.Bag _,
          Value.LockObject _,
          Value.Choice _ ->
          Value.derived(Value.union(Value.sources(function), arguments.sources()));
      case Value.Instance instance -> {
        Optional<FunctionFacts> called =
            interpreter.analysis.hierarchy().method(instance.definition(), "__call__");
        yield called
            .map(method ->
                invoke(
                    new Value.Function(method, Optional.of(instance), Map.of()),
                    arguments.positional(),
                    arguments.keywords(),
                    arguments.place()))
            .orElseGet(() -> Value.derived(arguments.sources()));
      }
    };
  }

  /// `row.save()` of a model that overrides it; not the chain of `super().save()` inside it.
  private Optional<Value> overriding(Value.Function function, Arguments arguments) {
    if (function.self().isPresent() && function.self().get() instanceof Value.Row row) {
      boolean chained =
          interpreter.function.name().equals(function.definition().name())
              && row.read().kind() == Read.Kind.PARAMETER
              && row.read().detail().equals("0");
      if (!chained) {
        return rows.overridden(row, function.definition(), arguments);
      }
    }
    return Optional.empty();
  }

  /// `validated_data.pop("room")` is what `validated_data["room"]` is.
  private Value taken(Value found, Arguments arguments, Expression written) {
    return written instanceof Expression.Attribute attribute
            && TAKES.contains(attribute.attribute())
        ? new Inputs(evaluator).row(attribute.value(), arguments.first(), found, arguments.place())
        : found;
  }

  private Value method(Value.Method method, Arguments arguments, Expression written) {
    return switch (method.owner()) {
      case Value.Query query -> queries.call(query, method.name(), arguments);
      case Value.Row row -> rows.call(row, method.name(), arguments);
      case Value.Super above -> aboveLibrary(above, method.name(), arguments);
      case Value.Function task -> library.onFunction(task, method.name(), arguments, written);
      case Value.LockObject lock -> library.onLock(lock, method.name(), arguments);
      case Value.Bag _, Value.Many _, Value.Constant _ ->
          containers.call(method.owner(), method.name(), arguments, written);
      case Value.Instance dict when dict.definition() == Analysis.DICT ->
          containers.call(dict, method.name(), arguments, written);
      case Value.Instance instance -> library.onObject(instance, method.name(), arguments, written);
      case Value other -> library.onObject(other, method.name(), arguments, written);
    };
  }

  /// A method that only a library's class above the project's defines.
  private Value aboveLibrary(Value.Super above, String name, Arguments arguments) {
    return switch (above.self()) {
      case Value.Row row -> rows.above(row, name, arguments);
      case Value.Query query ->
          name.equals("get_queryset") || name.equals("get_query_set") || name.equals("all")
              ? query
              : queries.call(query, name, arguments);
      case Value.Instance instance when interpreter.analysis.isManager(instance.definition()) ->
          queries.call(
              interpreter.analysis.query(
                  Table.unknown(instance.definition().name()), interpreter.site(arguments.place())),
              name,
              arguments);
      case Value other -> Value.derived(arguments.sources());
    };
  }

  private Value construct(ClassFacts definition, Arguments arguments) {
    Optional<ModelFacts> model = interpreter.analysis.models().of(definition);
    if (model.isPresent()) {
      return rows.constructed(model.get(), arguments);
    }
    if (interpreter.analysis.isManager(definition)) {
      return interpreter.analysis.query(
          Table.unknown(definition.name()), interpreter.site(arguments.place()));
    }
    Map<String, Value> attributes = Map.of();
    Optional<FunctionFacts> init = interpreter.analysis.hierarchy().method(definition, "__init__");
    var self = new Value.Instance(definition, Map.of());
    if (init.isPresent()) {
      attributes =
          new Invocation(evaluator)
              .construct(
                  new Value.Function(init.get(), Optional.of(self), Map.of()),
                  arguments.positional(),
                  arguments.keywords(),
                  arguments.place());
    } else {
      // A dataclass keeps its arguments under the names of its annotations.
      var fields = new LinkedHashMap<String, Value>();
      int position = 0;
      for (String field : definition.annotations().keySet()) {
        Optional<Value> value = arguments.get(position++, field);
        value.ifPresent(v -> fields.put(field, v));
      }
      attributes = fields;
    }
    return new Value.Instance(definition, attributes);
  }

  Value invoke(
      Value.Function function, List<Value> positional, Map<String, Value> keywords, Place place) {
    return new Invocation(evaluator).call(function, positional, keywords, place, false, false);
  }

  Value closure(Value.Closure closure, List<Value> positional) {
    if (!interpreter.effort.enter()) {
      return Value.UNKNOWN;
    }
    Map<String, Value> outer = new HashMap<>(interpreter.state.variables);
    if (isOwn(closure)) {
      // Its names are looked up when it runs: what this function has assigned since counts.
      closure.closure().forEach(interpreter.state.variables::putIfAbsent);
    } else {
      interpreter.state.variables.clear();
      interpreter.state.variables.putAll(closure.closure());
    }
    for (int i = 0; i < closure.lambda().parameters().size(); i++) {
      interpreter.state.variables.put(
          closure.lambda().parameters().get(i).name(),
          i < positional.size() ? positional.get(i) : Value.UNKNOWN);
    }
    boolean before = interpreter.inGivenLambda;
    FunctionFacts within = interpreter.within;
    interpreter.inGivenLambda |= !interpreter.lambdas.contains(closure.lambda());
    interpreter.within = closure.within();
    Value value = evaluator.value(closure.lambda().body());
    interpreter.within = within;
    interpreter.inGivenLambda = before;
    interpreter.state.variables.clear();
    interpreter.state.variables.putAll(outer);
    interpreter.effort.leave();
    return value;
  }

  /// Whether a lambda sees this function's variables as they are now: it was written in it, and not
  /// inside another lambda, whose parameters it may see.
  private boolean isOwn(Value.Closure closure) {
    return interpreter.lambdas.contains(closure.lambda());
  }

  /// Runs a callback with nothing known of its arguments.
  void callBack(Value callback, Place place) {
    for (Value each : Value.alternatives(callback)) {
      switch (each) {
        case Value.Closure closure -> closure(closure, List.of());
        case Value.Function function -> invoke(function, List.of(), Map.of(), place);
        case Value.Partial partial ->
            apply(
                partial.function(),
                new Arguments(partial.arguments(), partial.keywords(), place),
                new Expression.Opaque(List.of(), place));
        case Value.Method method ->
            apply(
                method,
                new Arguments(List.of(), Map.of(), place),
                new Expression.Name(method.name(), place));
        case Value other -> {}
      }
    }
  }

  Optional<Summary.Wrapped> wrappedBy(Expression expression) {
    Expression named = expression instanceof Expression.Call call ? call.function() : expression;
    if (interpreter.level <= 0) {
      return Optional.empty();
    }
    Value value = Evaluator.path(named).isPresent() ? evaluator.value(named) : Value.UNKNOWN;
    for (Value each : Value.alternatives(value)) {
      if (each instanceof Value.Function function) {
        return interpreter.analysis.wrappings().wrapped(function, interpreter.level);
      }
      if (each instanceof Value.Type type) {
        Optional<FunctionFacts> enter =
            interpreter.analysis.hierarchy().method(type.definition(), "__enter__");
        if (enter.isPresent()) {
          return interpreter
              .analysis
              .wrappings()
              .entered(type.definition(), enter.get(), interpreter.level);
        }
      }
    }
    return Optional.empty();
  }
}

package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parameter;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.FunctionFacts;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What may be said of a call though nobody knows what it calls: by the names that the project
/// gives to its methods, by annotations, and by what such calls usually do with a queryset.
final class Unresolved {
  private static final Set<String> NARROWING =
      Set.of("filter", "restrict", "scope", "optimi", "annotate", "queryset", "query", "_qs");
  private static final Set<String> MAKING =
      Set.of("create", "make", "build", "new", "construct", "factory", "clone", "copy", "prepare");

  private final Evaluator evaluator;
  private final Interpreter interpreter;

  Unresolved(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.interpreter = evaluator.interpreter;
  }

  /// `typing.cast(Order, value)`: the value, or a row read here if nothing is known of it.
  Value cast(Calls.Arguments arguments) {
    if (arguments.positional().size() < 2) {
      return arguments.first();
    }
    Value value = arguments.positional().get(1);
    if (isKnown(value)) {
      return value;
    }
    return switch (arguments.first()) {
      case Value.Type(ClassFacts definition) -> {
        Optional<ModelFacts> model = interpreter.analysis.models().of(definition);
        yield model.isPresent()
            ? read(model.get(), arguments.place())
            : new Value.Instance(definition, Map.of());
      }
      case Value.Constant constant -> {
        Optional<ModelFacts> model =
            interpreter.analysis.models().named(constant.text().replaceAll(".*\\.", ""));
        yield model.isPresent() ? read(model.get(), arguments.place()) : value;
      }
      case Value other -> value;
    };
  }

  private static boolean isKnown(Value value) {
    for (Value each : Value.alternatives(value)) {
      if (!(each instanceof Value.Derived)
          && !(each instanceof Value.None)
          && !(each instanceof Value.Method)) {
        return true;
      }
    }
    return false;
  }

  private Value read(ModelFacts model, Place place) {
    Read read =
        new Read(
            Read.Kind.ROW,
            Table.of(model),
            interpreter.site(place),
            Set.of("**", Table.GUESS),
            false,
            interpreter.state.locks,
            Optional.empty(),
            "",
            List.of());
    interpreter.record.reads.add(read);
    return new Value.Row(read);
  }

  /// What a function of the project returned, as far as its annotation says more than its body.
  Value annotated(Value returned, FunctionFacts function, Place place) {
    String name = function.name().toLowerCase(Locale.ROOT);
    if (isKnown(returned)
        || function.node().returns().isEmpty()
        || MAKING.stream().anyMatch(name::contains)) {
      return returned;
    }
    var typed =
        new Annotations(new Interpreter(interpreter.analysis, function, 0))
            .value(function.node().returns().get(), place);
    if (typed.isEmpty()) {
      return returned;
    }
    return switch (typed.get()) {
      case Value.Row row ->
          row.read().table().model().map(model -> read(model, place)).orElse(returned);
      case Value.Query query -> interpreter.analysis.query(query.table(), interpreter.site(place));
      case Value.Instance instance -> instance;
      case Value other -> returned;
    };
  }

  /// A queryset that was handed to unknown code comes back narrowed, if the name says so.
  Optional<Value> narrowed(String name, Calls.Arguments arguments) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (NARROWING.stream().noneMatch(lower::contains)) {
      return Optional.empty();
    }
    Value found = null;
    for (Value value : arguments.positional()) {
      found = value instanceof Value.Query ? value : found;
    }
    for (Value value : arguments.keywords().values()) {
      found = value instanceof Value.Query ? value : found;
    }
    return found instanceof Value.Query query
        ? Optional.of(query.filtered(Set.of("**"), Set.of()))
        : Optional.empty();
  }

  /// Calls the methods of the project that have this rare name.
  Optional<Value> byName(String name, Calls.Arguments arguments) {
    Value out = null;
    for (FunctionFacts method : interpreter.analysis.rareMethods(name)) {
      if (!accepts(method, arguments)) {
        continue;
      }
      var function = new Value.Function(method, Optional.of(self(method)), Map.of());
      Value value =
          evaluator
              .calls()
              .apply(function, arguments, new Expression.Opaque(List.of(), arguments.place()));
      out = out == null ? value : Value.choice(out, value, Set.of());
    }
    return Optional.ofNullable(out);
  }

  private Value self(FunctionFacts method) {
    ClassFacts owner = method.owner().orElseThrow();
    if (method.isClassMethod()) {
      return new Value.Type(owner);
    }
    return interpreter
        .analysis
        .models()
        .of(owner)
        .<Value>map(model ->
            new Value.Row(Placeholders.parameter(interpreter.function, "", Table.of(model))))
        .orElseGet(() -> new Value.Instance(owner, Map.of()));
  }

  private static boolean accepts(FunctionFacts method, Calls.Arguments arguments) {
    int most = 0;
    for (Parameter parameter : method.parameters()) {
      if (parameter.kind() == Parameter.Kind.REST) {
        return true;
      }
      most += parameter.kind() == Parameter.Kind.POSITIONAL ? 1 : 0;
    }
    int given = arguments.positional().size() + (method.hasDecorator("staticmethod") ? 0 : 1);
    return given <= most;
  }
}

package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parameter;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.ClassKind;
import dev.deadheat.django.project.FunctionFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the arguments of a function are taken for whose caller is unknown: by annotation, by name.
final class UnknownArguments {
  private final Analysis analysis;
  private final Optional<ClassFacts> self;

  /// @param self the class of the object whose method it is; the method's own, or one below it
  UnknownArguments(Analysis analysis, Optional<ClassFacts> self) {
    this.analysis = analysis;
    this.self = self;
  }

  List<Value> of(FunctionFacts function, Interpreter interpreter) {
    var placeholders = new Placeholders(function);
    var out = new ArrayList<Value>();
    List<Parameter> parameters = function.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      out.add(
          placeholders.of(
              Integer.toString(i), unknown(function, parameters.get(i), i, interpreter), 0));
    }
    return out;
  }

  private Value unknown(
      FunctionFacts function, Parameter parameter, int index, Interpreter interpreter) {
    if (index == 0 && function.isBound()) {
      return self(function);
    }
    if (index == 1 && function.name().equals("perform_create") && function.isBound()) {
      Optional<Value> serializer = serializer(self.orElseThrow());
      if (serializer.isPresent()) {
        return serializer.get();
      }
    }
    Optional<Value> administered = new AdminArguments(analysis).of(function, index, interpreter);
    if (administered.isPresent()) {
      return administered.get();
    }
    if (parameter.annotation().isPresent()) {
      Optional<Value> typed =
          interpreter.evaluator.typed(parameter.annotation().get(), function.node().place());
      if (typed.isPresent()) {
        return typed.get();
      }
    }
    Optional<Value> sent =
        parameter.name().equals("instance") ? sent(function, index, interpreter) : Optional.empty();
    if (sent.isPresent()) {
      return sent.get();
    }
    if (parameter.kind() == Parameter.Kind.REST) {
      return new Value.Bag(Value.UNKNOWN, Set.of());
    }
    Optional<ModelFacts> guess =
        function.module().library() ? Optional.empty() : analysis.models().called(parameter.name());
    if (guess.isPresent() && parameter.annotation().isEmpty()) {
      return new Value.Row(Placeholders.parameter(function, "?", Table.of(guess.get())));
    }
    return Value.UNKNOWN;
  }

  /// The row of which a signal tells: `@receiver(post_save, sender=Model)`.
  private Optional<Value> sent(FunctionFacts function, int index, Interpreter interpreter) {
    for (Expression decorator : function.node().decorators()) {
      if (decorator instanceof Expression.Call call
          && FunctionFacts.lastName(call).equals("receiver")
          && call.keyword("sender").isPresent()
          && interpreter.evaluator.value(call.keyword("sender").get())
              instanceof Value.Type(ClassFacts sender)) {
        return analysis
            .models()
            .of(sender)
            .map(model ->
                new Value.Row(
                    Placeholders.parameter(function, Integer.toString(index), Table.of(model))));
      }
    }
    return Optional.empty();
  }

  /// What REST framework hands to `perform_create`: a serializer that has no row yet.
  private Optional<Value> serializer(ClassFacts view) {
    return analysis
        .hierarchy()
        .attribute(view, "serializer_class")
        .map(attribute -> analysis.constant(attribute.owner().module(), attribute.value(), 1))
        .filter(Value.Type.class::isInstance)
        .map(type -> ((Value.Type) type).definition())
        .filter(definition -> analysis.hierarchy().is(definition, ClassKind.SERIALIZER))
        .map(definition -> new Value.Instance(definition, Map.of("instance", new Value.None())));
  }

  private Value self(FunctionFacts function) {
    ClassFacts owner = self.orElseThrow();
    if (function.isClassMethod()) {
      return new Value.Type(owner);
    }
    Optional<ModelFacts> model = analysis.models().of(owner);
    if (model.isPresent()) {
      return new Value.Row(Placeholders.parameter(function, "0", Table.of(model.get())));
    }
    if (analysis.isManager(owner)) {
      return analysis.query(
          Table.unknown(owner.name()), new Site(function, function.node().place()));
    }
    return new Value.Instance(
        owner,
        new Framework(new Interpreter(analysis, function, 1).evaluator).settings(function, owner));
  }
}

package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.ClassKind;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.django.project.Hierarchy;
import dev.deadheat.django.project.Symbol;
import java.util.Optional;
import java.util.Set;

/// Which attribute of a model class is a manager, and of which class.
final class Managers {
  private final Interpreter interpreter;

  Managers(Interpreter interpreter) {
    this.interpreter = interpreter;
  }

  Optional<Value> of(ModelFacts model, String name, Place place) {
    Optional<Hierarchy.Attribute> attribute =
        interpreter.analysis.hierarchy().attribute(model.definition(), name);
    Optional<ClassFacts> manager = attribute.flatMap(this::managerClass);
    if (manager.isPresent()
        || Attributes.isManager(name)
        || (attribute.isPresent() && name.endsWith("objects"))) {
      return Optional.of(
          new Value.Query(
              Table.of(model),
              Set.of(),
              false,
              false,
              Set.of(),
              false,
              Set.of(),
              manager,
              interpreter.site(place),
              true));
    }
    return Optional.empty();
  }

  private Optional<ClassFacts> managerClass(Hierarchy.Attribute attribute) {
    if (!(attribute.value() instanceof Expression.Call call)) {
      return Optional.empty();
    }
    Expression made = call.function();
    // Custom.from_queryset(Rows)() and Rows.as_manager()
    Hierarchy hierarchy = interpreter.analysis.hierarchy();
    Optional<ClassFacts> joined = hierarchy.made(attribute.owner().module(), made);
    if (joined.isPresent()) {
      return joined;
    }
    if (made instanceof Expression.Attribute as && as.attribute().equals("as_manager")) {
      made = as.value();
    }
    Optional<Symbol> symbol =
        interpreter.analysis.names().expression(attribute.owner().module(), made);
    if (symbol.isPresent() && symbol.get() instanceof Symbol.OfValue(var module, var value)) {
      return hierarchy.made(module, value);
    }
    if (symbol.isPresent() && symbol.get() instanceof Symbol.OfClass(ClassFacts definition)) {
      boolean manages =
          hierarchy.is(definition, ClassKind.MANAGER)
              || hierarchy.is(definition, ClassKind.QUERYSET);
      return manages ? Optional.of(definition) : Optional.empty();
    }
    return Optional.empty();
  }

  /// The model that a form, serializer, view or mutation is about, by its `Meta` or attributes.
  Optional<ModelFacts> metaModel(ClassFacts definition) {
    Optional<ModelFacts> meta =
        interpreter.analysis.hierarchy().inner(definition, "Meta").flatMap(m -> model(m, "model"));
    if (meta.isPresent()) {
      return meta;
    }
    Optional<ModelFacts> own =
        interpreter
            .analysis
            .hierarchy()
            .attribute(definition, "model")
            .flatMap(a -> named(a.owner(), a.value()));
    if (own.isPresent()) {
      return own;
    }
    for (String holder : new String[] {"serializer_class", "form_class"}) {
      Optional<Hierarchy.Attribute> attribute =
          interpreter.analysis.hierarchy().attribute(definition, holder);
      if (attribute.isPresent()) {
        Optional<Symbol> symbol =
            interpreter
                .analysis
                .names()
                .expression(attribute.get().owner().module(), attribute.get().value());
        if (symbol.isPresent()
            && symbol.get() instanceof Symbol.OfClass(ClassFacts inner)
            && inner != definition) {
          return interpreter
              .analysis
              .hierarchy()
              .inner(inner, "Meta")
              .flatMap(m -> model(m, "model"));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<ModelFacts> model(ClassFacts meta, String attribute) {
    return interpreter
        .analysis
        .hierarchy()
        .attribute(meta, attribute)
        .flatMap(found -> named(found.owner(), found.value()));
  }

  private Optional<ModelFacts> named(ClassFacts owner, Expression value) {
    if (value instanceof Expression.Call call
        && FunctionFacts.lastName(call).equals("get_user_model")) {
      return interpreter.analysis.models().user();
    }
    return interpreter
        .analysis
        .names()
        .expression(owner.module(), value)
        .flatMap(symbol ->
            symbol instanceof Symbol.OfClass(ClassFacts definition)
                ? interpreter.analysis.models().of(definition)
                : Optional.empty());
  }
}

package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parameter;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.model.FieldFacts;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.ClassKind;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.django.project.Hierarchy;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a serializer or form has made of what it was sent: `data["room"]` is the row whose key
/// came, where the field is a relation.
final class Inputs {
  private static final Set<String> OWN = Set.of("validated_data", "cleaned_data");
  private static final Set<String> GIVEN =
      Set.of("data", "attrs", "validated_data", "cleaned_data");

  private final Evaluator evaluator;
  private final Interpreter interpreter;

  Inputs(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.interpreter = evaluator.interpreter;
  }

  /// The row under a key of cleaned data, if nothing else is known of it.
  Value row(Expression data, Value key, Value found, Place place) {
    boolean unknown =
        found instanceof Value.Derived derived
            && derived.sources().stream()
                .allMatch(source -> source.read().kind() == Read.Kind.PARAMETER)
            && key instanceof Value.Constant constant
            && constant.isText();
    if (!unknown) {
      return found;
    }
    String name = ((Value.Constant) key).text();
    return holder(data)
        .flatMap(holder -> table(holder, name))
        .map(table -> evaluator.attributes().given(table, name, place))
        .orElse(found);
  }

  /// The serializer or form whose data an expression is.
  private Optional<ClassFacts> holder(Expression data) {
    Value owner =
        switch (data) {
          case Expression.Attribute attribute when OWN.contains(attribute.attribute()) ->
              evaluator.value(attribute.value());
          case Expression.Name name when GIVEN.contains(name.id()) -> self();
          case Expression other -> Value.UNKNOWN;
        };
    return owner instanceof Value.Instance instance && isHolder(instance.definition())
        ? Optional.of(instance.definition())
        : Optional.empty();
  }

  private boolean isHolder(ClassFacts definition) {
    Hierarchy hierarchy = interpreter.analysis.hierarchy();
    return hierarchy.is(definition, ClassKind.SERIALIZER)
        || hierarchy.is(definition, ClassKind.FORM);
  }

  /// The object whose method runs, in a function inside it too.
  private Value self() {
    List<Parameter> parameters = interpreter.function.parameters();
    String name =
        interpreter.function.owner().isEmpty() || parameters.isEmpty()
            ? "self"
            : parameters.getFirst().name();
    return interpreter.state.variables.getOrDefault(name, Value.UNKNOWN);
  }

  private Optional<Table> table(ClassFacts holder, String name) {
    Optional<Hierarchy.Attribute> own = interpreter.analysis.hierarchy().attribute(holder, name);
    if (own.isPresent()) {
      return chosen(own.get());
    }
    Optional<ModelFacts> model = new Managers(interpreter).metaModel(holder);
    return model
        .flatMap(of -> of.field(name))
        .filter(FieldFacts::toOne)
        .flatMap(field -> interpreter.analysis.models().target(model.get(), field))
        .map(Table::of);
  }

  /// `PrimaryKeyRelatedField(queryset=...)`, `ModelChoiceField(...)`.
  private Optional<Table> chosen(Hierarchy.Attribute field) {
    if (!(field.value() instanceof Expression.Call call)
        || FunctionFacts.lastName(call.function()).contains("Multiple")
        || call.keyword("many").isPresent()) {
      return Optional.empty();
    }
    return call.keyword("queryset")
        .map(rows -> interpreter.analysis.constant(field.owner().module(), rows, interpreter.level))
        .filter(Value.Query.class::isInstance)
        .map(rows -> ((Value.Query) rows).table());
  }
}

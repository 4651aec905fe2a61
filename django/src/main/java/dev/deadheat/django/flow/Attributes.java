package dev.deadheat.django.flow;

import dev.deadheat.django.code.Place;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.ClassKind;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.django.project.Hierarchy;
import dev.deadheat.django.project.Symbol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads and assigns attributes of abstract values.
final class Attributes {
  /// What is asked of managers, and hardly of anything else.
  private static final Set<String> ASKED =
      Set.of(
          "filter",
          "exclude",
          "get_or_create",
          "update_or_create",
          "select_for_update",
          "bulk_create",
          "aggregate",
          "exists",
          "order_by");

  /// What a form or serializer was sent, which says nothing of the row that it holds.
  private static final Set<String> INPUT =
      Set.of("validated_data", "cleaned_data", "initial_data", "errors", "data", "changed_data");

  private final Evaluator evaluator;
  private final Interpreter interpreter;
  private final RowAttributes rowAttributes;

  Attributes(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.interpreter = evaluator.interpreter;
    this.rowAttributes = new RowAttributes(this, evaluator.interpreter);
  }

  Value of(Value owner, String name, Place place) {
    var out = new ArrayList<Value>();
    for (Value each : Value.alternatives(owner)) {
      if (!(each instanceof Value.None)) {
        out.add(one(each, name, place));
      }
    }
    if (out.isEmpty()) {
      return Value.UNKNOWN;
    }
    Value joined = out.getFirst();
    for (Value each : out) {
      joined = Value.choice(joined, each, Set.of());
    }
    return joined;
  }

  private Value one(Value owner, String name, Place place) {
    if (name.equals(RequestAttributes.USER) && RequestAttributes.isRequest(owner)) {
      return user(place);
    }
    return switch (owner) {
      case Value.Row row -> rowAttributes.of(row, name, place);
      case Value.Query query -> ofQuery(query, name, place);
      case Value.Type type -> ofType(type, name, place);
      case Value.UnknownModel model -> ofUnknownModel(model.text(), name, place);
      case Value.Instance instance -> ofInstance(instance, name, place);
      case Value.Super above -> ofSuper(above, name, place);
      case Value.Module module ->
          interpreter
              .analysis
              .names()
              .member(new Symbol.OfModule(module.module()), name)
              .map(evaluator::symbol)
              .orElse(Value.UNKNOWN);
      case Value.External external -> ofExternal(external, name, place);
      case Value.Derived derived -> {
        if (isManager(name)) {
          yield interpreter.analysis.query(
              Table.unknown("value@" + place.line()), interpreter.site(place));
        }
        yield new Value.Method(derived, name);
      }
      case Value.Function _,
          Value.Closure _,
          Value.Partial _,
          Value.Many _,
          Value.Bag _,
          Value.LockObject _,
          Value.Constant _ ->
          new Value.Method(owner, name);
      case Value.Method method ->
          method.name().equals("_meta") && name.endsWith("model")
              ? typeOf(method.owner())
              : accessed(method, name, place);
      case Value.Choice _, Value.None _ -> Value.UNKNOWN;
    };
  }

  /// `something.orders.filter`: only a relation's manager has both names.
  private Value accessed(Value.Method method, String name, Place place) {
    return interpreter
        .analysis
        .models()
        .accessed(method.name())
        .filter(reverse -> !reverse.one() && ASKED.contains(name))
        .<Value>map(reverse ->
            new Value.Method(rowAttributes.rows(reverse.model(), reverse.field(), place), name))
        .orElseGet(() -> new Value.Method(method, name));
  }

  static boolean isManager(String name) {
    return name.equals("objects")
        || (name.startsWith("objects_") && !name.endsWith("_id"))
        || name.equals("_default_manager")
        || name.equals("_base_manager");
  }

  /// The row of the logged-in user, read by the framework for this request.
  Value user(Place place) {
    return interpreter
        .analysis
        .models()
        .user()
        .map(model -> given(Table.of(model), "user", place))
        .orElse(Value.UNKNOWN);
  }

  /// A row that was read before the view was called.
  Value given(Table table, String name, Place place) {
    return new Value.Row(
        new Read(
            Read.Kind.FRAMEWORK,
            table,
            interpreter.site(place),
            Set.of(),
            false,
            interpreter.state.locks,
            Optional.empty(),
            name,
            List.of()));
  }

  static Value column(Read read, String name) {
    return read.fresh()
        ? Value.UNKNOWN
        : new Value.Derived(Set.of(new Source(read, Source.Aspect.COLUMN, name)));
  }

  static Value typeOf(Value value) {
    return switch (value) {
      case Value.Row row ->
          row.read()
              .table()
              .model()
              .<Value>map(model -> new Value.Type(model.definition()))
              .orElseGet(() -> new Value.UnknownModel(row.read().table().name()));
      case Value.Instance instance -> new Value.Type(instance.definition());
      case Value.Type type -> type;
      case Value other -> Value.UNKNOWN;
    };
  }

  private Value ofQuery(Value.Query query, String name, Place place) {
    if (name.equals("model")) {
      return query
          .table()
          .model()
          .<Value>map(model -> new Value.Type(model.definition()))
          .orElseGet(() -> new Value.UnknownModel(query.table().name()));
    }
    if (query.manager().isPresent()) {
      Optional<FunctionFacts> method =
          interpreter.analysis.hierarchy().method(query.manager().get(), name);
      if (method.isPresent() && !method.get().module().library()) {
        return bound(method.get(), query, place);
      }
    }
    return new Value.Method(query, name);
  }

  Value ofType(Value.Type type, String name, Place place) {
    ClassFacts definition = type.definition();
    Optional<ModelFacts> model = interpreter.analysis.models().of(definition);
    if (model.isPresent()) {
      Optional<Value> manager = new Managers(interpreter).of(model.get(), name, place);
      if (manager.isPresent()) {
        return manager.get();
      }
    }
    if (name.equals("Meta") || definition.inner(name).isPresent()) {
      return interpreter
          .analysis
          .hierarchy()
          .inner(definition, name)
          .<Value>map(Value.Type::new)
          .orElse(Value.UNKNOWN);
    }
    Optional<FunctionFacts> method = interpreter.analysis.hierarchy().method(definition, name);
    if (method.isPresent()) {
      return new Value.Function(
          method.get(),
          method.get().isClassMethod() ? Optional.of(type) : Optional.empty(),
          Map.of());
    }
    Optional<Hierarchy.Attribute> attribute =
        interpreter.analysis.hierarchy().attribute(definition, name);
    if (attribute.isPresent()) {
      return interpreter.analysis.constant(
          attribute.get().owner().module(), attribute.get().value(), interpreter.level);
    }
    if (name.equals("DoesNotExist") || name.equals("MultipleObjectsReturned")) {
      return new Value.External(definition.name() + "." + name, false);
    }
    return new Value.Method(type, name);
  }

  private Value ofUnknownModel(String text, String name, Place place) {
    return isManager(name)
        ? interpreter.analysis.query(Table.unknown(text), interpreter.site(place))
        : new Value.External(text + "." + name, false);
  }

  private Value ofExternal(Value.External external, String name, Place place) {
    if (isManager(name) && !external.called()) {
      String last = external.dotted().substring(external.dotted().lastIndexOf('.') + 1);
      return interpreter.analysis.query(Table.unknown(last), interpreter.site(place));
    }
    boolean ofRequest =
        external.dotted().startsWith("request.") || external.dotted().startsWith("context.");
    if (ofRequest) {
      String last = external.dotted().substring(external.dotted().lastIndexOf('.') + 1);
      return accessed(new Value.Method(external, last), name, place);
    }
    if (external.called()) {
      return new Value.Method(external, name);
    }
    return interpreter
        .analysis
        .names()
        .member(new Symbol.External(external.dotted()), name)
        .map(evaluator::symbol)
        .orElseGet(() -> new Value.External(external.dotted() + "." + name, false));
  }

  private Value ofInstance(Value.Instance instance, String name, Place place) {
    Value known = instance.attributes().get(name);
    if (known != null && instance.definition() != Analysis.DICT) {
      return known;
    }
    if (instance.definition() == Analysis.DICT) {
      return new Value.Method(instance, name);
    }
    if (name.equals("__class__")) {
      return new Value.Type(instance.definition());
    }
    Optional<FunctionFacts> method =
        interpreter.analysis.hierarchy().method(instance.definition(), name);
    if (method.isPresent()) {
      List<Value.Function> written =
          Heirs.isAbstract(method.get())
              ? interpreter.analysis.heirs().overriding(instance.definition(), method.get())
              : List.of();
      return written.isEmpty()
          ? bound(method.get(), instance, place)
          : Value.oneOf(List.copyOf(written));
    }
    if (name.equals("request") || name.equals("context")) {
      return new Value.External(name, false);
    }
    Optional<Value> inferred =
        interpreter.analysis.attribute(instance.definition(), name, interpreter.level);
    if (inferred.isPresent()) {
      return inferred.get();
    }
    Optional<Hierarchy.Attribute> attribute =
        interpreter.analysis.hierarchy().attribute(instance.definition(), name);
    if (attribute.isPresent()) {
      return interpreter.analysis.constant(
          attribute.get().owner().module(), attribute.get().value(), interpreter.level);
    }
    Optional<ClassFacts> inner =
        interpreter.analysis.hierarchy().inner(instance.definition(), name);
    return inner.isPresent() ? new Value.Type(inner.get()) : ofMissing(instance, name, place);
  }

  /// What a form or serializer has by its `Meta`, and a view by its `model`.
  private Value ofMissing(Value.Instance instance, String name, Place place) {
    ClassFacts definition = instance.definition();
    boolean holdsRow =
        interpreter.analysis.hierarchy().is(definition, ClassKind.SERIALIZER)
            || interpreter.analysis.hierarchy().is(definition, ClassKind.FORM);
    if (holdsRow && INPUT.contains(name)) {
      return Value.UNKNOWN;
    }
    if (name.equals("instance") && holdsRow) {
      return new Managers(interpreter)
          .metaModel(definition)
          .<Value>map(model ->
              new Value.Row(
                  new Read(
                      Read.Kind.FRAMEWORK,
                      Table.of(model),
                      interpreter.site(place),
                      Set.of(),
                      false,
                      List.of(),
                      Optional.empty(),
                      "instance",
                      List.of())))
          .orElse(Value.UNKNOWN);
    }
    if (name.equals("user") || name.equals("request")) {
      return name.equals("user") ? user(place) : new Value.External("request", false);
    }
    if (name.equals("queryset") || name.equals("model")) {
      Optional<ModelFacts> model = new Managers(interpreter).metaModel(definition);
      if (model.isPresent()) {
        return name.equals("model")
            ? new Value.Type(model.get().definition())
            : interpreter.analysis.query(Table.of(model.get()), interpreter.site(place));
      }
    }
    return new Value.Method(instance, name);
  }

  private Value ofSuper(Value.Super above, String name, Place place) {
    ClassFacts dynamic =
        switch (above.self()) {
          case Value.Row row ->
              row.read().table().model().map(ModelFacts::definition).orElse(above.from());
          case Value.Instance instance -> instance.definition();
          case Value.Type type -> type.definition();
          case Value.Query query -> query.manager().orElse(above.from());
          case Value other -> above.from();
        };
    Optional<FunctionFacts> method =
        interpreter.analysis.hierarchy().methodAfter(dynamic, above.from(), name);
    if (method.isPresent()) {
      return bound(method.get(), above.self(), place);
    }
    return new Value.Method(above, name);
  }

  Value bound(FunctionFacts method, Value self, Place place) {
    var function =
        new Value.Function(
            method,
            method.hasDecorator("staticmethod")
                ? Optional.empty()
                : Optional.of(method.isClassMethod() ? typeOrSelf(self) : self),
            Map.of());
    if (method.isProperty()) {
      return evaluator.calls().invoke(function, List.of(), Map.of(), place);
    }
    return function;
  }

  private static Value typeOrSelf(Value self) {
    Value type = typeOf(self);
    return type.equals(Value.UNKNOWN) ? self : type;
  }

  /// `owner.name = value`.
  void assign(Value owner, String name, Value value) {
    for (Value each : Value.alternatives(owner)) {
      if (each instanceof Value.Row row && !name.startsWith("_")) {
        String column = row.read().table().model().map(m -> m.column(name)).orElse(name);
        interpreter.state.assign(
            row.read(),
            column,
            new Write.Assigned(
                Value.sources(value),
                interpreter.state.guards,
                Evaluator.isAtomic(value),
                interpreter.state.settles(
                    row.read()::equals, column, value, interpreter.assigning)));
      }
    }
    evaluator.escapes(value);
  }

  static Map<String, Value> with(Map<String, Value> attributes, String name, Value value) {
    var out = new LinkedHashMap<>(attributes);
    out.put(name, value);
    return out;
  }
}

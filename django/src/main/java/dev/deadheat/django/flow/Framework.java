package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.FunctionFacts;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a framework finds by name: a serializer's and a form's validators, and the settings that a
/// route's decorator gives to its view.
final class Framework {
  private static final int MOST = 12;
  private static final Set<String> SETTINGS =
      Set.of("serializer_class", "permission_classes", "queryset");

  private static final Set<String> SENDS = Set.of("send", "send_robust", "asend", "asend_robust");

  private static final Set<String> HANDLERS =
      Set.of("create", "update", "partial_update", "destroy", "list", "retrieve");

  private final Evaluator evaluator;

  Framework(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /// `is_valid()` runs the validators of every field: what they refuse does not come after it.
  void before(Value.Function function, Place place) {
    boolean validates =
        function.definition().name().equals("is_valid") && function.definition().module().library();
    if (!validates
        || function.self().isEmpty()
        || !(function.self().get() instanceof Value.Instance instance)) {
      return;
    }
    int count = 0;
    for (FunctionFacts method : validators(instance.definition())) {
      if (count++ < MOST) {
        evaluator
            .calls()
            .invoke(
                new Value.Function(method, Optional.of(instance), Map.of()),
                List.of(Value.UNKNOWN),
                Map.of(),
                place);
      }
    }
  }

  /// `paid.send(sender=...)` of a signal that the project made runs its receivers at once.
  ///
  /// @return whether it is such a signal
  boolean sends(Expression function, Calls.Arguments arguments) {
    if (!(function instanceof Expression.Attribute attribute)
        || !SENDS.contains(attribute.attribute())) {
      return false;
    }
    List<FunctionFacts> receivers =
        evaluator.interpreter.analysis.receivers(FunctionFacts.lastName(attribute.value()));
    var keywords = new LinkedHashMap<>(arguments.keywords());
    if (!arguments.positional().isEmpty()) {
      keywords.put("sender", arguments.first());
    }
    for (FunctionFacts receiver : receivers) {
      evaluator
          .calls()
          .invoke(
              new Value.Function(receiver, Optional.empty(), Map.of()),
              List.of(),
              keywords,
              arguments.place());
    }
    return !receivers.isEmpty();
  }

  /// Runs all that stands between a request's data and the first line of a serializer's `create` or
  /// a form's `save`.
  void validate(Value self, Place place) {
    if (!(self instanceof Value.Instance instance)) {
      return;
    }
    evaluator
        .interpreter
        .analysis
        .hierarchy()
        .method(instance.definition(), "is_valid")
        .map(method -> new Value.Function(method, Optional.of(instance), Map.of()))
        .ifPresent(method -> {
          before(method, place);
          evaluator.calls().invoke(method, List.of(), Map.of(), place);
        });
  }

  private Set<FunctionFacts> validators(ClassFacts definition) {
    var names = new LinkedHashSet<String>();
    var out = new LinkedHashSet<FunctionFacts>();
    for (ClassFacts each :
        evaluator.interpreter.analysis.hierarchy().ancestry(definition).order()) {
      for (FunctionFacts method : each.methods().values()) {
        boolean validator =
            method.name().startsWith("validate_") || method.name().startsWith("clean_");
        if (validator && !each.module().library() && names.add(method.name())) {
          out.add(method);
        }
      }
    }
    return out;
  }

  /// What the view's attributes are while one of its methods serves a request: its name as the
  /// `action`, and what `@action(serializer_class=..., permission_classes=...)` says.
  Map<String, Value> settings(FunctionFacts function, ClassFacts view) {
    var out = new LinkedHashMap<String, Value>();
    boolean isViewSet =
        evaluator.interpreter.analysis.hierarchy().method(view, "get_serializer_class").isPresent();
    if (isViewSet && (HANDLERS.contains(function.name()) || function.hasDecorator("action"))) {
      out.put("action", new Value.Constant(function.name(), true));
    }
    for (Expression decorator : function.node().decorators()) {
      if (decorator instanceof Expression.Call call
          && FunctionFacts.lastName(call.function()).endsWith("action")) {
        for (Expression.Keyword keyword : call.keywords()) {
          if (keyword.name().filter(SETTINGS::contains).isPresent()) {
            out.put(keyword.name().get(), evaluator.value(keyword.value()));
          }
        }
      }
    }
    return out;
  }
}

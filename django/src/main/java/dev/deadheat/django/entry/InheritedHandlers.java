package dev.deadheat.django.entry;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parameter;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.ClassKind;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.django.project.Hierarchy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Views that leave a handler to the framework: what happens there is as much theirs as if they had
/// written `def create(self, request): return super().create(request)`, so that is what is read.
public final class InheritedHandlers {
  private static final List<String> HANDLERS =
      List.of("create", "update", "destroy", "post", "put", "delete");

  private static final List<String> SAYING =
      List.of("serializer_class", "queryset", "model", "form_class");

  private InheritedHandlers() {}

  /// The handlers that views inherit from a library or a base of their own, as functions that stand
  /// at the head of the view's class.
  public static List<FunctionFacts> among(
      Collection<ClassFacts> classes, Hierarchy hierarchy, ActionRoutes routes) {
    var out = new ArrayList<FunctionFacts>();
    for (ClassFacts definition : classes) {
      boolean isView = hierarchy.is(definition, ClassKind.VIEW);
      if (isView && says(definition) && !definition.module().isTest()) {
        for (String name : HANDLERS) {
          Optional<FunctionFacts> method = hierarchy.method(definition, name);
          if (method.isPresent()
              && isGeneric(method.get(), definition)
              && routes.reaches(definition, name)) {
            out.add(handler(definition, name));
          }
        }
      }
    }
    return out;
  }

  private static boolean isGeneric(FunctionFacts method, ClassFacts view) {
    ClassFacts owner = method.owner().orElseThrow();
    return owner != view && (method.module().library() || !says(owner));
  }

  /// Whether the class says what it is about: a mixin or a base does not.
  private static boolean says(ClassFacts definition) {
    return SAYING.stream().anyMatch(name -> names(definition.attributes().get(name)))
        || definition.methods().containsKey("get_queryset")
        || definition.methods().containsKey("get_serializer_class");
  }

  /// Whether an attribute has a value: `model = None` leaves it to the classes below.
  private static boolean names(@Nullable Expression value) {
    return value != null
        && !(value instanceof Expression.Literal literal
            && literal.kind() == Expression.Literal.Kind.NONE);
  }

  private static FunctionFacts handler(ClassFacts definition, String name) {
    int line = definition.line();
    // Each handler needs a place of its own: functions are told apart by it.
    int offset = -1 - HANDLERS.indexOf(name) - line * 8;
    Place place = new Place(offset, offset, line, line);
    Expression parent =
        new Expression.Call(new Expression.Name("super", place), List.of(), List.of(), place);
    Expression call =
        new Expression.Call(
            new Expression.Attribute(parent, name, place),
            List.of(new Expression.Name("request", place)),
            List.of(),
            place);
    return new FunctionFacts(
        definition.module(),
        Optional.of(definition),
        definition.qualifiedName() + "." + name,
        new Statement.Function(
            name,
            List.of(parameter("self"), parameter("request")),
            List.of(),
            Optional.empty(),
            List.of(new Statement.Return(Optional.of(call), place)),
            line,
            place));
  }

  private static Parameter parameter(String name) {
    return new Parameter(name, Parameter.Kind.POSITIONAL, Optional.empty(), Optional.empty());
  }
}

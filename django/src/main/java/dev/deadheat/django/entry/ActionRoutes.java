package dev.deadheat.django.entry;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.project.Binding;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.django.project.Hierarchy;
import dev.deadheat.django.project.Names;
import dev.deadheat.django.project.PythonModule;
import dev.deadheat.django.project.Symbol;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which methods of a view set the routes name: `Orders.as_view({"post": "cancel"})`.
///
/// A view set that a router registers, or that no route names, answers to all that it has.
public final class ActionRoutes {
  private final Names names;
  private final Hierarchy hierarchy;
  private final Map<ClassFacts, Set<String>> actions = new HashMap<>();
  private final Set<ClassFacts> registered = new HashSet<>();

  /// Reads the routes of these modules.
  public ActionRoutes(Collection<PythonModule> modules, Names names, Hierarchy hierarchy) {
    this.names = names;
    this.hierarchy = hierarchy;
    for (PythonModule module : modules) {
      if (module.isTest()) {
        continue;
      }
      for (Binding binding : module.bindings().values()) {
        if (binding instanceof Binding.OfValue(Expression value)) {
          collect(module, value, 0);
        }
      }
      for (Statement statement : module.body()) {
        switch (statement) {
          case Statement.Assign assign -> collect(module, assign.value(), 0);
          case Statement.Evaluate(Expression value, var _) -> collect(module, value, 0);
          case Statement other -> {}
        }
      }
    }
  }

  /// The methods that routes name; empty if all that a view set has may be asked for.
  Optional<Set<String>> of(ClassFacts view) {
    return registered.contains(view) ? Optional.empty() : Optional.ofNullable(actions.get(view));
  }

  /// Whether a request may reach a method of a view: by its name, or by one that the library has
  /// for it.
  boolean reaches(ClassFacts view, String method) {
    Optional<Set<String>> named = of(view);
    if (named.isEmpty() || named.get().contains(method)) {
      return true;
    }
    boolean patched =
        named.get().contains("partial_update")
            && hierarchy
                .method(view, "partial_update")
                .filter(own -> !own.module().library())
                .isEmpty();
    return switch (method) {
      case "create", "list", "retrieve", "destroy", "partial_update" -> false;
      case "update" -> patched;
      default -> true;
    };
  }

  private void collect(PythonModule module, Expression expression, int depth) {
    if (depth > 12) {
      return;
    }
    switch (expression) {
      case Expression.Call call -> {
        route(module, call);
        call.arguments().forEach(argument -> collect(module, argument, depth + 1));
      }
      case Expression.Display display ->
          display.elements().forEach(element -> collect(module, element, depth + 1));
      case Expression.Arithmetic sum -> {
        collect(module, sum.left(), depth + 1);
        collect(module, sum.right(), depth + 1);
      }
      case Expression other -> {}
    }
  }

  private void route(PythonModule module, Expression.Call call) {
    String name = FunctionFacts.lastName(call.function());
    if (name.equals("as_view")
        && call.function() instanceof Expression.Attribute attribute
        && !call.arguments().isEmpty()
        && call.arguments().getFirst() instanceof Expression.Mapping mapping) {
      definition(module, attribute.value())
          .ifPresent(view -> {
            Set<String> named = actions.computeIfAbsent(view, _ -> new LinkedHashSet<>());
            for (Expression.Entry entry : mapping.entries()) {
              if (entry.value() instanceof Expression.Literal literal) {
                named.add(literal.text());
              }
            }
          });
    } else if (name.equals("register") || name.equals("as_view")) {
      call.arguments().forEach(argument -> definition(module, argument).ifPresent(registered::add));
      if (call.function() instanceof Expression.Attribute attribute) {
        definition(module, attribute.value()).ifPresent(registered::add);
      }
    }
  }

  private Optional<ClassFacts> definition(PythonModule module, Expression expression) {
    return names
        .expression(module, expression)
        .flatMap(symbol ->
            symbol instanceof Symbol.OfClass(ClassFacts definition)
                ? Optional.of(definition)
                : Optional.empty());
  }
}

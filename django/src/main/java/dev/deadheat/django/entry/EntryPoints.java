package dev.deadheat.django.entry;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parameter;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.ClassKind;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.django.project.Hierarchy;
import dev.deadheat.django.project.Names;
import dev.deadheat.django.project.PythonModule;
import dev.deadheat.django.project.Symbol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds the entry points of a project by how its functions are declared and routed.
public final class EntryPoints {
  private static final Set<String> VIEW_METHODS =
      Set.of(
          "get",
          "post",
          "put",
          "patch",
          "delete",
          "dispatch",
          "list",
          "create",
          "retrieve",
          "update",
          "partial_update",
          "destroy",
          "perform_create",
          "perform_update",
          "perform_destroy",
          "form_valid",
          "pre_save",
          "post_save",
          "pre_delete",
          "handle");
  private static final Set<String> ADMIN_METHODS =
      Set.of("save_model", "delete_model", "save_related", "save_formset", "delete_queryset");
  private static final Set<String> MUTATION_METHODS =
      Set.of("mutate", "perform_mutation", "mutate_and_get_payload", "perform_mutate");
  private static final Set<String> ROUTES = Set.of("path", "re_path", "url", "route");

  private final Map<FunctionFacts, EntryPoint> byFunction = new LinkedHashMap<>();
  private final Set<FunctionFacts> guesses = new HashSet<>();
  private final Hierarchy hierarchy;
  private final Names names;
  private final ActionRoutes actions;

  /// Reads the entry points among these modules and classes.
  public EntryPoints(
      Collection<PythonModule> modules,
      Collection<ClassFacts> classes,
      Collection<FunctionFacts> functions,
      Hierarchy hierarchy,
      Names names,
      Signals signals,
      ActionRoutes actions) {
    this.hierarchy = hierarchy;
    this.names = names;
    this.actions = actions;
    for (FunctionFacts function : functions) {
      decorated(function);
    }
    for (FunctionFacts receiver : signals.all()) {
      add(EntryPoint.Kind.SIGNAL, receiver.qualifiedName(), receiver);
    }
    for (ClassFacts definition : classes) {
      ofClass(definition);
    }
    for (FunctionFacts handler : InheritedHandlers.among(classes, hierarchy, actions)) {
      add(EntryPoint.Kind.VIEW, handler.qualifiedName(), handler);
    }
    for (PythonModule module : modules) {
      routes(module);
    }
  }

  /// The entry point that a function is.
  public Optional<EntryPoint> of(FunctionFacts function) {
    return Optional.ofNullable(byFunction.get(function));
  }

  /// Whether nothing but a function's place and first parameter says that it is a view: one that
  /// the project itself calls is a part of other views.
  public boolean isGuess(FunctionFacts function) {
    return guesses.contains(function);
  }

  /// All, in the order of files and lines.
  public List<EntryPoint> all() {
    return List.copyOf(byFunction.values());
  }

  private void add(EntryPoint.Kind kind, String name, FunctionFacts function) {
    if (!function.module().library() && !function.module().isTest()) {
      byFunction.putIfAbsent(function, new EntryPoint(kind, name, function));
      guesses.remove(function);
    }
  }

  private void decorated(FunctionFacts function) {
    List<Parameter> parameters = function.parameters();
    boolean action =
        function.owner().isEmpty()
            && parameters.size() == 3
            && parameters.get(1).name().equals("request")
            && parameters.get(2).name().equals("queryset");
    if (action) {
      add(EntryPoint.Kind.ADMIN, function.qualifiedName(), function);
    }
    for (Expression decorator : function.node().decorators()) {
      Handlers.decorated(decorator)
          .ifPresent(kind -> add(kind, function.qualifiedName(), function));
    }
    if (function.owner().isEmpty()
        && !function.parameters().isEmpty()
        && function.parameters().getFirst().name().equals("request")
        && function.module().parts().contains("views")
        && of(function).isEmpty()) {
      add(EntryPoint.Kind.VIEW, function.qualifiedName(), function);
      guesses.add(function);
    }
  }

  private void ofClass(ClassFacts definition) {
    if (hierarchy.is(definition, ClassKind.TEST)) {
      return;
    }
    if (definition.decorators().stream()
        .map(Handlers::decorated)
        .anyMatch(kind -> kind.filter(EntryPoint.Kind.TASK::equals).isPresent())) {
      hierarchy
          .method(definition, "run")
          .ifPresent(run -> add(EntryPoint.Kind.TASK, definition.qualifiedName(), run));
    }
    boolean view = hierarchy.is(definition, ClassKind.VIEW);
    boolean admin = hierarchy.is(definition, ClassKind.ADMIN);
    boolean mutation = hierarchy.is(definition, ClassKind.MUTATION);
    boolean command = hierarchy.is(definition, ClassKind.COMMAND);
    boolean task = hierarchy.is(definition, ClassKind.TASK);
    for (FunctionFacts method : definition.methods().values()) {
      String name = method.name();
      boolean named = view && actions.of(definition).filter(all -> all.contains(name)).isPresent();
      boolean handles = view && VIEW_METHODS.contains(name) && actions.reaches(definition, name);
      if (named || handles || isHandler(definition, name)) {
        add(EntryPoint.Kind.VIEW, method.qualifiedName(), method);
      } else if (mutation && MUTATION_METHODS.contains(name)) {
        add(EntryPoint.Kind.MUTATION, method.qualifiedName(), method);
      } else if (admin
          && (ADMIN_METHODS.contains(name)
              || method.hasDecorator("action")
              || (method.parameters().size() == 3
                  && method.parameters().get(2).name().equals("queryset")))) {
        add(EntryPoint.Kind.ADMIN, method.qualifiedName(), method);
      } else if (command && name.equals("handle")) {
        List<String> parts = definition.module().parts();
        add(EntryPoint.Kind.COMMAND, parts.isEmpty() ? name : parts.getLast(), method);
      } else if (task && name.equals("run")) {
        add(EntryPoint.Kind.TASK, definition.qualifiedName(), method);
      }
    }
  }

  /// Whether a class above this one, of the project or of a library, has the method called.
  private boolean isHandler(ClassFacts definition, String method) {
    Hierarchy.Ancestry ancestry = hierarchy.ancestry(definition);
    return ancestry.outside().stream().anyMatch(above -> Handlers.calls(above, method))
        || ancestry.order().stream().anyMatch(above -> Handlers.calls(above.name(), method));
  }

  private void routes(PythonModule module) {
    var calls = new ArrayList<Expression.Call>();
    for (var binding : module.bindings().values()) {
      if (binding instanceof dev.deadheat.django.project.Binding.OfValue(Expression value)) {
        collect(value, calls, 0);
      }
    }
    for (var statement : module.body()) {
      if (statement instanceof dev.deadheat.django.code.Statement.Assign assign) {
        collect(assign.value(), calls, 0);
      } else if (statement
          instanceof dev.deadheat.django.code.Statement.Evaluate(Expression expression, var _)) {
        if (expression instanceof Expression.Call call
            && FunctionFacts.lastName(call.function()).equals("connect")
            && !call.arguments().isEmpty()) {
          function(module, call.arguments().getFirst())
              .ifPresent(f -> add(EntryPoint.Kind.SIGNAL, f.qualifiedName(), f));
        }
      }
    }
    for (Expression.Call call : calls) {
      if (ROUTES.contains(FunctionFacts.lastName(call.function())) && call.arguments().size() > 1) {
        String route =
            call.arguments().getFirst() instanceof Expression.Literal literal ? literal.text() : "";
        function(module, call.arguments().get(1))
            .ifPresent(f -> add(EntryPoint.Kind.VIEW, "/" + route, f));
      }
    }
  }

  private Optional<FunctionFacts> function(PythonModule module, Expression expression) {
    return names
        .expression(module, expression)
        .flatMap(symbol ->
            symbol instanceof Symbol.OfFunction(FunctionFacts definition)
                ? Optional.of(definition)
                : Optional.empty());
  }

  private static void collect(Expression expression, List<Expression.Call> out, int depth) {
    if (depth > 12) {
      return;
    }
    switch (expression) {
      case Expression.Call call -> {
        out.add(call);
        call.arguments().forEach(argument -> collect(argument, out, depth + 1));
      }
      case Expression.Display display ->
          display.elements().forEach(element -> collect(element, out, depth + 1));
      case Expression.Arithmetic sum -> {
        collect(sum.left(), out, depth + 1);
        collect(sum.right(), out, depth + 1);
      }
      case Expression other -> {}
    }
  }
}

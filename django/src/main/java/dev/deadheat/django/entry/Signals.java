package dev.deadheat.django.entry;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.model.Models;
import dev.deadheat.django.project.Binding;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.django.project.Names;
import dev.deadheat.django.project.PythonModule;
import dev.deadheat.django.project.Symbol;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which functions Django calls when a row is saved or deleted, and whose rows.
public final class Signals {
  private static final Set<String> OF_MODELS =
      Set.of("pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed", "pre_init");

  private final Names names;
  private final Models models;
  private final Map<FunctionFacts, Set<ModelFacts>> receivers = new LinkedHashMap<>();
  private final Set<FunctionFacts> ofAnything = new LinkedHashSet<>();
  private final Set<FunctionFacts> ofSaves = new LinkedHashSet<>();
  private final Set<FunctionFacts> ofRelations = new LinkedHashSet<>();
  private final OwnSignals own;

  /// Reads the receivers among these functions, and those that these modules connect.
  public Signals(
      Collection<PythonModule> modules,
      Collection<FunctionFacts> functions,
      Names names,
      Models models) {
    this.names = names;
    this.models = models;
    this.own = new OwnSignals(modules);
    for (FunctionFacts function : functions) {
      for (Expression decorator : function.node().decorators()) {
        if (decorator instanceof Expression.Call call
            && FunctionFacts.lastName(call).equals("receiver")
            && !call.arguments().isEmpty()) {
          var scope = new Scope(function.module(), function.owner(), Map.of(), true);
          add(function, call.arguments().getFirst(), scope, call);
        }
      }
      var at = new Scope(function.module(), function.owner(), new HashMap<>(), true);
      connections(at, function.node().body());
    }
    for (PythonModule module : modules) {
      if (!module.isTest()) {
        connections(new Scope(module, Optional.empty(), new HashMap<>(), false), module.body());
      }
    }
  }

  /// Where names are looked up.
  ///
  /// @param owner the class whose method this is
  /// @param local what imports inside the function bind
  /// @param inFunction whether this is not the top of the module
  private record Scope(
      PythonModule module,
      Optional<ClassFacts> owner,
      Map<String, Binding.Imported> local,
      boolean inFunction) {}

  /// The functions that each signal of the project's own calls, by the signal's name.
  public Map<String, List<FunctionFacts>> own() {
    return own.receivers();
  }

  /// Whether one of the project's own signals calls a function.
  public boolean isOwnReceiver(FunctionFacts function) {
    return own.receivers().values().stream().anyMatch(each -> each.contains(function));
  }

  /// Whether Django calls a function when rows are added to a many-to-many relation, or taken from
  /// it: that it always does inside a transaction of its own.
  public boolean isOfRelations(FunctionFacts function) {
    return ofRelations.contains(function);
  }

  /// Whether Django calls a function for rows of models.
  public boolean isReceiver(FunctionFacts function) {
    return receivers.containsKey(function);
  }

  /// The models for whose rows a function is called; empty if it is called for all, or if they are
  /// not known.
  public Set<ModelFacts> senders(FunctionFacts function) {
    return ofAnything.contains(function) ? Set.of() : receivers.getOrDefault(function, Set.of());
  }

  /// Whether Django calls a function for the rows of all models.
  public boolean isOfAll(FunctionFacts function) {
    return ofAnything.contains(function);
  }

  /// Whether Django calls a function for nothing but rows that are deleted.
  public boolean isOfDeletions(FunctionFacts function) {
    return isReceiver(function) && !ofSaves.contains(function);
  }

  private void notes(FunctionFacts function, Expression signal) {
    boolean deletions =
        switch (signal) {
          case Expression.Display display ->
              display.elements().stream()
                  .allMatch(each -> FunctionFacts.lastName(each).endsWith("_delete"));
          case Expression other -> FunctionFacts.lastName(other).endsWith("_delete");
        };
    if (!deletions) {
      ofSaves.add(function);
    }
  }

  /// All receivers, in the order of files and lines.
  Set<FunctionFacts> all() {
    return receivers.keySet();
  }

  private void add(FunctionFacts function, Expression signal, Scope scope, Expression.Call call) {
    if (own.is(signal)) {
      own.connect(signal, function);
      return;
    }
    if (!isOfModels(signal)) {
      return;
    }
    notes(function, signal);
    if (FunctionFacts.lastName(signal).equals("m2m_changed")) {
      ofRelations.add(function);
    }
    Set<ModelFacts> known = receivers.computeIfAbsent(function, _ -> new LinkedHashSet<>());
    Optional<Expression> sender = sender(call);
    Optional<ModelFacts> model = sender.flatMap(value -> model(scope, value));
    model.ifPresent(known::add);
    // `for model in searched: post_save.connect(index, sender=model)`
    boolean variable =
        sender.filter(Expression.Name.class::isInstance).isPresent()
            && symbol(scope, sender.get()).isEmpty();
    if (sender.isEmpty() || variable) {
      ofAnything.add(function);
    }
  }

  private static boolean isOfModels(Expression signal) {
    return switch (signal) {
      case Expression.Display display ->
          display.elements().stream().anyMatch(each -> isOfModels(each));
      case Expression other -> OF_MODELS.contains(FunctionFacts.lastName(other));
    };
  }

  private static Optional<Expression> sender(Expression.Call call) {
    boolean connects = FunctionFacts.lastName(call.function()).equals("connect");
    return call.keyword("sender")
        .or(() ->
            connects && call.arguments().size() > 1
                ? Optional.of(call.arguments().get(1))
                : Optional.empty());
  }

  private Optional<ModelFacts> model(Scope scope, Expression value) {
    return switch (value) {
      case Expression.Literal literal -> models.named(afterDot(literal.text()));
      case Expression.Call call ->
          switch (FunctionFacts.lastName(call)) {
            case "get_user_model" -> models.user();
            case "get_model" ->
                call.arguments().isEmpty()
                        || !(call.arguments().getLast() instanceof Expression.Literal literal)
                    ? Optional.empty()
                    : models.named(afterDot(literal.text()));
            default -> Optional.empty();
          };
      case Expression other ->
          FunctionFacts.lastName(other).equals("AUTH_USER_MODEL")
              ? models.user()
              : symbol(scope, other)
                  .flatMap(symbol ->
                      symbol instanceof Symbol.OfClass(var definition)
                          ? models.of(definition)
                          : Optional.empty());
    };
  }

  private static String afterDot(String label) {
    return label.substring(label.lastIndexOf('.') + 1);
  }

  private Optional<Symbol> symbol(Scope scope, Expression expression) {
    return switch (expression) {
      case Expression.Name name when scope.local().containsKey(name.id()) ->
          Optional.of(names.follow(scope.module(), scope.local().get(name.id())));
      case Expression.Attribute attribute
          when scope.owner().isPresent()
              && attribute.value() instanceof Expression.Name self
              && self.id().equals("self") ->
          names.member(new Symbol.OfClass(scope.owner().get()), attribute.attribute());
      case Expression.Attribute attribute ->
          symbol(scope, attribute.value())
              .flatMap(owner -> names.member(owner, attribute.attribute()));
      case Expression other -> names.expression(scope.module(), other);
    };
  }

  /// `post_save.connect(function, sender=Model)`, anywhere in a body.
  private void connections(Scope scope, List<Statement> body) {
    for (Statement statement : body) {
      switch (statement) {
        case Statement.Import plain ->
            plain
                .name()
                .ifPresent(name ->
                    scope
                        .local()
                        .put(name, new Binding.Imported(0, plain.module(), Optional.empty())));
        case Statement.ImportFrom from ->
            scope
                .local()
                .put(
                    from.name(),
                    new Binding.Imported(from.level(), from.module(), Optional.of(from.symbol())));
        case Statement.Evaluate(Expression.Call call, var _) -> connection(scope, call);
        case Statement.Branch branch -> {
          connections(scope, branch.then());
          connections(scope, branch.otherwise());
        }
        case Statement.For loop -> connections(scope, loop.body());
        case Statement.Function nested when scope.inFunction() -> connections(scope, nested.body());
        case Statement.Try attempt -> connections(scope, attempt.body());
        case Statement other -> {}
      }
    }
  }

  private void connection(Scope scope, Expression.Call call) {
    if (call.function() instanceof Expression.Attribute attribute
        && attribute.attribute().equals("connect")
        && !call.arguments().isEmpty()
        && (isOfModels(attribute.value()) || own.is(attribute.value()))
        && symbol(scope, call.arguments().getFirst()).orElse(null)
            instanceof Symbol.OfFunction(var definition)) {
      add(definition, attribute.value(), scope, call);
    }
  }
}

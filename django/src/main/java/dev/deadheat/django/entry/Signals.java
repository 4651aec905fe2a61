package dev.deadheat.django.entry;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.model.Models;
import dev.deadheat.django.project.Binding;
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

  /// Reads the receivers among these functions, and those that these modules connect.
  public Signals(
      Collection<PythonModule> modules,
      Collection<FunctionFacts> functions,
      Names names,
      Models models) {
    this.names = names;
    this.models = models;
    for (FunctionFacts function : functions) {
      for (Expression decorator : function.node().decorators()) {
        if (decorator instanceof Expression.Call call
            && FunctionFacts.lastName(call).equals("receiver")
            && !call.arguments().isEmpty()
            && isOfModels(call.arguments().getFirst())) {
          notes(function, call.arguments().getFirst());
          add(function, function.module(), call, Map.of());
        }
      }
      connections(function.module(), function.node().body(), new HashMap<>());
    }
    for (PythonModule module : modules) {
      if (!module.isTest()) {
        connections(module, module.body(), new HashMap<>());
      }
    }
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

  private void add(
      FunctionFacts function,
      PythonModule module,
      Expression.Call call,
      Map<String, Binding.Imported> local) {
    Set<ModelFacts> known = receivers.computeIfAbsent(function, _ -> new LinkedHashSet<>());
    sender(call)
        .ifPresentOrElse(
            sender -> model(module, sender, local).ifPresent(known::add),
            () -> ofAnything.add(function));
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

  private Optional<ModelFacts> model(
      PythonModule module, Expression value, Map<String, Binding.Imported> local) {
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
              : symbol(module, other, local)
                  .flatMap(symbol ->
                      symbol instanceof Symbol.OfClass(var definition)
                          ? models.of(definition)
                          : Optional.empty());
    };
  }

  private static String afterDot(String label) {
    return label.substring(label.lastIndexOf('.') + 1);
  }

  private Optional<Symbol> symbol(
      PythonModule module, Expression expression, Map<String, Binding.Imported> local) {
    return switch (expression) {
      case Expression.Name name when local.containsKey(name.id()) ->
          Optional.of(names.follow(module, local.get(name.id())));
      case Expression.Attribute attribute ->
          symbol(module, attribute.value(), local)
              .flatMap(owner -> names.member(owner, attribute.attribute()));
      case Expression other -> names.expression(module, other);
    };
  }

  /// `post_save.connect(function, sender=Model)`, anywhere in a body.
  private void connections(
      PythonModule module, List<Statement> body, Map<String, Binding.Imported> local) {
    for (Statement statement : body) {
      switch (statement) {
        case Statement.Import plain ->
            plain
                .name()
                .ifPresent(name ->
                    local.put(name, new Binding.Imported(0, plain.module(), Optional.empty())));
        case Statement.ImportFrom from ->
            local.put(
                from.name(),
                new Binding.Imported(from.level(), from.module(), Optional.of(from.symbol())));
        case Statement.Evaluate(Expression.Call call, var _) -> connection(module, call, local);
        case Statement.Branch branch -> {
          connections(module, branch.then(), local);
          connections(module, branch.otherwise(), local);
        }
        case Statement.For loop -> connections(module, loop.body(), local);
        case Statement.Try attempt -> connections(module, attempt.body(), local);
        case Statement other -> {}
      }
    }
  }

  private void connection(
      PythonModule module, Expression.Call call, Map<String, Binding.Imported> local) {
    boolean connects =
        call.function() instanceof Expression.Attribute attribute
            && attribute.attribute().equals("connect")
            && isOfModels(attribute.value());
    if (connects && !call.arguments().isEmpty()) {
      Optional<Symbol> function = symbol(module, call.arguments().getFirst(), local);
      if (function.isPresent() && function.get() instanceof Symbol.OfFunction(var definition)) {
        notes(definition, ((Expression.Attribute) call.function()).value());
        add(definition, module, call, local);
      }
    }
  }
}

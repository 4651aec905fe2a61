package dev.deadheat.django.entry;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.model.Models;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.django.project.Names;
import dev.deadheat.django.project.PythonModule;
import dev.deadheat.django.project.Symbol;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The models whose rows Django's admin edits: it saves each of them inside a transaction.
public final class AdminModels {
  private static final String REGISTER = "register";

  private final Names names;
  private final Models models;
  private final Set<ModelFacts> registered = new HashSet<>();

  /// Reads what these modules and classes register: `@admin.register(Order)` and
  /// `admin.site.register(Order, OrderAdmin)`.
  public AdminModels(
      Collection<PythonModule> modules,
      Collection<ClassFacts> classes,
      Names names,
      Models models) {
    this.names = names;
    this.models = models;
    for (ClassFacts definition : classes) {
      for (Expression decorator : definition.decorators()) {
        if (decorator instanceof Expression.Call call
            && FunctionFacts.lastName(call.function()).equals(REGISTER)) {
          call.arguments().forEach(each -> add(definition.module(), each));
        }
      }
    }
    for (PythonModule module : modules) {
      if (!module.isTest()) {
        for (Statement statement : module.body()) {
          if (statement instanceof Statement.Evaluate(Expression.Call call, var _)
              && isSite(call)) {
            add(module, call.arguments().getFirst());
          }
        }
      }
    }
  }

  /// Whether the admin edits rows of one of these models.
  public boolean edits(Set<ModelFacts> some) {
    return some.stream().anyMatch(registered::contains);
  }

  /// `admin.site.register(...)`, and that of a site of the project's own.
  private static boolean isSite(Expression.Call call) {
    return call.function() instanceof Expression.Attribute attribute
        && attribute.attribute().equals(REGISTER)
        && FunctionFacts.lastName(attribute.value()).endsWith("site")
        && !call.arguments().isEmpty();
  }

  private void add(PythonModule module, Expression named) {
    List<Expression> each =
        named instanceof Expression.Display display ? display.elements() : List.of(named);
    for (Expression one : each) {
      names
          .expression(module, one)
          .flatMap(symbol ->
              symbol instanceof Symbol.OfClass(ClassFacts definition)
                  ? models.of(definition)
                  : Optional.empty())
          .ifPresent(registered::add);
    }
  }
}

package dev.deadheat.django.project;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Collects what the top level of a module binds, looking into its `if`, `try` and `with` blocks.
final class BindingCollector {
  private final PythonModule module;
  private final Map<String, Binding> bindings = new LinkedHashMap<>();
  private final List<Binding.Imported> stars = new ArrayList<>();

  BindingCollector(PythonModule module) {
    this.module = module;
  }

  Map<String, Binding> bindings() {
    return bindings;
  }

  List<Binding.Imported> stars() {
    return stars;
  }

  void block(List<Statement> statements) {
    for (Statement statement : statements) {
      one(statement);
    }
  }

  private void one(Statement statement) {
    switch (statement) {
      case Statement.Function function ->
          bindings.put(
              function.name(),
              new Binding.OfFunction(
                  new FunctionFacts(module, Optional.empty(), function.name(), function)));
      case Statement.ClassDef definition ->
          bindings.put(
              definition.name(),
              new Binding.OfClass(new ClassFacts(module, definition.name(), definition)));
      case Statement.Import plain ->
          bindings.putIfAbsent(
              plain.name().orElse(firstPart(plain.module())),
              new Binding.Imported(
                  0,
                  plain.name().isPresent() ? plain.module() : firstPart(plain.module()),
                  Optional.empty()));
      case Statement.ImportFrom from -> {
        if (from.symbol().equals("*")) {
          stars.add(new Binding.Imported(from.level(), from.module(), Optional.empty()));
        } else {
          bindings.putIfAbsent(
              from.name(),
              new Binding.Imported(from.level(), from.module(), Optional.of(from.symbol())));
        }
      }
      case Statement.Assign assign -> {
        for (Expression target : assign.targets()) {
          if (target instanceof Expression.Name name) {
            bindings.putIfAbsent(name.id(), new Binding.OfValue(assign.value()));
          }
        }
      }
      case Statement.Branch branch -> {
        block(branch.then());
        block(branch.otherwise());
      }
      case Statement.Try attempt -> {
        block(attempt.body());
        attempt.handlers().forEach(handler -> block(handler.body()));
        block(attempt.otherwise());
        block(attempt.last());
      }
      case Statement.With with -> block(with.body());
      case Statement.For loop -> block(loop.body());
      case Statement.While loop -> block(loop.body());
      case Statement.Declare _,
          Statement.Evaluate _,
          Statement.Return _,
          Statement.Raise _,
          Statement.Jump _,
          Statement.Delete _ -> {}
    }
  }

  private static String firstPart(String dotted) {
    int dot = dotted.indexOf('.');
    return dot < 0 ? dotted : dotted.substring(0, dot);
  }
}

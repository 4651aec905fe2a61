package dev.deadheat.django.project;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Statement;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A class as written: its own methods, attributes and inner classes. What it inherits is
/// [Hierarchy]'s business. Two are equal only if they are the same definition.
public final class ClassFacts {
  private final PythonModule module;
  private final String name;
  private final Statement.ClassDef node;
  private final Map<String, FunctionFacts> methods = new LinkedHashMap<>();
  private final Map<String, Expression> attributes = new LinkedHashMap<>();
  private final Map<String, Expression> annotations = new LinkedHashMap<>();
  private final Map<String, ClassFacts> inner = new LinkedHashMap<>();

  ClassFacts(PythonModule module, String name, Statement.ClassDef node) {
    this.module = module;
    this.name = name;
    this.node = node;
    block(node.body());
  }

  /// A class that stands for something built in, such as a dict display.
  public static ClassFacts builtin(String name) {
    return new ClassFacts(
        new PythonModule("builtins.py", true, List.of()),
        name,
        new Statement.ClassDef(
            name, List.of(), List.of(), List.of(), 1, dev.deadheat.django.code.Place.NOWHERE));
  }

  /// A class without a body below what an expression makes.
  static ClassFacts below(PythonModule module, String name, Expression base) {
    return new ClassFacts(
        module,
        name + "@" + base.place().line(),
        new Statement.ClassDef(
            name, List.of(base), List.of(), List.of(), base.place().line(), base.place()));
  }

  private void block(List<Statement> body) {
    for (Statement statement : body) {
      switch (statement) {
        case Statement.Function function -> method(function);
        case Statement.ClassDef nested ->
            inner.put(nested.name(), new ClassFacts(module, name + "." + nested.name(), nested));
        case Statement.Assign assign -> {
          for (Expression target : assign.targets()) {
            if (target instanceof Expression.Name id) {
              attributes.put(id.id(), assign.value());
              assign.annotation().ifPresent(type -> annotations.put(id.id(), type));
            }
          }
        }
        case Statement.Declare declare -> {
          if (declare.target() instanceof Expression.Name id) {
            annotations.put(id.id(), declare.annotation());
          }
        }
        case Statement.Branch branch -> {
          block(branch.then());
          block(branch.otherwise());
        }
        case Statement.Try attempt -> block(attempt.body());
        case Statement other -> {}
      }
    }
  }

  private void method(Statement.Function function) {
    // A property's setter must not hide its getter.
    boolean second =
        function.decorators().stream()
            .map(FunctionFacts::lastName)
            .anyMatch(last -> last.equals("setter") || last.equals("deleter"));
    if (!second || !methods.containsKey(function.name())) {
      methods.put(
          function.name(),
          new FunctionFacts(module, Optional.of(this), name + "." + function.name(), function));
    }
  }

  /// The module that holds it.
  public PythonModule module() {
    return module;
  }

  /// Its qualified name.
  public String qualifiedName() {
    return name;
  }

  /// Its own name.
  public String name() {
    return node.name();
  }

  /// The line of `class`.
  public int line() {
    return node.headLine();
  }

  /// Its bases as written.
  public List<Expression> bases() {
    return node.bases();
  }

  /// Its decorators as written.
  public List<Expression> decorators() {
    return node.decorators();
  }

  /// The methods it defines itself, by name, in order.
  public Map<String, FunctionFacts> methods() {
    return Collections.unmodifiableMap(methods);
  }

  /// The attributes that its body assigns, by name, in order.
  public Map<String, Expression> attributes() {
    return Collections.unmodifiableMap(attributes);
  }

  /// The annotations that its body gives, by name, in order.
  public Map<String, Expression> annotations() {
    return Collections.unmodifiableMap(annotations);
  }

  /// A class defined inside it.
  public Optional<ClassFacts> inner(String called) {
    return Optional.ofNullable(inner.get(called));
  }

  /// The classes defined inside it, in order.
  public List<ClassFacts> innerClasses() {
    return List.copyOf(inner.values());
  }

  @Override
  public String toString() {
    return module.path() + ":" + name;
  }
}

package dev.deadheat.django.project;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parameter;
import dev.deadheat.django.code.Place;
import dev.deadheat.django.code.Statement;
import java.util.List;
import java.util.Optional;

/// A function or method. Two are equal if they stand at the same place of one module.
public final class FunctionFacts {
  private final PythonModule module;
  private final Optional<ClassFacts> owner;
  private final String name;
  private final Statement.Function node;

  /// A definition; `name` is qualified (`Class.method`, `outer.inner`).
  public FunctionFacts(
      PythonModule module, Optional<ClassFacts> owner, String name, Statement.Function node) {
    this.module = module;
    this.owner = owner;
    this.name = name;
    this.node = node;
  }

  /// A function that is defined in another one.
  public static FunctionFacts inside(FunctionFacts outer, Statement.Function nested) {
    return new FunctionFacts(
        outer.module, Optional.empty(), outer.qualifiedName() + "." + nested.name(), nested);
  }

  /// Stands for code outside any function.
  public static FunctionFacts around(PythonModule module, Place place) {
    return new FunctionFacts(
        module,
        Optional.empty(),
        "",
        new Statement.Function(
            "", List.of(), List.of(), Optional.empty(), List.of(), place.line(), place));
  }

  /// The module that holds it.
  public PythonModule module() {
    return module;
  }

  /// The class whose method it is.
  public Optional<ClassFacts> owner() {
    return owner;
  }

  /// Its qualified name.
  public String qualifiedName() {
    return name;
  }

  /// Its own name.
  public String name() {
    return node.name();
  }

  /// Its definition.
  public Statement.Function node() {
    return node;
  }

  /// Its parameters, `self` included.
  public List<Parameter> parameters() {
    return node.parameters();
  }

  /// The line of `def`.
  public int line() {
    return node.headLine();
  }

  /// Whether a decorator's last name (`task` in `@app.task(bind=True)`) is this one.
  public boolean hasDecorator(String last) {
    for (Expression decorator : node.decorators()) {
      if (lastName(decorator).equals(last)) {
        return true;
      }
    }
    return false;
  }

  /// Whether it stands in another function.
  public boolean isNested() {
    return owner.isEmpty() && name.indexOf('.') >= 0;
  }

  /// Whether another function is this one, or stands in it.
  public boolean holds(FunctionFacts other) {
    return equals(other) || (module == other.module && other.name.startsWith(name + "."));
  }

  /// Whether its first parameter is an instance or a class.
  public boolean isBound() {
    return owner.isPresent() && !hasDecorator("staticmethod") && !parameters().isEmpty();
  }

  /// Whether its first parameter is the class.
  public boolean isClassMethod() {
    return (owner.isPresent() && hasDecorator("classmethod"))
        || name().equals("__new__")
        || name().equals("__init_subclass__");
  }

  /// Whether reading it as an attribute calls it.
  public boolean isProperty() {
    return hasDecorator("property") || hasDecorator("cached_property");
  }

  /// The last name of a decorator, callee or class expression; empty if it has none.
  public static String lastName(Expression expression) {
    return switch (expression) {
      case Expression.Name name -> name.id();
      case Expression.Attribute attribute -> attribute.attribute();
      case Expression.Call call -> lastName(call.function());
      case Expression.Index index -> lastName(index.value());
      case Expression other -> "";
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FunctionFacts that
        && module == that.module
        && node.place().equals(that.node.place());
  }

  @Override
  public int hashCode() {
    return 31 * System.identityHashCode(module) + node.place().start();
  }

  @Override
  public String toString() {
    return module.path() + ":" + name;
  }
}

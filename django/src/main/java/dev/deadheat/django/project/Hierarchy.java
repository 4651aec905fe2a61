package dev.deadheat.django.project;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.trace.Memo;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Inheritance: method resolution order, members through it, and what kind of thing a class is.
///
/// The order is a depth-first one in which a shared ancestor stands after all who share it; it
/// equals Python's for every hierarchy that Python accepts except crossed diamonds.
public final class Hierarchy {
  private static final int MAX_DEPTH = 40;

  private final Names names;
  private final KnownClasses known;
  private final Memo<ClassFacts, Ancestry> ancestries = new Memo<>();
  private final Memo<Base, ClassFacts> made = new Memo<>();

  /// Over the names of a project.
  public Hierarchy(Names names, KnownClasses known) {
    this.names = names;
    this.known = known;
  }

  /// The ancestors of a class.
  ///
  /// @param order the class itself and its known ancestors, in method resolution order
  /// @param outside dotted names of the ancestors that are neither in the project nor sketched
  public record Ancestry(List<ClassFacts> order, Set<String> outside) {}

  /// All that is known of a class's ancestors.
  public Ancestry ancestry(ClassFacts definition) {
    return ancestries.get(definition, () -> ancestors(definition));
  }

  private Ancestry ancestors(ClassFacts definition) {
    var order = new ArrayList<ClassFacts>();
    var outside = new LinkedHashSet<String>();
    walk(definition, order, outside, 0);
    var last = new LinkedHashSet<ClassFacts>();
    for (ClassFacts each : order.reversed()) {
      last.add(each);
    }
    return new Ancestry(List.copyOf(last).reversed(), outside);
  }

  private void walk(ClassFacts definition, List<ClassFacts> order, Set<String> outside, int depth) {
    if (depth > MAX_DEPTH || order.size() > 400) {
      return;
    }
    order.add(definition);
    definition.module().seen();
    for (Expression base : definition.bases()) {
      above(definition, new Base(definition.module(), base), order, outside, depth);
    }
  }

  /// A base as written, and the module in which it is.
  private record Base(PythonModule module, Expression written) {}

  private void above(
      ClassFacts definition, Base base, List<ClassFacts> order, Set<String> outside, int depth) {
    Optional<Expression.Call> joined = joined(base.written());
    if (joined.isPresent()) {
      var from = (Expression.Attribute) joined.get().function();
      above(definition, new Base(base.module(), from.value()), order, outside, depth + 1);
      Expression rows = joined.get().arguments().getFirst();
      above(definition, new Base(base.module(), rows), order, outside, depth + 1);
      return;
    }
    Optional<Symbol> symbol = names.expression(base.module(), base.written());
    if (symbol.isPresent() && symbol.get() instanceof Symbol.OfClass(ClassFacts parent)) {
      if (parent != definition) {
        walk(parent, order, outside, depth + 1);
      }
    } else if (symbol.isPresent() && symbol.get() instanceof Symbol.External(String dotted)) {
      outside.add(dotted);
      likely(definition, dotted).ifPresent(parent -> walk(parent, order, outside, depth + 1));
    } else if (symbol.isPresent()
        && symbol.get() instanceof Symbol.OfValue(PythonModule module, Expression value)
        && joined(value).isPresent()) {
      above(definition, new Base(module, value), order, outside, depth + 1);
    } else {
      String last = FunctionFacts.lastName(base.written());
      if (!last.isEmpty()) {
        outside.add("?." + last);
      }
    }
  }

  /// `Custom.from_queryset(Rows)`: a manager that has the methods of both.
  private static Optional<Expression.Call> joined(Expression written) {
    return written instanceof Expression.Call call
            && call.function() instanceof Expression.Attribute attribute
            && attribute.attribute().equals("from_queryset")
            && !call.arguments().isEmpty()
        ? Optional.of(call)
        : Optional.empty();
  }

  /// The class that `Custom.from_queryset(Rows)` makes, if the expression is such a call: always
  /// the same for the same place.
  public Optional<ClassFacts> made(PythonModule module, Expression written) {
    return joined(written)
        .map(call ->
            made.get(
                new Base(module, call),
                () ->
                    ClassFacts.below(
                        module, FunctionFacts.lastName(call.arguments().getFirst()), call)));
  }

  /// The class of REST framework that a class of another library mostly is one of, by its name:
  /// `base.OrderSerializer` with a `Meta` of its own creates rows as a `ModelSerializer` does.
  private Optional<ClassFacts> likely(ClassFacts definition, String dotted) {
    boolean serializer = dotted.endsWith("Serializer") && definition.inner("Meta").isPresent();
    boolean viewSet = dotted.endsWith("ModelViewSet") && !dotted.contains("ReadOnly");
    if (serializer) {
      return sketched(definition, "rest_framework.serializers", "ModelSerializer");
    }
    return viewSet
        ? sketched(definition, "rest_framework.viewsets", "ModelViewSet")
        : Optional.empty();
  }

  private Optional<ClassFacts> sketched(ClassFacts definition, String module, String name) {
    return names
        .module(definition.module(), module)
        .filter(PythonModule::library)
        .flatMap(found ->
            found.bindings().get(name) instanceof Binding.OfClass(ClassFacts known)
                ? Optional.of(known)
                : Optional.empty());
  }

  /// The method that a call on an instance of this class reaches.
  public Optional<FunctionFacts> method(ClassFacts definition, String name) {
    for (ClassFacts each : ancestry(definition).order()) {
      FunctionFacts method = each.methods().get(name);
      if (method != null) {
        return Optional.of(method);
      }
    }
    return Optional.empty();
  }

  /// The method that `super()` inside `from`'s class reaches, for an instance of `definition`.
  public Optional<FunctionFacts> methodAfter(ClassFacts definition, ClassFacts from, String name) {
    boolean seen = false;
    for (ClassFacts each : ancestry(definition).order()) {
      if (seen && each.methods().containsKey(name)) {
        return Optional.of(each.methods().get(name));
      }
      seen |= each == from;
    }
    return seen || definition == from ? Optional.empty() : methodAfter(from, from, name);
  }

  /// A class attribute's value and the class that gives it.
  public record Attribute(ClassFacts owner, Expression value) {}

  /// The class attribute that an instance sees.
  public Optional<Attribute> attribute(ClassFacts definition, String name) {
    for (ClassFacts each : ancestry(definition).order()) {
      Expression value = each.attributes().get(name);
      if (value != null) {
        return Optional.of(new Attribute(each, value));
      }
    }
    return Optional.empty();
  }

  /// The inner class (`Meta`) that an instance sees.
  public Optional<ClassFacts> inner(ClassFacts definition, String name) {
    for (ClassFacts each : ancestry(definition).order()) {
      Optional<ClassFacts> found = each.inner(name);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /// Whether the class is of this kind.
  public boolean is(ClassFacts definition, ClassKind kind) {
    Ancestry ancestry = ancestry(definition);
    for (ClassFacts each : ancestry.order()) {
      if (each.module().library()
          && known.is(String.join(".", each.module().parts()) + "." + each.name(), kind)) {
        return true;
      }
      if (kind == ClassKind.MODEL && !each.module().library() && known.declaresFields(each)) {
        return true;
      }
    }
    for (String dotted : ancestry.outside()) {
      if (known.is(dotted, kind)) {
        return true;
      }
    }
    return false;
  }

  /// Whether `ancestor` is the class or one of its ancestors.
  public boolean inherits(ClassFacts definition, ClassFacts ancestor) {
    return ancestry(definition).order().contains(ancestor);
  }
}

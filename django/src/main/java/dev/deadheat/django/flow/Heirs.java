package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parts;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.django.project.Hierarchy;
import dev.deadheat.django.trace.Dependency;
import dev.deadheat.django.trace.Trace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The classes below others, which fill in what those leave open: a mixin that asks for
/// `self.get_object()`, a base whose `model` is `None`, a method that each class writes for itself.
final class Heirs {
  private static final int MOST = 3;
  private static final int MOST_METHODS = 8;
  private static final int DEPTH = 3;

  private final Hierarchy hierarchy;
  private final Map<ClassFacts, List<ClassFacts>> below = new HashMap<>();
  private final Map<String, String> answers = new HashMap<>();
  private final Map<FunctionFacts, Set<String>> names = new ConcurrentHashMap<>();

  /// @param classes those of the project, tests left out
  Heirs(Collection<ClassFacts> classes, Hierarchy hierarchy) {
    this.hierarchy = hierarchy;
    for (ClassFacts each : classes) {
      for (ClassFacts above : hierarchy.ancestry(each).order()) {
        if (above != each && !above.module().library()) {
          below.computeIfAbsent(above, _ -> new ArrayList<>()).add(each);
        }
      }
    }
    below.forEach((above, heirs) -> answers.put(above.toString(), heirs.toString()));
  }

  /// Which classes stand below this one.
  String answer(String definition) {
    return answers.getOrDefault(definition, "");
  }

  private List<ClassFacts> below(ClassFacts definition) {
    Trace.saw(Dependency.Kind.BELOW, definition.toString());
    return below.getOrDefault(definition, List.of());
  }

  /// The classes for which a method is worth being followed, since it relies on what its own class
  /// leaves open; a few that fill it in differently.
  List<ClassFacts> of(FunctionFacts method) {
    if (method.owner().isEmpty() || !method.isBound() || method.module().library()) {
      return List.of();
    }
    ClassFacts owner = method.owner().get();
    List<ClassFacts> heirs = below(owner);
    if (heirs.isEmpty()) {
      return List.of();
    }
    Set<String> open = open(method, owner);
    var out = new LinkedHashMap<String, ClassFacts>();
    for (ClassFacts heir : heirs) {
      boolean own = hierarchy.method(heir, method.name()).filter(method::equals).isPresent();
      if (own && out.size() < MOST) {
        filled(open, heir).ifPresent(how -> out.putIfAbsent(how, heir));
      }
    }
    return List.copyOf(out.values());
  }

  /// What a method, and the methods of its class that it calls, ask of `self` that the class does
  /// not say.
  private Set<String> open(FunctionFacts method, ClassFacts owner) {
    var out = new LinkedHashSet<String>();
    var asked = new LinkedHashSet<String>();
    var next = List.of(method);
    for (int depth = 0; depth < DEPTH && !next.isEmpty(); depth++) {
      var called = new ArrayList<FunctionFacts>();
      for (FunctionFacts each : next) {
        for (String name : names.computeIfAbsent(each, Heirs::names)) {
          if (asked.add(name)) {
            if (said(owner, name).isEmpty()) {
              out.add(name);
            }
            hierarchy
                .method(owner, name)
                .filter(found -> found.isBound() && !found.module().library())
                .ifPresent(called::add);
          }
        }
      }
      next = called;
    }
    return out;
  }

  /// The attributes of `self` that a method names.
  private static Set<String> names(FunctionFacts method) {
    String self = method.parameters().getFirst().name();
    var out = new LinkedHashSet<String>();
    Parts.any(
        method.node().body(),
        each -> {
          if (each instanceof Expression.Attribute attribute
              && attribute.value() instanceof Expression.Name name
              && name.id().equals(self)) {
            out.add(attribute.attribute());
          }
          return false;
        });
    return out;
  }

  /// How a class fills in what is open; empty if it fills in nothing.
  private Optional<String> filled(Set<String> open, ClassFacts heir) {
    var out = new StringBuilder();
    for (String name : open) {
      said(heir, name).ifPresent(where -> out.append(name).append('=').append(where).append(';'));
    }
    return out.isEmpty() ? Optional.empty() : Optional.of(out.toString());
  }

  /// Where a class says what an attribute is.
  private Optional<String> said(ClassFacts definition, String name) {
    for (ClassFacts each : hierarchy.ancestry(definition).order()) {
      FunctionFacts method = each.methods().get(name);
      Expression value = each.attributes().get(name);
      if ((method != null && !isAbstract(method)) || (value != null && !isNone(value))) {
        return Optional.of(each.toString());
      }
    }
    return Optional.empty();
  }

  /// What may run when a method is called that a class leaves open: those of the classes below it.
  List<Value.Function> overriding(ClassFacts definition, FunctionFacts method) {
    var out = new LinkedHashMap<FunctionFacts, Value.Function>();
    for (ClassFacts heir : below(definition)) {
      FunctionFacts written = heir.methods().get(method.name());
      if (written != null && !isAbstract(written) && out.size() < MOST_METHODS) {
        out.put(
            written,
            new Value.Function(written, Optional.of(new Value.Instance(heir, Map.of())), Map.of()));
      }
    }
    return List.copyOf(out.values());
  }

  static boolean isNone(Expression value) {
    return value instanceof Expression.Literal literal
        && literal.kind() == Expression.Literal.Kind.NONE;
  }

  /// Whether a method only says that the classes below write it.
  static boolean isAbstract(FunctionFacts method) {
    List<Statement> body = within(method.node().body());
    return method.hasDecorator("abstractmethod")
        || (!method.module().library()
            && (body.isEmpty() || refuses(body.getLast()) || body.stream().allMatch(Heirs::says)));
  }

  /// The body of the one function inside another that does nothing but call it.
  private static List<Statement> within(List<Statement> body) {
    return body.size() == 2
            && body.getFirst() instanceof Statement.Function inner
            && body.getLast() instanceof Statement.Return result
            && result
                .value()
                .filter(what -> FunctionFacts.lastName(what).equals(inner.name()))
                .isPresent()
        ? inner.body()
        : body;
  }

  private static boolean refuses(Statement statement) {
    return statement instanceof Statement.Raise raise
        && raise
            .exception()
            .filter(what -> FunctionFacts.lastName(what).equals("NotImplementedError"))
            .isPresent();
  }

  private static boolean says(Statement statement) {
    return statement instanceof Statement.Evaluate evaluate
        && evaluate.expression() instanceof Expression.Literal;
  }
}

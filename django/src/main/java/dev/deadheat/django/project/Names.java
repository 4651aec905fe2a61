package dev.deadheat.django.project;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.trace.Dependency;
import dev.deadheat.django.trace.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Follows names through imports, across all modules of the project.
///
/// The project is never imported, so its source roots are not known: an absolute import is matched
/// against the ends of module paths, and among several the one nearest to the importer wins.
public final class Names {
  private static final int MAX_HOPS = 12;

  private final Map<String, List<PythonModule>> byTail = new HashMap<>();
  private final Map<String, PythonModule> byDotted = new HashMap<>();
  private final Map<String, Boolean> packages = new HashMap<>();

  /// Indexes modules; those of the project come before those of the library.
  public Names(List<PythonModule> modules) {
    for (PythonModule module : modules) {
      String dotted = String.join(".", module.parts());
      byDotted.putIfAbsent((module.library() ? "lib:" : "") + dotted, module);
      if (!module.library()) {
        packages.merge(dotted, module.isPackage(), Boolean::logicalOr);
        if (!module.parts().isEmpty()) {
          byTail.computeIfAbsent(module.parts().getLast(), _ -> new ArrayList<>()).add(module);
        }
      }
    }
  }

  /// The module that an absolute dotted name means inside `from`.
  public Optional<PythonModule> module(PythonModule from, String dotted) {
    if (dotted.isEmpty()) {
      return Optional.empty();
    }
    List<String> wanted = List.of(dotted.split("\\.", -1));
    Trace.saw(Dependency.Kind.MODULES, wanted.getLast());
    PythonModule best = null;
    int bestShared = -1;
    if (!from.library()) {
      for (PythonModule candidate : byTail.getOrDefault(wanted.getLast(), List.of())) {
        int root = candidate.parts().size() - wanted.size();
        if (root < 0 || !candidate.parts().subList(root, candidate.parts().size()).equals(wanted)) {
          continue;
        }
        boolean rootIsPackage =
            packages.getOrDefault(String.join(".", candidate.parts().subList(0, root)), false);
        if (root > 0 && rootIsPackage && wanted.size() < 2) {
          continue;
        }
        int shared = shared(candidate.parts(), from.parts()) * 2 + (rootIsPackage ? 0 : 1);
        if (shared > bestShared) {
          best = candidate;
          bestShared = shared;
        }
      }
    }
    return best != null ? Optional.of(best) : Optional.ofNullable(byDotted.get("lib:" + dotted));
  }

  private static int shared(List<String> left, List<String> right) {
    int count = 0;
    while (count < left.size()
        && count < right.size()
        && left.get(count).equals(right.get(count))) {
      count++;
    }
    return count;
  }

  /// What a bare name means at the top of `module`.
  public Optional<Symbol> name(PythonModule module, String name) {
    return name(module, name, 0);
  }

  private Optional<Symbol> name(PythonModule module, String name, int hops) {
    if (hops > MAX_HOPS) {
      return Optional.empty();
    }
    module.seen();
    Optional<Binding> binding = module.binding(name);
    if (binding.isPresent()) {
      return Optional.of(
          switch (binding.get()) {
            case Binding.OfClass(ClassFacts definition) -> new Symbol.OfClass(definition);
            case Binding.OfFunction(FunctionFacts definition) -> new Symbol.OfFunction(definition);
            case Binding.OfValue(Expression value) -> value(module, value, hops);
            case Binding.Imported imported -> imported(module, imported, hops);
          });
    }
    for (Binding.Imported star : module.stars()) {
      Optional<PythonModule> source = source(module, star);
      Optional<Symbol> found = source.flatMap(from -> name(from, name, hops + 1));
      if (found.isPresent()) {
        return found;
      }
    }
    // A package's submodule is reachable as its attribute.
    if (module.isPackage()) {
      Optional<PythonModule> child = at(module, String.join(".", module.parts()) + "." + name);
      if (child.isPresent()) {
        return Optional.of(new Symbol.OfModule(child.get()));
      }
    }
    return Optional.empty();
  }

  private Symbol value(PythonModule module, Expression value, int hops) {
    // An alias is followed, any other value is kept as an expression.
    if (value instanceof Expression.Name || value instanceof Expression.Attribute) {
      Optional<Symbol> meant = expression(module, value, hops + 1);
      if (meant.isPresent()) {
        return meant.get();
      }
    }
    return new Symbol.OfValue(module, value);
  }

  /// What an import inside a function binds.
  public Symbol follow(PythonModule module, Binding.Imported imported) {
    return imported(module, imported, 0);
  }

  private Symbol imported(PythonModule module, Binding.Imported imported, int hops) {
    Optional<PythonModule> source = source(module, imported);
    if (imported.symbol().isEmpty()) {
      return source
          .<Symbol>map(Symbol.OfModule::new)
          .orElseGet(() -> new Symbol.External(imported.module()));
    }
    String symbol = imported.symbol().get();
    if (source.isPresent()) {
      Optional<Symbol> found = name(source.get(), symbol, hops + 1);
      if (found.isPresent()) {
        return found.get();
      }
    }
    Binding.Imported child =
        new Binding.Imported(
            imported.level(),
            imported.module().isEmpty() ? symbol : imported.module() + "." + symbol,
            Optional.empty());
    return source(module, child)
        .<Symbol>map(Symbol.OfModule::new)
        .orElseGet(() -> new Symbol.External(child.module()));
  }

  private Optional<PythonModule> source(PythonModule module, Binding.Imported imported) {
    if (imported.level() == 0) {
      return module(module, imported.module());
    }
    int up = imported.level() - (module.isPackage() ? 1 : 0);
    int keep = module.parts().size() - up;
    if (keep < 0) {
      return Optional.empty();
    }
    String base = String.join(".", module.parts().subList(0, keep));
    String dotted =
        imported.module().isEmpty()
            ? base
            : base.isEmpty() ? imported.module() : base + "." + imported.module();
    return at(module, dotted);
  }

  /// The module that has this full dotted name among the project's, or the library's if `from` is
  /// one of those.
  private Optional<PythonModule> at(PythonModule from, String dotted) {
    Trace.saw(Dependency.Kind.MODULES, dotted.substring(dotted.lastIndexOf('.') + 1));
    return Optional.ofNullable(byDotted.get((from.library() ? "lib:" : "") + dotted));
  }

  /// What decides which modules are found by this last name: see [Dependency.Kind#MODULES].
  public String modules(String last) {
    var out = new StringBuilder();
    if (last.isEmpty()) {
      out.append(byDotted.containsKey(""));
    }
    for (PythonModule each : byTail.getOrDefault(last, List.of())) {
      out.append(each.path());
      for (int i = 0; i < each.parts().size(); i++) {
        out.append(packages.getOrDefault(String.join(".", each.parts().subList(0, i)), false));
      }
    }
    return out.toString();
  }

  /// The module of these settings and those that it takes everything from; none if the project has
  /// no such module.
  public List<PythonModule> settings(String dotted) {
    List<String> wanted = List.of(dotted.split("\\.", -1));
    var out = new LinkedHashSet<PythonModule>();
    byTail.getOrDefault(wanted.getLast(), List.of()).stream()
        .filter(module -> endsWith(module.parts(), wanted))
        .min(Comparator.comparingInt(module -> module.parts().size()))
        .ifPresent(module -> withStars(module, out));
    return List.copyOf(out);
  }

  private static boolean endsWith(List<String> parts, List<String> tail) {
    int root = parts.size() - tail.size();
    return root >= 0 && parts.subList(root, parts.size()).equals(tail);
  }

  private void withStars(PythonModule module, Set<PythonModule> out) {
    if (out.add(module)) {
      module.stars().forEach(star -> source(module, star).ifPresent(from -> withStars(from, out)));
    }
  }

  /// What a dotted expression means at the top of `module`; empty for what is no name.
  public Optional<Symbol> expression(PythonModule module, Expression expression) {
    return expression(module, expression, 0);
  }

  private Optional<Symbol> expression(PythonModule module, Expression expression, int hops) {
    if (hops > MAX_HOPS) {
      return Optional.empty();
    }
    return switch (expression) {
      case Expression.Name name -> name(module, name.id(), hops + 1);
      case Expression.Attribute attribute ->
          expression(module, attribute.value(), hops + 1)
              .flatMap(owner -> member(owner, attribute.attribute(), hops));
      case Expression.Index index -> expression(module, index.value(), hops + 1);
      case Expression other -> Optional.empty();
    };
  }

  /// What an attribute of a symbol means.
  public Optional<Symbol> member(Symbol owner, String attribute) {
    return member(owner, attribute, 0);
  }

  private Optional<Symbol> member(Symbol owner, String attribute, int hops) {
    return switch (owner) {
      case Symbol.OfModule(PythonModule module) -> name(module, attribute, hops + 1);
      case Symbol.OfClass(ClassFacts definition) -> {
        Optional<ClassFacts> inner = definition.inner(attribute);
        if (inner.isPresent()) {
          yield Optional.of(new Symbol.OfClass(inner.get()));
        }
        FunctionFacts method = definition.methods().get(attribute);
        yield method == null ? Optional.empty() : Optional.of(new Symbol.OfFunction(method));
      }
      case Symbol.External(String dotted) ->
          Optional.of(
              Optional.ofNullable(byDotted.get("lib:" + dotted))
                  .flatMap(module -> name(module, attribute, hops + 1))
                  .orElseGet(() -> new Symbol.External(dotted + "." + attribute)));
      case Symbol.OfFunction _, Symbol.OfValue _ -> Optional.empty();
    };
  }
}

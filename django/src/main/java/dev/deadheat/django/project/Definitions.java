package dev.deadheat.django.project;

import dev.deadheat.django.code.Place;
import dev.deadheat.django.code.Statement;
import dev.deadheat.django.memory.StaleException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Finds the definitions of a project by where they stand, as an earlier run wrote them down.
///
/// Safe for use by many threads.
public final class Definitions {
  private final Map<String, PythonModule> modules = new HashMap<>();
  private final Map<FunctionFacts, FunctionFacts> functions = new HashMap<>();
  private final Map<PythonModule, Map<Place, Statement.Function>> nested =
      new ConcurrentHashMap<>();

  /// Over the modules of a project and of the library, and the functions that it analyses.
  public Definitions(Collection<PythonModule> modules, Collection<FunctionFacts> functions) {
    for (PythonModule module : modules) {
      this.modules.put(module.library() + module.path(), module);
    }
    for (FunctionFacts function : functions) {
      this.functions.put(function, function);
    }
  }

  /// A module by its path.
  public PythonModule module(boolean library, String path) {
    PythonModule found = modules.get(library + path);
    if (found == null) {
      throw new StaleException("no module " + path);
    }
    return found;
  }

  /// A class by its qualified name and the line of `class`.
  public ClassFacts type(PythonModule module, String name, int line) {
    String[] parts = name.split("\\.", -1);
    Optional<ClassFacts> found =
        module
            .binding(parts[0])
            .flatMap(binding ->
                binding instanceof Binding.OfClass(ClassFacts definition)
                    ? Optional.of(definition)
                    : Optional.empty());
    for (int i = 1; i < parts.length; i++) {
      String inner = parts[i];
      found = found.flatMap(definition -> definition.inner(inner));
    }
    return found
        .filter(definition -> definition.line() == line)
        .orElseThrow(() -> new StaleException("no class " + module + ":" + name));
  }

  /// A function by where it stands, a nested one included.
  public FunctionFacts function(
      PythonModule module, Optional<ClassFacts> owner, String name, Place place) {
    if (name.isEmpty()) {
      return FunctionFacts.around(module, place);
    }
    String last = name.substring(name.lastIndexOf('.') + 1);
    Optional<FunctionFacts> found =
        owner.isPresent()
            ? Optional.ofNullable(owner.get().methods().get(last))
            : module
                .binding(name)
                .flatMap(binding ->
                    binding instanceof Binding.OfFunction(FunctionFacts definition)
                        ? Optional.of(definition)
                        : Optional.empty());
    if (found.isPresent() && found.get().node().place().equals(place)) {
      return found.get();
    }
    var sought = new FunctionFacts(module, owner, name, FunctionFacts.around(module, place).node());
    FunctionFacts listed = functions.get(sought);
    if (listed != null && listed.qualifiedName().equals(name)) {
      return listed;
    }
    Statement.Function node =
        nested.computeIfAbsent(module, each -> nested(each.body(), new HashMap<>())).get(place);
    if (node == null) {
      throw new StaleException("no function " + module + ":" + name);
    }
    return new FunctionFacts(module, Optional.empty(), name, node);
  }

  private static Map<Place, Statement.Function> nested(
      List<Statement> body, Map<Place, Statement.Function> out) {
    for (Statement statement : body) {
      switch (statement) {
        case Statement.Function function -> {
          out.put(function.place(), function);
          nested(function.body(), out);
        }
        case Statement.ClassDef definition -> nested(definition.body(), out);
        case Statement.Branch branch -> {
          nested(branch.then(), out);
          nested(branch.otherwise(), out);
        }
        case Statement.While loop -> {
          nested(loop.body(), out);
          nested(loop.otherwise(), out);
        }
        case Statement.For loop -> {
          nested(loop.body(), out);
          nested(loop.otherwise(), out);
        }
        case Statement.With with -> nested(with.body(), out);
        case Statement.Try attempt -> {
          nested(attempt.body(), out);
          attempt.handlers().forEach(handler -> nested(handler.body(), out));
          nested(attempt.otherwise(), out);
          nested(attempt.last(), out);
        }
        case Statement.Assign _,
            Statement.Declare _,
            Statement.Evaluate _,
            Statement.Return _,
            Statement.Raise _,
            Statement.Jump _,
            Statement.Delete _,
            Statement.Import _,
            Statement.ImportFrom _ -> {}
      }
    }
    return out;
  }
}

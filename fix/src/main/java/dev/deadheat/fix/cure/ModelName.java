package dev.deadheat.fix.cure;

import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.project.Binding;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.PythonModule;
import dev.deadheat.fix.text.Document;
import dev.deadheat.fix.text.Imports;
import dev.deadheat.python.ast.Alias;
import dev.deadheat.python.ast.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How to write a model where it is needed. A module that the file does not import yet is imported
/// inside the function, as that cannot close a circle, unless the file is of a kind that models
/// never import.
final class ModelName {
  private static final Set<String> IMPORTING =
      Set.of("views", "viewsets", "api", "admin", "tasks", "graphql", "mutations", "commands");

  private static final int MOST_IMPORTS = 4;

  private ModelName() {}

  /// The manager of a model, such as `Item.objects`.
  ///
  /// @param row how a row of the model is written there, if there is one
  static Optional<String> manager(
      Case each, Draft draft, PythonModule module, ModelFacts model, Optional<String> row) {
    return of(each, draft, module, model, row).map(name -> name + "." + objects(each, model));
  }

  /// The manager of whichever model a row is of.
  ///
  /// @param model one of those that it may be of
  static String ofRow(Case each, ModelFacts model, String row) {
    return "type(" + row + ")." + objects(each, model);
  }

  /// Whether other models of the project extend a model: a row of it may be one of theirs.
  static boolean isExtended(Case each, ModelFacts model) {
    return each.heirs(model.definition())
        .anyMatch(heir -> each.facts().models().of(heir).isPresent());
  }

  private static Optional<String> of(
      Case each, Draft draft, PythonModule module, ModelFacts model, Optional<String> row) {
    if (!model.isAbstract() && isBound(each, module, model)) {
      return Optional.of(model.name());
    }
    boolean user = each.facts().models().user().filter(model::equals).isPresent();
    if (user || row.filter(text -> text.endsWith(".user")).isPresent()) {
      return Optional.of(draft.name("django.contrib.auth", "get_user_model") + "()");
    }
    if (!model.isAbstract()) {
      String home = String.join(".", model.definition().module().parts());
      for (Statement statement : draft.document().parsed().tree().body()) {
        if (statement instanceof Statement.ImportFrom from
            && from.level() == 0
            && from.module().filter(m -> home.equals(m) || home.endsWith("." + m)).isPresent()) {
          return Optional.of(draft.name(from.module().get(), model.name()));
        }
      }
    }
    Optional<String> beside = model.isAbstract() ? Optional.empty() : beside(draft, module, model);
    if (beside.isPresent()) {
      return beside;
    }
    Optional<String> home = model.isAbstract() ? Optional.empty() : home(each, model);
    if (home.isPresent() && module.binding(model.name()).isEmpty()) {
      if (imports(module)) {
        return Optional.of(draft.name(home.get(), model.name()));
      }
      if (draft.local(home.get(), model.name())) {
        return Optional.of(model.name());
      }
    }
    Optional<String> path = model.isAbstract() ? Optional.empty() : relative(draft, module, model);
    if (path.isPresent() && module.binding(model.name()).isEmpty()) {
      if (imports(module)) {
        return Optional.of(draft.name(path.get(), model.name()));
      }
      if (draft.local(path.get(), model.name())) {
        return Optional.of(model.name());
      }
    }
    return row.map(text -> "type(" + text + ")");
  }

  /// The model by a relative import of the file that names its module already.
  private static Optional<String> beside(Draft draft, PythonModule module, ModelFacts model) {
    String home = String.join(".", model.definition().module().parts());
    for (Statement statement : draft.document().parsed().tree().body()) {
      if (!(statement instanceof Statement.ImportFrom from) || from.level() == 0) {
        continue;
      }
      String told = Imports.module(from);
      String meant = resolved(module, from);
      if (meant.equals(home)) {
        return Optional.of(draft.name(told, model.name()));
      }
      for (Alias alias : from.names()) {
        if (home.equals(meant.isEmpty() ? alias.name() : meant + "." + alias.name())) {
          String inner = from.module().isEmpty() ? told : told + ".";
          return Optional.of(draft.name(inner + alias.name(), model.name()));
        }
      }
    }
    return Optional.empty();
  }

  /// The module that a relative import means.
  private static String resolved(PythonModule module, Statement.ImportFrom from) {
    List<String> folder = folder(module);
    int kept = Math.max(0, folder.size() - from.level() + 1);
    return Stream.concat(folder.subList(0, kept).stream(), from.module().stream())
        .collect(Collectors.joining("."));
  }

  /// The model's module as the file names others of the same package: by as many dots, or by its
  /// whole path.
  private static Optional<String> relative(Draft draft, PythonModule module, ModelFacts model) {
    List<String> folder = folder(module);
    List<String> home = model.definition().module().parts();
    int common = 0;
    while (common < Math.min(folder.size(), home.size())
        && folder.get(common).equals(home.get(common))) {
      common++;
    }
    int level = folder.size() - common + 1;
    List<Statement.ImportFrom> imports =
        draft.document().parsed().tree().body().stream()
            .filter(Statement.ImportFrom.class::isInstance)
            .map(Statement.ImportFrom.class::cast)
            .toList();
    if (common == 0 || common == home.size()) {
      return Optional.empty();
    }
    if (imports.stream().anyMatch(from -> from.level() >= level)) {
      return Optional.of(".".repeat(level) + String.join(".", home.subList(common, home.size())));
    }
    return imports.stream().anyMatch(from -> Imports.module(from).startsWith(home.getFirst() + "."))
        ? Optional.of(String.join(".", home))
        : Optional.empty();
  }

  /// The package that a module stands in.
  private static List<String> folder(PythonModule module) {
    List<String> parts = module.parts();
    boolean whole = module.path().endsWith("__init__.py");
    return whole ? parts : parts.subList(0, Math.max(0, parts.size() - 1));
  }

  /// Whether a module is of the kind that imports models, and that models do not import.
  private static boolean imports(PythonModule module) {
    return module.parts().stream().anyMatch(IMPORTING::contains);
  }

  /// The module from which the project itself imports a model, most often.
  private static Optional<String> home(Case each, ModelFacts model) {
    String parts = "." + String.join(".", model.definition().module().parts()) + ".";
    var counts = new TreeMap<String, Integer>();
    for (PythonModule module : each.facts().modules()) {
      boolean says =
          module.binding(model.name()).orElse(null) instanceof Binding.Imported imported
              && imported.level() == 0
              && imported.symbol().filter(model.name()::equals).isPresent()
              && parts.contains("." + imported.module() + ".");
      if (says && module.binding(model.name()).get() instanceof Binding.Imported imported) {
        counts.merge(imported.module(), 1, Integer::sum);
      }
    }
    return counts.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
  }

  /// Whether the model's name means the model in a module; so it is taken to where it comes from a
  /// module that is not known, or that names it nowhere: by a star, say.
  private static boolean isBound(Case each, PythonModule module, ModelFacts model) {
    Optional<Binding> binding = module.binding(model.name());
    return binding.isPresent() && means(each, module, binding.get(), model, MOST_IMPORTS);
  }

  private static boolean means(
      Case each, PythonModule module, Binding binding, ModelFacts model, int left) {
    return switch (binding) {
      case Binding.OfClass(ClassFacts definition) -> definition.equals(model.definition());
      case Binding.Imported imported ->
          imported.symbol().filter(model.name()::equals).isPresent()
              && (left == 0
                  || source(each, module, imported)
                      .flatMap(from ->
                          from.binding(model.name())
                              .map(there -> means(each, from, there, model, left - 1)))
                      .orElse(true));
      case Binding.OfFunction _, Binding.OfValue _ -> false;
    };
  }

  /// The module that an import is from, if its path ends so.
  private static Optional<PythonModule> source(
      Case each, PythonModule module, Binding.Imported imported) {
    List<String> folder = folder(module);
    int kept = Math.max(0, folder.size() - imported.level() + 1);
    List<String> root = imported.level() == 0 ? List.of() : folder.subList(0, kept);
    String dotted =
        Stream.concat(root.stream(), Stream.of(imported.module()))
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining("."));
    return each.facts().modules().stream()
        .filter(from -> ("." + String.join(".", from.parts())).endsWith("." + dotted))
        .min(Comparator.comparingInt(from -> from.parts().size()));
  }

  /// Where rows are read by their key: a manager of the project's own may leave the row out, and
  /// Django itself reads rows again through `_base_manager`.
  private static String objects(Case each, ModelFacts model) {
    boolean named = each.facts().models().manager(model, "objects").isPresent();
    List<String> managers =
        model.definition().attributes().values().stream()
            .map(Object::toString)
            .filter(text -> text.contains("Manager"))
            .toList();
    boolean filters =
        model.definition().module().bindings().values().stream()
            .anyMatch(binding ->
                binding instanceof Binding.OfClass(ClassFacts manager)
                    && manager.methods().containsKey("get_queryset")
                    && managers.stream().anyMatch(text -> text.contains(manager.name())));
    if (filters) {
      return "_base_manager";
    }
    return named || managers.isEmpty() ? "objects" : "_default_manager";
  }

  /// The module of a document, as the facts have it.
  static Optional<PythonModule> module(Case each, Document document) {
    return each.facts().modules().stream()
        .filter(module -> module.path().equals(document.path()))
        .findFirst();
  }
}

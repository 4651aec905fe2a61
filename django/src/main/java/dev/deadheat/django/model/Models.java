package dev.deadheat.django.model;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.ClassKind;
import dev.deadheat.django.project.Hierarchy;
import dev.deadheat.django.project.Names;
import dev.deadheat.django.project.Symbol;
import dev.deadheat.django.trace.Dependency;
import dev.deadheat.django.trace.Trace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Every model of a project, with its relations both ways.
public final class Models {
  private final Map<ClassFacts, ModelFacts> byClass = new LinkedHashMap<>();
  private final Map<String, List<ModelFacts>> byName = new HashMap<>();
  private final Map<ClassFacts, Map<String, Reverse>> reverse = new HashMap<>();
  private final Map<String, Optional<Reverse>> byAccessor = new HashMap<>();
  private final Map<String, Optional<ModelFacts>> bySnakeName = new HashMap<>();
  private final Map<String, Optional<ModelFacts>> byStandardName = new HashMap<>();
  private final Hierarchy hierarchy;
  private final Names names;
  private final Optional<String> userModel;

  /// Reads the models among `classes`.
  ///
  /// @param userModel the setting `AUTH_USER_MODEL`
  public Models(
      Collection<ClassFacts> classes,
      Hierarchy hierarchy,
      Names names,
      Optional<String> userModel) {
    this.hierarchy = hierarchy;
    this.names = names;
    this.userModel = userModel;
    for (ClassFacts definition : classes) {
      if (hierarchy.is(definition, ClassKind.MODEL)
          && !hierarchy.is(definition, ClassKind.SERIALIZER)
          && !hierarchy.is(definition, ClassKind.FORM)
          && !hierarchy.is(definition, ClassKind.TEST)) {
        ModelFacts model = read(definition);
        byClass.put(definition, model);
        if (!definition.module().library()) {
          byName.computeIfAbsent(definition.name(), _ -> new ArrayList<>()).add(model);
        }
      }
    }
    // What the project calls by a library's name is the project's own.
    for (ModelFacts model : byClass.values()) {
      if (model.definition().module().library()) {
        byName.putIfAbsent(model.name(), new ArrayList<>(List.of(model)));
      }
    }
    for (ModelFacts model : byClass.values()) {
      link(model);
      if (!model.definition().module().library()) {
        String snake = snake(model.name());
        bySnakeName.merge(snake, Optional.of(model), (_, _) -> Optional.empty());
        String standard = model.name().toLowerCase(Locale.ROOT) + "_set";
        byStandardName.merge(standard, Optional.of(model), (_, _) -> Optional.empty());
      }
    }
  }

  private ModelFacts read(ClassFacts definition) {
    var fields = new LinkedHashMap<String, FieldFacts>();
    for (ClassFacts each : hierarchy.ancestry(definition).order().reversed()) {
      each.attributes()
          .forEach((name, value) ->
              FieldReader.field(name, value).ifPresent(field -> fields.put(name, field)));
    }
    Optional<ClassFacts> own = definition.inner("Meta");
    boolean isAbstract =
        own.map(meta -> meta.attributes().get("abstract")).filter(FieldReader::isTrue).isPresent();
    var keys = new LinkedHashSet<UniqueKey>();
    for (FieldFacts field : fields.values()) {
      if (field.unique()) {
        keys.add(new UniqueKey(List.of(field.name()), false, field.nullable()));
      }
    }
    var checked = new LinkedHashSet<String>();
    for (ClassFacts each : hierarchy.ancestry(definition).order()) {
      each.inner("Meta")
          .ifPresent(meta -> {
            checked.addAll(FieldReader.checked(meta));
            for (List<String> columns : FieldReader.togethers(meta)) {
              keys.add(key(columns, false, fields));
            }
            for (FieldReader.Constraint constraint : FieldReader.constraints(meta)) {
              keys.add(key(constraint.columns(), constraint.conditional(), fields));
            }
          });
    }
    return new ModelFacts(definition, isAbstract, fields, List.copyOf(keys), checked);
  }

  private static UniqueKey key(
      List<String> columns, boolean conditional, Map<String, FieldFacts> fields) {
    boolean nullable =
        columns.stream().anyMatch(c -> fields.containsKey(c) && fields.get(c).nullable());
    return new UniqueKey(columns, conditional, nullable);
  }

  private void link(ModelFacts model) {
    if (model.isAbstract()) {
      return;
    }
    String lower = model.name().toLowerCase(Locale.ROOT);
    for (FieldFacts field : model.fields().values()) {
      if (field.target().isEmpty()) {
        continue;
      }
      Optional<ModelFacts> target = target(model, field);
      boolean one = field.type().equals("OneToOneField");
      String accessor =
          field
              .relatedName()
              .map(name -> name.replace("%(class)s", lower))
              .orElse(one ? lower : lower + "_set");
      if (target.isPresent() && !accessor.endsWith("+")) {
        var found = new Reverse(model, field.name(), one);
        reverse
            .computeIfAbsent(target.get().definition(), _ -> new HashMap<>())
            .putIfAbsent(accessor, found);
        byAccessor.merge(
            accessor, Optional.of(found), (a, b) -> a.filter(first -> leadsWhere(first, b)));
      }
    }
  }

  /// Whether two accessors of one name give rows of one model, many each.
  private static boolean leadsWhere(Reverse one, Optional<Reverse> other) {
    return other.filter(it -> it.model().equals(one.model()) && it.one() == one.one()).isPresent();
  }

  /// The model that a relation of `model` points at.
  public Optional<ModelFacts> target(ModelFacts model, FieldFacts field) {
    return field.target().flatMap(label -> labelled(label, model.definition()));
  }

  /// The model that a label means where `from` stands: `app.Model`, `Model`, `self`.
  public Optional<ModelFacts> labelled(String label, ClassFacts from) {
    if (label.equals("self")) {
      return of(from);
    }
    if (label.equals("AUTH_USER_MODEL")) {
      return user();
    }
    String last = label.substring(label.lastIndexOf('.') + 1);
    if (label.equals(last)) {
      Optional<Symbol> symbol = names.name(from.module(), last);
      if (symbol.isPresent() && symbol.get() instanceof Symbol.OfClass(ClassFacts definition)) {
        return of(definition);
      }
    }
    List<ModelFacts> candidates = byName(last);
    if (candidates.size() == 1) {
      return Optional.of(seen(candidates.getFirst()));
    }
    String app = label.contains(".") ? label.substring(0, label.indexOf('.')) : "";
    for (ModelFacts candidate : candidates) {
      boolean same =
          app.isEmpty()
              ? candidate.definition().module() == from.module()
              : candidate.definition().module().parts().contains(app);
      if (same) {
        return Optional.of(seen(candidate));
      }
    }
    return Optional.empty();
  }

  /// The model of logged-in people.
  public Optional<ModelFacts> user() {
    Trace.saw(Dependency.Kind.USER, "");
    String label = userModel.orElse("auth.User");
    String last = label.substring(label.lastIndexOf('.') + 1);
    return byName(last).stream().findFirst().map(this::seen);
  }

  /// The model whose class this is.
  public Optional<ModelFacts> of(ClassFacts definition) {
    hierarchy.ancestry(definition);
    return Optional.ofNullable(byClass.get(definition));
  }

  /// The only model of this class name.
  public Optional<ModelFacts> named(String name) {
    List<ModelFacts> found = byName(name);
    return found.size() == 1 ? Optional.of(seen(found.getFirst())) : Optional.empty();
  }

  /// The only model whose class name, written as variables are, is this.
  public Optional<ModelFacts> called(String variable) {
    Trace.saw(Dependency.Kind.VARIABLE, variable);
    return bySnakeName.getOrDefault(variable, Optional.empty()).map(this::seen);
  }

  /// The reverse accessor that an attribute of a row of `model` means.
  public Optional<Reverse> reverse(ModelFacts model, String attribute) {
    Trace.saw(Dependency.Kind.ACCESSOR, attribute);
    for (ClassFacts each : hierarchy.ancestry(model.definition()).order()) {
      Reverse found = reverse.getOrDefault(each, Map.of()).get(attribute);
      if (found != null) {
        seen(found.model());
        return Optional.of(found);
      }
    }
    Optional<Reverse> below = model.isAbstract() ? below(model, attribute) : Optional.empty();
    return below.or(() -> standard(model, attribute));
  }

  /// `user.order_set`: the rows of `Order`, though the relation is declared above it where nobody
  /// sees.
  private Optional<Reverse> standard(ModelFacts model, String attribute) {
    return byStandardName
        .getOrDefault(attribute, Optional.empty())
        .map(rows -> new Reverse(seen(rows), snake(model.definition().name()), false));
  }

  /// What the accessor means for the models that an abstract one is written for, if that is one.
  private Optional<Reverse> below(ModelFacts model, String attribute) {
    List<Reverse> found =
        reverse.entrySet().stream()
            .filter(each -> each.getValue().containsKey(attribute))
            .filter(each -> hierarchy.ancestry(each.getKey()).order().contains(model.definition()))
            .flatMap(each -> Optional.ofNullable(each.getValue().get(attribute)).stream())
            .distinct()
            .toList();
    found.forEach(each -> seen(each.model()));
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  /// What a reverse accessor means, whatever it is asked of, if only one relation has it.
  public Optional<Reverse> accessed(String attribute) {
    Trace.saw(Dependency.Kind.ACCESSOR, attribute);
    Optional<Reverse> found = byAccessor.getOrDefault(attribute, Optional.empty());
    found.ifPresent(reverse -> seen(reverse.model()));
    return found;
  }

  /// All models of the project, in the order of files and lines.
  public Collection<ModelFacts> all() {
    return byClass.values().stream()
        .filter(model -> !model.definition().module().library())
        .toList();
  }

  /// The manager class that an attribute of a model class names, if the project defines it.
  public Optional<Expression> manager(ModelFacts model, String attribute) {
    return hierarchy.attribute(model.definition(), attribute).map(Hierarchy.Attribute::value);
  }

  /// The answer to a question about models: see [Dependency.Kind].
  public String answer(Dependency.Kind kind, String name) {
    return switch (kind) {
      case MODELS -> labels(byName.getOrDefault(name, List.of()).stream());
      case VARIABLE -> labels(bySnakeName.getOrDefault(name, Optional.empty()).stream());
      case USER -> labels(user().stream());
      case ACCESSOR ->
          reverse.entrySet().stream()
              .filter(each -> each.getValue().containsKey(name))
              .map(each -> each.getKey() + "<" + label(each.getValue().get(name)))
              .sorted()
              .collect(
                  Collectors.joining(
                      " ",
                      "",
                      (byAccessor.getOrDefault(name, Optional.empty()).isPresent() ? "!" : "")
                          + labels(byStandardName.getOrDefault(name, Optional.empty()).stream())));
      case FILE, MODULES, METHOD, REQUEST, SIGNAL, BELOW ->
          throw new IllegalArgumentException("no question about models: " + kind);
    };
  }

  private static String label(Reverse reverse) {
    return reverse.model().definition() + "." + reverse.field() + reverse.one();
  }

  private static String labels(Stream<ModelFacts> models) {
    return models.map(model -> model.definition().toString()).collect(Collectors.joining(" "));
  }

  private List<ModelFacts> byName(String name) {
    Trace.saw(Dependency.Kind.MODELS, name);
    return byName.getOrDefault(name, List.of());
  }

  /// A model is what its class and their ancestors say.
  private ModelFacts seen(ModelFacts model) {
    hierarchy.ancestry(model.definition());
    return model;
  }

  private static String snake(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
        .replaceAll("([A-Z]+)([A-Z][a-z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }
}

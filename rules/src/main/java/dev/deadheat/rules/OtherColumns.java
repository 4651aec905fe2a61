package dev.deadheat.rules;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.code.Parts;
import dev.deadheat.django.flow.Read;
import dev.deadheat.django.flow.Write;
import dev.deadheat.django.model.FieldFacts;
import dev.deadheat.django.model.ModelFacts;
import dev.deadheat.django.project.Binding;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.django.project.PythonModule;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// The columns of a row that a whole `save()` puts back as they were read.
final class OtherColumns {
  private static final Set<String> MANAGED = Set.of("GenericForeignKey", "GenericRelation");

  private OtherColumns() {}

  /// Whether none is left that anybody changes: all others are assigned here, are filled by
  /// themselves, or say which row it is.
  static boolean areNone(Write write, Read read, Project project) {
    Optional<ModelFacts> model = write.table().model();
    if (model.isEmpty()
        || write.columns().isEmpty()
        || write.columns().containsKey("*")
        || project.inheritsUnseen(write)) {
      return false;
    }
    Set<String> fixed = identity(model.get(), read);
    for (FieldFacts field : model.get().fields().values()) {
      boolean none =
          field.toMany()
              || field.automatic()
              || MANAGED.contains(field.type())
              || field.type().endsWith("AutoField")
              || field.name().equals("id")
              || fixed.contains(field.name())
              || write.columns().containsKey(field.name())
              || write.columns().containsKey(field.name() + "_id");
      if (!none) {
        return false;
      }
    }
    return !isTranslated(model.get(), project);
  }

  /// Whether a library may add columns that nobody sees declared: one for each language.
  static boolean isTranslated(ModelFacts model, Project project) {
    return project.facts().modules().stream()
        .filter(
            module -> module.bindings().values().stream().anyMatch(OtherColumns::isOfTranslator))
        .anyMatch(module -> names(module, model.name()));
  }

  private static boolean isOfTranslator(Binding binding) {
    return binding instanceof Binding.Imported imported
        && imported.module().startsWith("modeltranslation");
  }

  private static boolean names(PythonModule module, String model) {
    return module.bindings().values().stream()
            .anyMatch(binding ->
                binding instanceof Binding.OfClass(ClassFacts definition)
                    && definition.decorators().stream()
                        .anyMatch(each -> Parts.any(each, part -> isNamed(part, model))))
        || Parts.any(module.body(), part -> isNamed(part, model));
  }

  private static boolean isNamed(Expression part, String model) {
    return FunctionFacts.lastName(part).equals(model);
  }

  /// The columns that say which row it is: a key made of relations, or by which it was got or made.
  private static Set<String> identity(ModelFacts model, Read read) {
    var out = new HashSet<String>();
    model.keys().stream()
        .filter(key ->
            !key.conditional()
                && key.columns().stream()
                    .allMatch(column -> model.field(column).filter(FieldFacts::toOne).isPresent()))
        .forEach(key -> out.addAll(key.columns()));
    if (read.kind() == Read.Kind.GET_OR_CREATE) {
      read.lookups().forEach(lookup -> out.add(model.column(lookup)));
    }
    return out;
  }
}

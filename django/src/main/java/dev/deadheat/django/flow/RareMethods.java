package dev.deadheat.django.flow;

import dev.deadheat.django.model.Models;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.ClassKind;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.django.project.Hierarchy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Methods whose name alone tells them: an object of unknown class that has such a method is most
/// likely of the one class, or of one of the few, that the project gives it to.
final class RareMethods {
  private static final int MOST = 4;
  private static final int SHORTEST = 8;

  /// What REST framework asks of the permissions that a view names.
  private static final Set<String> PERMISSIONS = Set.of("has_permission", "has_object_permission");

  private RareMethods() {}

  static Map<String, List<FunctionFacts>> among(
      Collection<FunctionFacts> functions, Hierarchy hierarchy, Models models) {
    Map<String, List<FunctionFacts>> byName = new HashMap<>();
    for (FunctionFacts function : functions) {
      String name = function.name();
      boolean telling = name.length() >= SHORTEST && name.indexOf('_') > 0 && !name.endsWith("__");
      if (telling && !PERMISSIONS.contains(name) && function.isBound() && !function.isProperty()) {
        byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(function);
      }
    }
    byName.values().removeIf(methods -> isCommon(methods, hierarchy, models));
    return byName;
  }

  private static boolean isCommon(List<FunctionFacts> methods, Hierarchy hierarchy, Models models) {
    boolean model = false;
    for (FunctionFacts method : methods) {
      ClassFacts owner = method.owner().orElseThrow();
      model |= models.of(owner).isPresent();
      // What a framework calls by its own names says nothing of the object.
      if (hierarchy.is(owner, ClassKind.VIEW)
          || hierarchy.is(owner, ClassKind.ADMIN)
          || hierarchy.is(owner, ClassKind.SERIALIZER)
          || hierarchy.is(owner, ClassKind.FORM)) {
        return true;
      }
    }
    return methods.size() > (model ? 1 : MOST);
  }
}

package dev.deadheat.django.project;

import dev.deadheat.django.code.Expression;
import java.util.Optional;

/// What a name at the top of a module stands for, before imports are followed.
public sealed interface Binding {

  /// A class defined here.
  record OfClass(ClassFacts definition) implements Binding {}

  /// A function defined here.
  record OfFunction(FunctionFacts definition) implements Binding {}

  /// An import: `module` dotted, `level` leading dots; no symbol means the module itself.
  record Imported(int level, String module, Optional<String> symbol) implements Binding {}

  /// A variable.
  record OfValue(Expression value) implements Binding {}
}

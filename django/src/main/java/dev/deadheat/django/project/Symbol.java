package dev.deadheat.django.project;

import dev.deadheat.django.code.Expression;

/// What a name means once imports are followed.
public sealed interface Symbol {

  /// A class of the project or of a library sketch.
  record OfClass(ClassFacts definition) implements Symbol {}

  /// A function of the project or of a library sketch.
  record OfFunction(FunctionFacts definition) implements Symbol {}

  /// A module.
  record OfModule(PythonModule module) implements Symbol {}

  /// A variable at the top of a module.
  record OfValue(PythonModule module, Expression value) implements Symbol {}

  /// Something outside, by its full dotted name.
  record External(String dotted) implements Symbol {}
}

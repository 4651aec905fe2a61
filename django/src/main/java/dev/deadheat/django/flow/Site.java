package dev.deadheat.django.flow;

import dev.deadheat.django.code.Place;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.django.project.PythonModule;

/// A place in a function of the project.
///
/// @param function the function that holds it
public record Site(FunctionFacts function, Place place) {

  /// Its module.
  public PythonModule module() {
    return function.module();
  }

  /// Its file.
  public String path() {
    return function.module().path();
  }

  /// Its line.
  public int line() {
    return place.line();
  }

  @Override
  public String toString() {
    return path() + ":" + line();
  }
}

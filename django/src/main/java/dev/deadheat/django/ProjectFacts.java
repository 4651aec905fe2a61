package dev.deadheat.django;

import dev.deadheat.django.entry.AdminModels;
import dev.deadheat.django.entry.EntryPoints;
import dev.deadheat.django.entry.Signals;
import dev.deadheat.django.flow.CallSite;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.model.Models;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.django.project.Hierarchy;
import dev.deadheat.django.project.ProjectSettings;
import dev.deadheat.django.project.PythonModule;
import java.util.List;
import java.util.Map;

/// Everything that the rules may ask about a project.
///
/// @param modules the project's files, by path
/// @param flows what happens in each function that users can reach, by file and line; tests and
///   migrations are left out
/// @param callers who calls a function
/// @param notes comments that speak to Deadheat
/// @param troubles files that could not be read whole
public record ProjectFacts(
    List<PythonModule> modules,
    Models models,
    Hierarchy hierarchy,
    EntryPoints entryPoints,
    Signals signals,
    AdminModels admin,
    ProjectSettings settings,
    List<FunctionFlow> flows,
    Map<FunctionFacts, List<CallSite>> callers,
    List<Note> notes,
    List<Trouble> troubles) {

  /// A comment that begins with `deadheat:`.
  ///
  /// @param text what follows
  public record Note(String path, int line, String text) {}

  /// A file that could not be read whole, and why.
  public record Trouble(String path, int line, String message) {}
}

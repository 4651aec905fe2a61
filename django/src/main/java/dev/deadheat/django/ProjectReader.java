package dev.deadheat.django;

import dev.deadheat.django.entry.ActionRoutes;
import dev.deadheat.django.entry.AdminModels;
import dev.deadheat.django.entry.EntryPoints;
import dev.deadheat.django.entry.InheritedHandlers;
import dev.deadheat.django.entry.Signals;
import dev.deadheat.django.flow.Analysis;
import dev.deadheat.django.flow.CallSite;
import dev.deadheat.django.flow.FunctionFlow;
import dev.deadheat.django.memory.StaleException;
import dev.deadheat.django.model.Models;
import dev.deadheat.django.project.Binding;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.Definitions;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.django.project.Hierarchy;
import dev.deadheat.django.project.KnownClasses;
import dev.deadheat.django.project.Names;
import dev.deadheat.django.project.ProjectSettings;
import dev.deadheat.django.project.PythonModule;
import dev.deadheat.source.SourceFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Reads a project: a function of its files alone, whatever the number of threads.
public final class ProjectReader {
  /// Files longer than this hold data, not code that people wrote.
  public static final int MAX_BYTES = 4_000_000;

  private ProjectReader() {}

  /// A project as it was read.
  ///
  /// @param analysed how many functions were analysed; the others were as an earlier run left them
  /// @param memory what to give to the next run; empty if it is what this run was given
  /// @param digests of the files as they were read, by path
  public record Reading(
      ProjectFacts facts, int analysed, Optional<byte[]> memory, Map<String, String> digests) {}

  /// What tells two contents of a file apart.
  public static String digest(byte[] bytes) {
    return ReadFile.digest(bytes);
  }

  /// Reads files given by path and bytes, and analyses them.
  public static ProjectFacts read(Map<String, byte[]> files) {
    var paths = new ArrayList<>(files.keySet());
    paths.sort(Comparator.naturalOrder());
    return read(paths, path -> files.getOrDefault(path, new byte[0]));
  }

  /// Reads files, each asked for once and let go when it was read, and analyses them.
  ///
  /// @param paths relative to the project, with `/`
  public static ProjectFacts read(List<String> paths, Function<String, byte[]> bytes) {
    return read(paths, bytes, ProjectOptions.NONE);
  }

  /// As above, with what the project says of itself.
  public static ProjectFacts read(
      List<String> paths, Function<String, byte[]> bytes, ProjectOptions options) {
    List<ReadFile> files =
        paths.parallelStream()
            .map(path -> ReadFile.of(path, bytes.apply(path), "", false))
            .toList();
    return analyse(files, options, Optional.empty(), Optional.empty(), false).facts();
  }

  /// As above; takes over from an earlier run what can be no other than it was then.
  ///
  /// @param memory what the earlier run left, unharmed and by the same version of Deadheat; empty
  ///   for nothing
  public static Reading read(
      List<String> paths, Function<String, byte[]> bytes, ProjectOptions options, byte[] memory) {
    return recall(paths, unread(bytes), options, memory);
  }

  /// As above; a file whose digest is known, and as it was, need not be read.
  public static Reading recall(
      List<String> paths,
      Function<String, Content> contents,
      ProjectOptions options,
      byte[] memory) {
    try {
      return read(paths, contents, options, Memory.of(memory), Optional.empty(), true);
    } catch (StaleException e) {
      return read(paths, contents, options, Memory.NONE, Optional.empty(), true);
    }
  }

  /// As [#read], of a project that is looked at in several states.
  ///
  /// @param pool what was analysed for the other states; it gets what is analysed for this one
  public static Reading state(
      List<String> paths,
      Function<String, byte[]> bytes,
      ProjectOptions options,
      byte[] memory,
      FlowPool pool) {
    try {
      return read(paths, unread(bytes), options, Memory.of(memory), Optional.of(pool), true);
    } catch (StaleException e) {
      return read(paths, unread(bytes), options, Memory.NONE, Optional.of(pool), true);
    }
  }

  private static Function<String, Content> unread(Function<String, byte[]> bytes) {
    return path -> Content.unread(() -> bytes.apply(path));
  }

  /// As [#state], for a look at what a project would be: nothing is left for a next run.
  public static Reading glance(
      List<String> paths,
      Function<String, byte[]> bytes,
      ProjectOptions options,
      byte[] memory,
      FlowPool pool) {
    try {
      return read(paths, unread(bytes), options, Memory.of(memory), Optional.of(pool), false);
    } catch (StaleException e) {
      return read(paths, unread(bytes), options, Memory.NONE, Optional.of(pool), false);
    }
  }

  private static Reading read(
      List<String> paths,
      Function<String, Content> contents,
      ProjectOptions options,
      Memory before,
      Optional<FlowPool> pool,
      boolean keep) {
    List<ReadFile> files =
        paths.parallelStream().map(path -> before.file(path, contents.apply(path))).toList();
    return analyse(files, options, Optional.of(before), pool, keep);
  }

  private static Reading analyse(
      List<ReadFile> files,
      ProjectOptions options,
      Optional<Memory> memory,
      Optional<FlowPool> pool,
      boolean keep) {
    var modules = new ArrayList<PythonModule>();
    var notes = new ArrayList<ProjectFacts.Note>();
    var troubles = new ArrayList<ProjectFacts.Trouble>();
    for (ReadFile file : files) {
      modules.add(file.module());
      notes.addAll(file.notes());
      troubles.addAll(file.troubles());
    }
    var all = new ArrayList<>(modules);
    var sketches = new ArrayList<PythonModule>();
    for (SourceFile sketch : LibrarySketches.load()) {
      sketches.add(ReadFile.of(sketch.path(), sketch.bytes(), "", true).module());
    }
    all.addAll(sketches);
    var names = new Names(all);
    var hierarchy = new Hierarchy(names, KnownClasses.load());
    var classes = new ArrayList<ClassFacts>();
    var functions = new ArrayList<FunctionFacts>();
    for (PythonModule module : modules) {
      if (!module.isTest() && !module.isMigration()) {
        for (Binding binding : module.bindings().values()) {
          switch (binding) {
            case Binding.OfClass(ClassFacts definition) -> add(definition, classes, functions);
            case Binding.OfFunction(FunctionFacts definition) -> functions.add(definition);
            case Binding.Imported _, Binding.OfValue _ -> {}
          }
        }
      }
    }
    ProjectSettings settings =
        ProjectSettings.of(options.settingsModule().map(names::settings).orElse(modules));
    var tables = new ArrayList<>(classes);
    for (PythonModule sketch : sketches) {
      for (Binding binding : sketch.bindings().values()) {
        if (binding instanceof Binding.OfClass(ClassFacts definition)) {
          tables.add(definition);
        }
      }
    }
    var models = new Models(tables, hierarchy, names, settings.userModel());
    var routes = new ActionRoutes(modules, names, hierarchy);
    functions.addAll(InheritedHandlers.among(classes, hierarchy, routes));
    var signals = new Signals(modules, functions, names, models);
    var entries = new EntryPoints(modules, classes, functions, hierarchy, names, signals, routes);
    var analysis =
        new Analysis(
            names, hierarchy, models, classes, functions, signals.own(), options.lockFunctions());
    Map<String, String> digests = new HashMap<>();
    files.forEach(file -> digests.put(file.module().path(), file.digest()));
    var flows =
        new Flows(
            functions,
            analysis,
            new Definitions(all, functions),
            models,
            options,
            dependency ->
                switch (dependency.kind()) {
                  case FILE -> digests.getOrDefault(dependency.name(), "");
                  case MODULES -> names.modules(dependency.name());
                  case MODELS, VARIABLE, ACCESSOR, USER ->
                      models.answer(dependency.kind(), dependency.name());
                  case METHOD, REQUEST, SIGNAL, BELOW ->
                      analysis.answer(dependency.kind(), dependency.name());
                });
    Flows.Made made =
        memory.map(before -> flows.recall(before.flows(), pool, keep)).orElseGet(flows::make);
    var callers = new LinkedHashMap<FunctionFacts, List<CallSite>>();
    for (FunctionFlow flow : made.flows()) {
      if (!flow.whole()) {
        troubles.add(tooMuch(flow.function()));
      }
      for (CallSite call : flow.calls()) {
        callers.computeIfAbsent(call.callee(), _ -> new ArrayList<>()).add(call);
      }
    }
    return new Reading(
        new ProjectFacts(
            List.copyOf(modules),
            models,
            hierarchy,
            entries,
            signals,
            new AdminModels(modules, classes, names, models),
            settings,
            made.flows(),
            callers,
            notes,
            troubles),
        made.analysed(),
        memory.filter(_ -> keep).flatMap(before -> before.after(files, made)),
        Map.copyOf(digests));
  }

  private static ProjectFacts.Trouble tooMuch(FunctionFacts function) {
    return new ProjectFacts.Trouble(
        function.module().path(),
        function.line(),
        function.qualifiedName() + " does too much to be followed to its end");
  }

  private static void add(
      ClassFacts definition, List<ClassFacts> classes, List<FunctionFacts> functions) {
    classes.add(definition);
    functions.addAll(definition.methods().values());
    definition.innerClasses().forEach(inner -> add(inner, classes, functions));
  }
}

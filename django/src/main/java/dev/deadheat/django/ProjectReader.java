package dev.deadheat.django;

import dev.deadheat.django.code.Lowering;
import dev.deadheat.django.entry.EntryPoints;
import dev.deadheat.django.entry.InheritedHandlers;
import dev.deadheat.django.entry.Signals;
import dev.deadheat.django.flow.Analysis;
import dev.deadheat.django.flow.CallSite;
import dev.deadheat.django.flow.FunctionFlow;
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
import dev.deadheat.python.ParsedFile;
import dev.deadheat.python.Parser;
import dev.deadheat.source.SourceFile;
import dev.deadheat.source.Span;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
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

  private record Read(
      PythonModule module,
      String digest,
      List<ProjectFacts.Note> notes,
      List<ProjectFacts.Trouble> troubles) {}

  /// A project as it was read.
  ///
  /// @param analysed how many functions were analysed; the others were as an earlier run left them
  /// @param memory what to give to the next run; empty if it is what this run was given
  public record Reading(ProjectFacts facts, int analysed, Optional<byte[]> memory) {}

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
    return analyse(reads(paths, bytes), options, Optional.empty()).facts();
  }

  /// As above; takes over from an earlier run what can be no other than it was then.
  ///
  /// @param memory what the earlier run left, unharmed and by the same version of Deadheat; empty
  ///   for nothing
  public static Reading read(
      List<String> paths, Function<String, byte[]> bytes, ProjectOptions options, byte[] memory) {
    return analyse(reads(paths, bytes), options, Optional.of(memory));
  }

  private static List<Read> reads(List<String> paths, Function<String, byte[]> bytes) {
    return paths.parallelStream().map(path -> one(path, bytes.apply(path), false)).toList();
  }

  private static Read one(String path, byte[] bytes, boolean library) {
    if (bytes.length > MAX_BYTES) {
      return new Read(
          PythonModule.of(path, library, List.of()),
          digest(bytes),
          List.of(),
          List.of(
              new ProjectFacts.Trouble(path, 1, "longer than " + MAX_BYTES + " bytes: left out")));
    }
    SourceFile source = SourceFile.of(path, bytes);
    ParsedFile parsed = Parser.parse(source);
    var notes = new ArrayList<ProjectFacts.Note>();
    for (Span comment : parsed.comments()) {
      String text = source.text(comment);
      int marker = text.indexOf("deadheat:");
      if (marker >= 0) {
        notes.add(
            new ProjectFacts.Note(
                path, source.lines().lineOf(comment.start()), text.substring(marker + 9).strip()));
      }
    }
    var troubles = new ArrayList<ProjectFacts.Trouble>();
    if (!parsed.problems().isEmpty()) {
      var first = parsed.problems().getFirst();
      troubles.add(
          new ProjectFacts.Trouble(
              path, source.lines().lineOf(first.span().start()), first.message()));
    }
    return new Read(
        PythonModule.of(path, library, Lowering.module(source, parsed.tree())),
        digest(bytes),
        notes,
        troubles);
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Reading analyse(
      List<Read> reads, ProjectOptions options, Optional<byte[]> memory) {
    var modules = new ArrayList<PythonModule>();
    var notes = new ArrayList<ProjectFacts.Note>();
    var troubles = new ArrayList<ProjectFacts.Trouble>();
    for (Read read : reads) {
      modules.add(read.module());
      notes.addAll(read.notes());
      troubles.addAll(read.troubles());
    }
    var all = new ArrayList<>(modules);
    var sketches = new ArrayList<PythonModule>();
    for (SourceFile sketch : LibrarySketches.load()) {
      sketches.add(one(sketch.path(), sketch.bytes(), true).module());
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
    functions.addAll(InheritedHandlers.among(classes, hierarchy));
    var signals = new Signals(modules, functions, names, models);
    var entries = new EntryPoints(modules, classes, functions, hierarchy, names, signals);
    var analysis = new Analysis(names, hierarchy, models, functions, options.lockFunctions());
    Map<String, String> digests = new HashMap<>();
    reads.forEach(read -> digests.put(read.module().path(), read.digest()));
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
                  case METHOD, REQUEST -> analysis.answer(dependency.kind(), dependency.name());
                });
    Flows.Made made = memory.map(flows::recall).orElseGet(flows::make);
    var callers = new LinkedHashMap<FunctionFacts, List<CallSite>>();
    for (FunctionFlow flow : made.flows()) {
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
            settings,
            made.flows(),
            callers,
            notes,
            troubles),
        made.analysed(),
        made.memory());
  }

  private static void add(
      ClassFacts definition, List<ClassFacts> classes, List<FunctionFacts> functions) {
    classes.add(definition);
    functions.addAll(definition.methods().values());
    definition.innerClasses().forEach(inner -> add(inner, classes, functions));
  }
}

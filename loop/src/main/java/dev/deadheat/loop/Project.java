package dev.deadheat.loop;

import dev.deadheat.django.ProjectFacts;
import dev.deadheat.django.ProjectOptions;
import dev.deadheat.django.ProjectReader;
import dev.deadheat.fix.ProjectFiles;
import dev.deadheat.rules.Finding;
import dev.deadheat.rules.Rules;
import dev.deadheat.rules.baseline.Fingerprints;
import dev.deadheat.source.SourceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// A project's Python files as they are, or as they would be with some of them changed.
///
/// @param root its folder, absolute
/// @param paths its Python files, relative to the root, with `/`
/// @param changed the new content of files, by path; new files too
record Project(Path root, List<String> paths, Map<String, byte[]> changed) {
  Project {
    paths = List.copyOf(paths);
    changed = Map.copyOf(changed);
  }

  /// With more files changed.
  Project with(Map<String, byte[]> more) {
    var all = new TreeMap<>(changed);
    all.putAll(more);
    var known = new TreeSet<>(paths);
    known.addAll(more.keySet());
    return new Project(root, List.copyOf(known), all);
  }

  /// A file's content; nothing for a file that is not there.
  byte[] bytes(String path) {
    byte[] mine = changed.get(path);
    return mine != null ? mine : original(path);
  }

  /// A file's content on disk; nothing for a file that is not there.
  byte[] original(String path) {
    Path file = root.resolve(path);
    try {
      return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What `check` reads in it.
  ProjectFacts facts() {
    return ProjectReader.read(paths, this::bytes);
  }

  /// The files, for the rules to try cures on.
  ProjectFiles files() {
    return new ProjectFiles(paths, this::bytes, ProjectOptions.NONE, new byte[0]);
  }

  /// What `check` finds in it, with fingerprints.
  List<Finding> findings() {
    return Fingerprints.on(Rules.check(facts()), path -> SourceFile.of(path, bytes(path)));
  }
}

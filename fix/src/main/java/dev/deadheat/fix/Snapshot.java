package dev.deadheat.fix;

import dev.deadheat.django.FlowPool;
import dev.deadheat.django.ProjectFacts;
import dev.deadheat.django.ProjectOptions;
import dev.deadheat.django.ProjectReader;
import dev.deadheat.fix.cure.Candidate;
import dev.deadheat.fix.cure.Patch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// A project in one state, and what it would be in another: nothing is written.
///
/// Safe for many threads if its files' bytes may be asked for by many.
final class Snapshot {
  private final NavigableSet<String> paths;
  private final Function<String, byte[]> original;
  private final Map<String, byte[]> changed;
  private final ProjectOptions options;
  private final byte[] memory;
  private final FlowPool pool;
  private final ProjectFacts facts;

  private Snapshot(
      NavigableSet<String> paths,
      Function<String, byte[]> original,
      Map<String, byte[]> changed,
      ProjectOptions options,
      byte[] memory,
      FlowPool pool,
      ProjectFacts facts) {
    this.paths = paths;
    this.original = original;
    this.changed = changed;
    this.options = options;
    this.memory = memory;
    this.pool = pool;
    this.facts = facts;
  }

  /// The project as it is.
  static Snapshot of(ProjectFiles files) {
    return read(
        new TreeSet<>(files.paths()),
        files.bytes(),
        Map.of(),
        files.options(),
        files.memory(),
        new FlowPool());
  }

  private static Snapshot read(
      NavigableSet<String> paths,
      Function<String, byte[]> original,
      Map<String, byte[]> changed,
      ProjectOptions options,
      byte[] memory,
      FlowPool pool) {
    var reading =
        ProjectReader.state(
            List.copyOf(paths), path -> now(path, original, changed), options, memory, pool);
    return new Snapshot(
        paths, original, changed, options, reading.memory().orElse(memory), pool, reading.facts());
  }

  private static byte[] now(
      String path, Function<String, byte[]> original, Map<String, byte[]> changed) {
    byte[] mine = changed.get(path);
    return mine != null ? mine : original.apply(path);
  }

  ProjectFacts facts() {
    return facts;
  }

  /// The content of a file; empty for one that is not there.
  byte[] bytes(String path) {
    return now(path, original, changed);
  }

  /// The content of each file that is no longer what it was at first, by path.
  Map<String, byte[]> changed() {
    return new LinkedHashMap<>(changed);
  }

  /// The next state, with some cures; what is learnt of it makes the readings after it quick.
  Snapshot with(List<Candidate> cures) {
    Map<String, byte[]> all = changedBy(cures);
    return read(pathsWith(all), original, all, options, memory, pool);
  }

  /// What the project would be with some cures, to look at once.
  Snapshot trying(List<Candidate> cures) {
    Map<String, byte[]> all = changedBy(cures);
    NavigableSet<String> files = pathsWith(all);
    var reading =
        ProjectReader.glance(
            List.copyOf(files), path -> now(path, original, all), options, memory, pool);
    return new Snapshot(files, original, all, options, memory, pool, reading.facts());
  }

  private NavigableSet<String> pathsWith(Map<String, byte[]> files) {
    var out = new TreeSet<>(paths);
    out.addAll(files.keySet());
    return out;
  }

  private Map<String, byte[]> changedBy(List<Candidate> cures) {
    var patches = new TreeMap<String, Patch>();
    for (Candidate cure : cures) {
      for (Patch patch : cure.patches()) {
        patches.merge(patch.path(), patch, Patch::and);
      }
    }
    Map<String, byte[]> out = changed();
    patches.forEach((path, patch) ->
        out.put(
            path,
            patch
                .apply(patch.creates() ? new byte[0] : bytes(path))
                .orElseThrow(() -> new IllegalStateException("a patch is out of date: " + path))));
    return out;
  }
}

package dev.deadheat.django.project;

import dev.deadheat.django.code.Statement;
import dev.deadheat.django.trace.Dependency;
import dev.deadheat.django.trace.Trace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One Python file of the project, or of the library sketches that ship with Deadheat.
///
/// Immutable once built; safe to share between threads.
public final class PythonModule {
  private final String path;
  private final List<String> parts;
  private final boolean isPackage;
  private final boolean library;
  private final List<Statement> body;
  private final Map<String, Binding> bindings;
  private final List<Binding.Imported> stars;

  /// A module of these statements.
  public static PythonModule of(String path, boolean library, List<Statement> body) {
    return new PythonModule(path, library, body);
  }

  PythonModule(String path, boolean library, List<Statement> body) {
    this.path = path;
    this.library = library;
    this.body = List.copyOf(body);
    String plain = path.endsWith(".py") ? path.substring(0, path.length() - 3) : path;
    this.isPackage = plain.equals("__init__") || plain.endsWith("/__init__");
    String dotted = isPackage ? plain.substring(0, Math.max(0, plain.length() - 9)) : plain;
    this.parts = dotted.isEmpty() ? List.of() : List.of(dotted.split("/", -1));
    var collector = new BindingCollector(this);
    collector.block(this.body);
    this.bindings = new LinkedHashMap<>(collector.bindings());
    this.stars = List.copyOf(collector.stars());
  }

  /// Notes that what it says matters to whoever asks.
  public void seen() {
    if (!library) {
      Trace.saw(Dependency.Kind.FILE, path);
    }
  }

  /// Path relative to the project, with `/`.
  public String path() {
    return path;
  }

  /// The path as package names; a package's own `__init__` is the package.
  public List<String> parts() {
    return parts;
  }

  /// Whether this is a sketch of a library rather than a file of the project.
  public boolean library() {
    return library;
  }

  boolean isPackage() {
    return isPackage;
  }

  /// Its top-level statements.
  public List<Statement> body() {
    return body;
  }

  /// What a name is bound to at the top of the module.
  public Optional<Binding> binding(String name) {
    return Optional.ofNullable(bindings.get(name));
  }

  /// All names bound at the top of the module, in order.
  public Map<String, Binding> bindings() {
    return java.util.Collections.unmodifiableMap(bindings);
  }

  List<Binding.Imported> stars() {
    return stars;
  }

  /// Whether its path says that it holds tests.
  public boolean isTest() {
    String last = parts.isEmpty() ? "" : parts.getLast();
    if (last.startsWith("test_")
        || last.endsWith("_test")
        || last.equals("tests")
        || last.equals("test")
        || last.equals("conftest")
        || last.equals("factories")
        || (last.equals("factory") && imports(Set.of("factory", "faker")))) {
      return true;
    }
    for (String part : parts) {
      if (part.equals("tests")
          || part.equals("test")
          || part.equals("testing")
          || part.endsWith("_tests")) {
        return true;
      }
    }
    return false;
  }

  private boolean imports(Set<String> modules) {
    return bindings.values().stream()
        .anyMatch(binding ->
            binding instanceof Binding.Imported imported
                && imported.level() == 0
                && modules.contains(imported.module()));
  }

  /// Whether it is a migration: run once, by one process.
  public boolean isMigration() {
    return parts.contains("migration")
        || parts.stream().anyMatch(part -> part.endsWith("migrations"));
  }

  @Override
  public String toString() {
    return path;
  }
}

package dev.deadheat.django.trace;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/// Takes notes of what a piece of the analysis looks at.
///
/// The notes are complete: whatever hands out a part of the project says here what was asked, and
/// the answers alone decide what the analysis does next. So a result holds as long as all questions
/// that it asked are answered as they were: the *verifying traces* of Mokhov, Mitchell and Peyton
/// Jones, "Build Systems à la Carte" (ICFP 2018), section 4.2.2.
///
/// Bound to the thread that works; nobody else sees it.
public final class Trace {
  private static final ScopedValue<Trace> CURRENT = ScopedValue.newInstance();

  private final Set<Dependency> seen = new HashSet<>();

  private Trace() {}

  /// Makes a value and notes what that looks at.
  public static <T> Traced<T> of(Supplier<T> make) {
    var trace = new Trace();
    T value = ScopedValue.where(CURRENT, trace).call(make::get);
    return new Traced<>(value, trace.seen);
  }

  /// Notes a question that was just answered.
  public static void saw(Dependency.Kind kind, String name) {
    if (CURRENT.isBound()) {
      CURRENT.get().seen.add(new Dependency(kind, name));
    }
  }

  /// Notes questions that were answered when a value was made that is used again.
  static void saw(Set<Dependency> dependencies) {
    if (CURRENT.isBound()) {
      CURRENT.get().seen.addAll(dependencies);
    }
  }
}

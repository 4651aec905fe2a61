package dev.deadheat.django.flow;

import dev.deadheat.django.code.Expression;
import dev.deadheat.django.lock.Expiry;
import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.FunctionFacts;
import dev.deadheat.django.project.PythonModule;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What an expression may evaluate to, as far as it matters for races.
sealed interface Value {
  Value UNKNOWN = new Derived(Set.of());

  /// A row of a table, as it was read.
  record Row(Read read) implements Value {}

  /// A queryset or manager that was not evaluated yet.
  record Query(
      Table table,
      Set<String> lookups,
      boolean locking,
      boolean transforms,
      Set<String> joined,
      boolean ofSelf,
      Set<Source> sources,
      Optional<ClassFacts> manager,
      Site site,
      boolean plain)
      implements Value {
    Query filtered(Set<String> more, Set<Source> from) {
      var all = new LinkedHashSet<>(lookups);
      all.addAll(more);
      return new Query(
          table,
          all,
          locking,
          transforms,
          joined,
          ofSelf,
          union(sources, from),
          manager,
          site,
          false);
    }

    Query locked(boolean self, Site at) {
      return new Query(table, lookups, true, transforms, joined, self, sources, manager, at, false);
    }

    Query joining(Set<String> relations) {
      var all = new LinkedHashSet<>(joined);
      all.addAll(relations);
      return new Query(
          table, lookups, locking, transforms, all, ofSelf, sources, manager, site, false);
    }

    /// No longer whole rows: `values`, `values_list`, `dates`.
    Query transformed() {
      return new Query(
          table, lookups, locking, true, joined, ofSelf, sources, manager, site, false);
    }
  }

  /// A value computed from reads; from none for a constant or an input.
  record Derived(Set<Source> sources) implements Value {}

  /// A known text, number or truth value.
  record Constant(String text, boolean isText) implements Value {}

  /// `None`.
  record None() implements Value {}

  /// A class itself.
  record Type(ClassFacts definition) implements Value {}

  /// A model class that is known by name only.
  record UnknownModel(String text) implements Value {}

  /// A function, bound or not.
  record Function(FunctionFacts definition, Optional<Value> self, Map<String, Value> closure)
      implements Value {}

  /// A lambda with the variables that it can see, and the function that it stands in.
  record Closure(Expression.Lambda lambda, FunctionFacts within, Map<String, Value> closure)
      implements Value {}

  /// `functools.partial` and the like.
  record Partial(Value function, List<Value> arguments, Map<String, Value> keywords)
      implements Value {}

  /// A module of the project.
  record Module(PythonModule module) implements Value {}

  /// Something outside the project, by dotted name; `called` once it was called.
  record External(String dotted, boolean called) implements Value {}

  /// An object of a class that is no model.
  record Instance(ClassFacts definition, Map<String, Value> attributes) implements Value {}

  /// `super()`.
  record Super(ClassFacts from, Value self) implements Value {}

  /// Several values in a row.
  record Many(List<Value> elements) implements Value {}

  /// A list, set or dict whose elements are alike.
  record Bag(Value element, Set<Source> sources) implements Value {}

  /// A method of a value that no class defines: `qs.filter`, `row.save`.
  record Method(Value owner, String name) implements Value {}

  /// A lock object.
  record LockObject(Lock.Kind kind, String key, Expiry expiry) implements Value {}

  /// One of several.
  record Choice(List<Value> values, Set<Source> deciders) implements Value {}

  static Value derived(Set<Source> sources) {
    return sources.isEmpty() ? UNKNOWN : new Derived(sources);
  }

  static Set<Source> union(Set<Source> left, Set<Source> right) {
    if (left.isEmpty()) {
      return right;
    }
    if (right.isEmpty()) {
      return left;
    }
    var all = new LinkedHashSet<>(left);
    for (Source source : right) {
      if (all.size() >= MAX_SOURCES) {
        break;
      }
      all.add(source);
    }
    return all;
  }

  /// Beyond this many sources a value is not followed: the oldest are kept.
  int MAX_SOURCES = 24;

  /// How many alternatives are kept apart.
  int MAX_CHOICES = 4;

  /// How many functions and classes are kept apart of which one is called.
  int MAX_CALLABLES = 12;

  /// Whether a value is a function or a class of the project.
  static boolean isCallable(Value value) {
    return switch (value) {
      case Function _, Closure _, Partial _, Type _ -> true;
      case Value other -> false;
    };
  }

  static Value choice(Value left, Value right, Set<Source> deciders) {
    if (left.equals(right)) {
      return left;
    }
    var all = new LinkedHashSet<Value>();
    Set<Source> deciding = deciders;
    for (Value each : List.of(left, right)) {
      if (each instanceof Choice choice) {
        all.addAll(choice.values());
        deciding = union(deciding, choice.deciders());
      } else {
        all.add(each);
      }
    }
    // Of values that are only known by their sources one is enough.
    Set<Source> sources = Set.of();
    boolean derived = false;
    var kept = new LinkedHashSet<Value>();
    for (Value each : all) {
      if (each instanceof Derived(Set<Source> from)) {
        sources = union(sources, from);
        derived = true;
      } else if (kept.size() < (isCallable(each) ? MAX_CALLABLES : MAX_CHOICES)) {
        kept.add(each);
      }
    }
    if (derived) {
      kept.add(derived(sources));
    }
    return new Choice(List.copyOf(kept), deciding);
  }

  /// One of several, whatever decides which.
  static Value oneOf(List<Value> values) {
    return values.size() == 1 ? values.getFirst() : new Choice(values, Set.of());
  }

  /// The alternatives that a value stands for.
  static List<Value> alternatives(Value value) {
    return value instanceof Choice choice ? choice.values() : List.of(value);
  }

  /// What a whole list tells of rows that were listed: which there are, not one of them.
  private static Set<Source> listed(Set<Source> elements) {
    var out = new LinkedHashSet<Source>();
    for (Source source : elements) {
      boolean row =
          source.aspect() == Source.Aspect.COLUMN && source.read().kind() == Read.Kind.ROWS;
      out.add(row ? Source.of(source.read(), Source.Aspect.WHOLE) : source);
    }
    return out;
  }

  /// Everything that a value was computed from.
  static Set<Source> sources(Value value) {
    return switch (value) {
      case Row(Read read) -> read.fresh() ? Set.of() : Set.of(Source.of(read, Source.Aspect.WHOLE));
      case Query query -> query.sources();
      case Derived(Set<Source> sources) -> sources;
      case Instance instance -> {
        Set<Source> all = Set.of();
        for (Value each : instance.attributes().values()) {
          if (!(each instanceof Instance)) {
            all = union(all, sources(each));
          }
        }
        yield all;
      }
      case Many(List<Value> elements) -> {
        Set<Source> all = Set.of();
        for (Value each : elements) {
          all = union(all, sources(each));
        }
        yield all;
      }
      case Bag bag -> union(bag.sources(), listed(sources(bag.element())));
      case Method method -> sources(method.owner());
      case Choice choice -> {
        Set<Source> all = choice.deciders();
        for (Value each : choice.values()) {
          all = union(all, sources(each));
        }
        yield all;
      }
      case Partial _,
          Constant _,
          None _,
          Type _,
          UnknownModel _,
          Function _,
          Closure _,
          Module _,
          External _,
          Super _,
          LockObject _ ->
          Set.of();
    };
  }
}

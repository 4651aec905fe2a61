package dev.deadheat.django.flow;

import dev.deadheat.django.code.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Rewrites what a summary says of a function's parameters into what it means for the arguments of
/// one call.
final class Substitution {
  private final Interpreter interpreter;
  private final Site here;
  private final Captures captures;
  private final Map<String, Value> byPath = new LinkedHashMap<>();
  private final Map<Read, List<Read>> reads = new LinkedHashMap<>();

  Substitution(Interpreter interpreter, Value.Function callee, List<Value> arguments, Place place) {
    this.interpreter = interpreter;
    this.captures = Captures.of(arguments, callee.closure());
    this.here = interpreter.site(place);
    for (int i = 0; i < arguments.size(); i++) {
      walk(Integer.toString(i), arguments.get(i), 0);
    }
  }

  private void walk(String path, Value value, int depth) {
    byPath.put(path, value);
    if (depth > 3) {
      return;
    }
    for (Value each : Value.alternatives(value)) {
      switch (each) {
        case Value.Instance instance ->
            instance
                .attributes()
                .forEach((name, inner) -> walk(path + "." + name, inner, depth + 1));
        case Value.Bag bag -> walk(path + "[]", bag.element(), depth + 1);
        case Value.Many many -> {
          for (int i = 0; i < many.elements().size(); i++) {
            walk(path + "[" + i + "]", many.elements().get(i), depth + 1);
          }
        }
        case Value other -> {}
      }
    }
  }

  /// The reads of the caller that a read of the callee stands for; none if the argument is no row.
  List<Read> reads(Read read) {
    List<Read> known = reads.get(read);
    if (known == null) {
      known = List.copyOf(compute(read));
      reads.put(read, known);
    }
    return known;
  }

  private List<Read> compute(Read read) {
    if (captures.contains(read)) {
      return List.of(read);
    }
    if (read.kind() == Read.Kind.PARAMETER && !read.detail().isEmpty()) {
      var out = new ArrayList<Read>();
      for (Value each : Value.alternatives(byPath.getOrDefault(read.detail(), Value.UNKNOWN))) {
        if (each instanceof Value.Row row) {
          out.add(row.read());
        }
      }
      return out;
    }
    if (read.fresh()) {
      return List.of(moved(read, read.parent()));
    }
    if (read.parent().isPresent()) {
      var out = new ArrayList<Read>();
      for (Read parent : reads(read.parent().get())) {
        out.add(moved(read, Optional.of(parent)));
      }
      return out.isEmpty() ? List.of(moved(read, Optional.empty())) : out;
    }
    return List.of(moved(read, Optional.empty()));
  }

  private Read moved(Read read, Optional<Read> parent) {
    var locks = new ArrayList<>(interpreter.state.locks);
    locks.addAll(read.locks());
    var via = new ArrayList<Site>();
    via.add(here);
    via.addAll(read.via().size() > 6 ? read.via().subList(0, 6) : read.via());
    return new Read(
        read.kind(),
        read.table(),
        read.site(),
        read.lookups(),
        read.locking(),
        locks,
        parent,
        read.detail(),
        via);
  }

  Set<Source> sources(Set<Source> sources) {
    Set<Source> out = Set.of();
    for (Source source : sources) {
      out = Value.union(out, source(source));
    }
    return out;
  }

  private Set<Source> source(Source source) {
    Read read = source.read();
    List<Read> mapped = reads(read);
    if (mapped.isEmpty() && read.kind() == Read.Kind.PARAMETER) {
      return Value.sources(byPath.getOrDefault(read.detail(), Value.UNKNOWN));
    }
    var out = new LinkedHashSet<Source>();
    for (Read each : mapped) {
      if (!each.fresh()) {
        out.add(new Source(each, source.aspect(), source.column()));
      }
    }
    // A choice between rows depends on what decided it.
    if (read.kind() == Read.Kind.PARAMETER
        && byPath.get(read.detail()) instanceof Value.Choice choice) {
      out.addAll(choice.deciders());
    }
    return out;
  }

  /// Whether a test cannot come out so in this call: the row is there.
  boolean excludes(Guard guard) {
    Read read = guard.source().read();
    return guard.polarity() == Guard.Polarity.ABSENT
        && guard.source().aspect() == Source.Aspect.EXISTENCE
        && read.kind() == Read.Kind.PARAMETER
        && !captures.contains(read)
        && Tests.isThere(byPath.getOrDefault(read.detail(), Value.UNKNOWN));
  }

  /// Whether an argument that is missing is not missing for want of this row: it would have raised.
  private boolean isElsewhere(Guard guard, Source source) {
    Read read = guard.source().read();
    boolean absent =
        guard.polarity() == Guard.Polarity.ABSENT
            && source.aspect() == Source.Aspect.EXISTENCE
            && read.kind() == Read.Kind.PARAMETER
            && !captures.contains(read)
            && Tests.isThere(source.read());
    return absent
        && !(byPath.get(read.detail()) instanceof Value.Choice choice
            && choice.deciders().contains(source));
  }

  Set<Guard> guard(Guard guard) {
    var out = new LinkedHashSet<Guard>();
    for (Source source : source(guard.source())) {
      if (!isElsewhere(guard, source)) {
        out.add(new Guard(source, guard.polarity()));
      }
    }
    return out;
  }

  Write.Assigned assigned(Write.Assigned value) {
    var guards = new LinkedHashSet<Guard>();
    value.guards().forEach(guard -> guards.addAll(guard(guard)));
    return new Write.Assigned(sources(value.sources()), guards, value.atomic(), value.settled());
  }

  Value value(Value value) {
    return switch (value) {
      case Value.Row row -> {
        List<Read> mapped = reads(row.read());
        if (mapped.isEmpty()) {
          yield byPath.getOrDefault(row.read().detail(), Value.UNKNOWN);
        }
        Value out = new Value.Row(mapped.getFirst());
        for (Read each : mapped) {
          out = Value.choice(out, new Value.Row(each), Set.of());
        }
        boolean looked =
            row.read().kind() == Read.Kind.ROW || row.read().kind() == Read.Kind.RELATED;
        if (looked && !interpreter.record.reads.contains(mapped.getFirst())) {
          interpreter.record.reads.addAll(mapped);
        }
        yield out;
      }
      case Value.Query query ->
          new Value.Query(
              query.table(),
              query.lookups(),
              query.locking(),
              query.transforms(),
              query.joined(),
              query.ofSelf(),
              sources(query.sources()),
              query.manager(),
              query.locking() ? here : query.site(),
              query.plain());
      case Value.Derived derived -> Value.derived(sources(derived.sources()));
      case Value.Instance instance -> {
        var attributes = new LinkedHashMap<String, Value>();
        instance.attributes().forEach((name, inner) -> attributes.put(name, value(inner)));
        yield new Value.Instance(instance.definition(), attributes);
      }
      case Value.Many many -> new Value.Many(many.elements().stream().map(this::value).toList());
      case Value.Bag bag -> new Value.Bag(value(bag.element()), sources(bag.sources()));
      case Value.Choice choice -> {
        Value out = null;
        for (Value each : choice.values()) {
          Value mapped = value(each);
          out = out == null ? mapped : Value.choice(out, mapped, Set.of());
        }
        Set<Source> deciders = sources(choice.deciders());
        yield out == null
            ? Value.UNKNOWN
            : deciders.isEmpty()
                ? out
                : new Value.Choice(Value.alternatives(out), merged(out, deciders));
      }
      case Value.Method method -> new Value.Method(value(method.owner()), method.name());
      case Value.Constant _,
          Value.None _,
          Value.Type _,
          Value.UnknownModel _,
          Value.Function _,
          Value.Closure _,
          Value.Partial _,
          Value.Module _,
          Value.External _,
          Value.Super _,
          Value.LockObject _ ->
          value;
    };
  }

  private static Set<Source> merged(Value out, Set<Source> deciders) {
    return out instanceof Value.Choice inner ? Value.union(deciders, inner.deciders()) : deciders;
  }
}

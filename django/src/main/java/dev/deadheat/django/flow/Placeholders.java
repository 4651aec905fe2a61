package dev.deadheat.django.flow;

import dev.deadheat.django.project.ClassFacts;
import dev.deadheat.django.project.FunctionFacts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Stand-ins for a function's arguments: of the same kind, but read by "the caller".
final class Placeholders {
  private static final int MAX_DEPTH = 3;

  private final FunctionFacts function;

  Placeholders(FunctionFacts function) {
    this.function = function;
  }

  static Read parameter(FunctionFacts function, String path, Table table) {
    return new Read(
        Read.Kind.PARAMETER,
        table,
        new Site(function, function.node().place()),
        Set.of(),
        false,
        List.of(),
        Optional.empty(),
        path,
        List.of());
  }

  Value of(String path, Value value, int depth) {
    if (depth > MAX_DEPTH) {
      return unknown(path);
    }
    return switch (value) {
      case Value.Row row -> new Value.Row(parameter(function, path, row.read().table()));
      case Value.Query query ->
          new Value.Query(
              query.table(),
              query.lookups(),
              query.locking(),
              query.transforms(),
              query.joined(),
              query.ofSelf(),
              Set.of(),
              query.manager(),
              query.locking() ? query.site() : new Site(function, function.node().place()),
              query.plain());
      case Value.Instance instance -> {
        var attributes = new LinkedHashMap<String, Value>();
        instance
            .attributes()
            .forEach(
                (name, inner) -> attributes.put(name, of(path + "." + name, inner, depth + 1)));
        yield new Value.Instance(instance.definition(), attributes);
      }
      case Value.Bag bag ->
          new Value.Bag(of(path + "[]", bag.element(), depth + 1), Value.sources(unknown(path)));
      case Value.Many many -> {
        var elements = new ArrayList<Value>();
        for (int i = 0; i < many.elements().size(); i++) {
          elements.add(of(path + "[" + i + "]", many.elements().get(i), depth + 1));
        }
        yield new Value.Many(List.copyOf(elements));
      }
      case Value.Choice choice -> {
        for (Value each : choice.values()) {
          if (each instanceof Value.Row
              || each instanceof Value.Instance
              || each instanceof Value.Query) {
            yield of(path, each, depth);
          }
        }
        yield unknown(path);
      }
      case Value.Constant constant -> constant.text().length() <= 40 ? constant : unknown(path);
      case Value.Method method -> captures(method) ? method : unknown(path);
      case Value.Derived _, Value.LockObject _, Value.Super _ -> unknown(path);
      case Value.None _,
          Value.Type _,
          Value.UnknownModel _,
          Value.Function _,
          Value.Closure _,
          Value.Partial _,
          Value.Module _,
          Value.External _ ->
          value;
    };
  }

  private Value unknown(String path) {
    return new Value.Derived(
        Set.of(
            Source.of(parameter(function, path, Table.unknown("parameter")), Source.Aspect.WHOLE)));
  }

  /// Whether an argument brings values of the caller along that no stand-in replaces: what a callee
  /// does with it holds for this caller alone.
  static boolean captures(Value value) {
    return switch (value) {
      case Value.Function function ->
          !function.closure().isEmpty()
              || function.self().filter(self -> !(self instanceof Value.Type)).isPresent();
      case Value.Closure _, Value.Partial _ -> true;
      // `row.save`, handed over to be called.
      case Value.Method method -> method.owner() instanceof Value.Row;
      case Value.Instance instance ->
          instance.attributes().values().stream().anyMatch(Placeholders::captures);
      case Value.Bag bag -> captures(bag.element());
      case Value.Many many -> many.elements().stream().anyMatch(Placeholders::captures);
      case Value.Choice choice -> choice.values().stream().anyMatch(Placeholders::captures);
      case Value.Row _,
          Value.Query _,
          Value.Derived _,
          Value.Constant _,
          Value.None _,
          Value.Type _,
          Value.UnknownModel _,
          Value.Module _,
          Value.External _,
          Value.Super _,
          Value.LockObject _ ->
          false;
    };
  }

  /// What tells two arguments apart as far as the callee can see.
  static String key(Value value, int depth) {
    if (depth > MAX_DEPTH) {
      return "?";
    }
    return switch (value) {
      case Value.Row row -> "r:" + row.read().table().label();
      case Value.Query query ->
          "q:"
              + query.table().label()
              + (query.locking() ? "!" + query.site() + query.site().place().start() : "")
              + (query.transforms() ? "~" : "")
              + (query.ofSelf() ? "s" : "")
              + (query.plain() ? "p" : "")
              + query.lookups()
              + query.joined()
              + query.manager().map(Object::toString).orElse("");
      case Value.Instance instance -> {
        var out = new StringBuilder("i:" + key(instance.definition()));
        instance
            .attributes()
            .forEach((name, inner) ->
                out.append(',').append(name).append('=').append(key(inner, depth + 1)));
        yield out.toString();
      }
      case Value.Bag bag -> "b:" + key(bag.element(), depth + 1);
      case Value.Many many -> {
        var out = new StringBuilder("m:");
        many.elements().forEach(each -> out.append(key(each, depth + 1)).append(','));
        yield out.toString();
      }
      case Value.Choice choice -> {
        for (Value each : choice.values()) {
          if (each instanceof Value.Row
              || each instanceof Value.Instance
              || each instanceof Value.Query) {
            yield key(each, depth);
          }
        }
        yield "?";
      }
      case Value.Constant constant ->
          constant.text().length() <= 40
              ? "c:" + constant.isText() + constant.text().length() + ":" + constant.text()
              : "?";
      case Value.Derived _, Value.Method _, Value.LockObject _, Value.Super _ -> "?";
      case Value.None _ -> "n";
      case Value.Type type -> "t:" + key(type.definition());
      case Value.UnknownModel model -> "u:" + model.text();
      case Value.Function function ->
          "f:"
              + function.definition()
              + function.definition().node().place().start()
              + function.self().map(self -> key(self, depth + 1)).orElse("");
      case Value.Closure closure -> "l:" + closure.lambda().place();
      case Value.Partial partial -> "p:" + key(partial.function(), depth + 1);
      case Value.Module module -> "o:" + module.module();
      case Value.External external -> "e:" + external.dotted() + external.called();
    };
  }

  private static String key(ClassFacts definition) {
    return definition.toString() + ':' + definition.line();
  }

  /// A value as seen from outside the function that made it: its parameters are rows that somebody
  /// read before.
  static Value detached(Value value) {
    return switch (value) {
      case Value.Row row -> new Value.Row(detached(row.read()));
      case Value.Derived derived -> Value.derived(detached(derived.sources()));
      case Value.Instance instance -> {
        Map<String, Value> attributes = new LinkedHashMap<>();
        instance.attributes().forEach((name, inner) -> attributes.put(name, detached(inner)));
        yield new Value.Instance(instance.definition(), attributes);
      }
      case Value.Bag bag -> new Value.Bag(detached(bag.element()), detached(bag.sources()));
      case Value.Many many ->
          new Value.Many(many.elements().stream().map(Placeholders::detached).toList());
      case Value.Choice choice -> {
        Value out = null;
        for (Value each : choice.values()) {
          Value next = detached(each);
          out = out == null ? next : Value.choice(out, next, Set.of());
        }
        yield out == null ? Value.UNKNOWN : out;
      }
      case Value other -> other;
    };
  }

  private static Set<Source> detached(Set<Source> sources) {
    var out = new LinkedHashSet<Source>();
    for (Source source : sources) {
      if (source.read().kind() != Read.Kind.PARAMETER) {
        out.add(source);
      }
    }
    return out;
  }

  private static Read detached(Read read) {
    if (read.kind() != Read.Kind.PARAMETER) {
      return read;
    }
    return new Read(
        Read.Kind.FRAMEWORK,
        read.table(),
        read.site(),
        read.lookups(),
        false,
        List.of(),
        Optional.empty(),
        "",
        List.of());
  }

  static Summary.Wrapped detached(Summary.Wrapped wrapped, FunctionFacts outer) {
    var guards = new LinkedHashSet<Guard>();
    for (Guard guard : wrapped.guards()) {
      if (guard.source().read().kind() != Read.Kind.PARAMETER) {
        guards.add(guard);
      }
    }
    return new Summary.Wrapped(
        wrapped.locks(),
        wrapped.inTransaction(),
        guards,
        wrapped.expiry(),
        wrapped.waitsForCommit(),
        wrapped.handed());
  }
}
